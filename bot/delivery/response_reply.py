"""Our replies to answers on their way: as the person was asked, and in words of ours."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import mend, outbox, response
from bot.delivery.kinds import Kind
from bot.delivery.mail_turn import MailTask
from bot.delivery.suggestion import who_looks_after
from bot.model import Account, Response, Way
from bot.practice import mail, response_follow_up
from bot.practice.actor import Actor
from bot.practice.response_follow_up import Reply
from bot.practice.response_question import Question
from bot.ui import response_reply as ui


def reply(session: Session, actor: Actor, response_id: str, said: Reply) -> str:
    """Keep a reply and, unless it was said elsewhere, send it; the answer's id."""
    response_follow_up.reply(session, actor, response_id, said)
    if said.is_sent:
        found = response_follow_up.replied(session, actor.team_id, response_id)
        _send(session, actor, found)
    return response_id


def _send(session: Session, actor: Actor, found: Question) -> None:
    """By the way by which the person was asked; whoever was sent a link is written to by us."""
    answered, team_id = found.response, actor.team_id
    user_id, key = answered.player_user_id, f"reply:{answered.id}"
    if answered.way is Way.MAIL:
        mail.put(session, team_id, answered.id, kind=mail.REPLY, key=key, now=actor.now)
        return
    message = ui.reply(found).payload()
    channel = response.channel_of(session, team_id, answered.account_id)
    if user_id and answered.way is Way.DIRECT:
        outbox.post(session, team_id, user_id, message, kind=Kind.REPLY, key=key, now=actor.now)
    elif user_id and channel and answered.way is Way.CHANNEL:
        outbox.whisper(
            session, team_id, channel, user_id, message, kind=Kind.REPLY, key=key, now=actor.now
        )
    else:
        _tell(session, team_id, found, actor.now)


def take_back(session: Session, team_id: str, message_id: str, now: datetime) -> None:
    """Drop a reply that Slack refused: whoever wrote it is to reach the person."""
    response_id = mend.get(session, team_id, message_id).dedupe_key.split(":")[1]
    mend.drop(session, team_id, message_id)
    _tell(session, team_id, response_follow_up.replied(session, team_id, response_id), now)


def leave_to_us(session: Session, task: MailTask, now: datetime) -> None:
    """A mail never arrives: whoever looks after the account is to reach the person."""
    if task.kind == mail.REPLY:
        found = response_follow_up.replied(session, task.team_id, task.response_id)
        _tell(session, task.team_id, found, now)
    else:
        response.leave_to_us(session, task.team_id, task.response_id, now)


def _tell(session: Session, team_id: str, found: Question, now: datetime) -> None:
    row = session.get_one(Response, (team_id, found.response.id))
    account = session.get_one(Account, (team_id, row.account_id))
    person_id = row.followed_up_by or who_looks_after(session, account)
    if person_id is not None:
        outbox.post(
            session,
            team_id,
            person_id,
            ui.unsent(found).payload(),
            kind=Kind.NOTE,
            key=f"reply-unsent:{row.id}",
            now=now,
        )
