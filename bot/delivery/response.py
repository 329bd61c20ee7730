"""Questions to single people on their way: each by the way that reaches the person.

A message to the person alone in the shared channel, a direct message, or a mail; a link is sent by
one of ours.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import mend, outbox
from bot.delivery.kinds import Kind
from bot.delivery.suggestion import who_looks_after
from bot.model import Account, Message, MessageState, Plan, Response, ResponseState, Way
from bot.model.message import STUCK
from bot.practice import audit, mail, response_question
from bot.practice.response import CHANGEABLE, ENDS
from bot.practice.response_question import Question
from bot.ui import response as ui

KEY = "survey"
SHOWN_FOR = ENDS + CHANGEABLE + timedelta(days=1)
"""After that nothing about a question changes any more."""


def send(session: Session, team_id: str, response_id: str, now: datetime) -> None:
    """Ask the person for the first time."""
    asked = response_question.question(session, team_id, response_id)
    _send(session, team_id, asked, f"{KEY}:{response_id}", now)


def remind(session: Session, team_id: str, response_id: str, now: datetime) -> None:
    """Ask once more, by the same way; once for each number of reminders."""
    asked = response_question.question(session, team_id, response_id)
    key = f"{KEY}:{response_id}:{asked.response.reminders}"
    _send(session, team_id, asked, key, now, is_reminder=True)


def _send(
    session: Session,
    team_id: str,
    asked: Question,
    key: str,
    now: datetime,
    *,
    is_reminder: bool = False,
) -> None:
    match asked.response.way:
        case Way.MAIL:
            kind = "reminder" if is_reminder else "survey"
            mail.put(session, team_id, asked.response.id, kind=kind, key=key, now=now)
        case Way.CHANNEL | Way.DIRECT:
            _send_in_slack(session, team_id, asked, key, now, is_reminder=is_reminder)


def _send_in_slack(
    session: Session, team_id: str, asked: Question, key: str, now: datetime, *, is_reminder: bool
) -> None:
    """Where there is no such person or channel any more, the question is left to us."""
    response, kind = asked.response, Kind.SURVEY
    payload = ui.question(asked, is_reminder=is_reminder).payload()
    user_id, channel = response.player_user_id, channel_of(session, team_id, response.account_id)
    if user_id and response.way is Way.DIRECT:
        sent = outbox.post(session, team_id, user_id, payload, kind=kind, key=key, now=now)
        if sent is not None:
            session.get_one(Response, (team_id, response.id)).message_id = sent
    elif user_id and channel:
        outbox.whisper(session, team_id, channel, user_id, payload, kind=kind, key=key, now=now)
    else:
        leave_to_us(session, team_id, response.id, now)


def channel_of(session: Session, team_id: str, account_id: str) -> str | None:
    """The channel in which the account's plan is shown to the customer."""
    return session.scalar(
        select(Plan.shared_in).where(
            Plan.team_id == team_id, Plan.account_id == account_id, Plan.ended_on.is_(None)
        )
    )


def leave_to_us(session: Session, team_id: str, response_id: str, now: datetime) -> None:
    """Slack does not reach the person: whoever looks after the account is to send the link."""
    row = session.get_one(Response, (team_id, response_id))
    row.way, row.message_id = Way.LINK, None
    person_id = who_looks_after(session, session.get_one(Account, (team_id, row.account_id)))
    if person_id is not None:
        asked = response_question.question(session, team_id, response_id)
        outbox.post(
            session,
            team_id,
            person_id,
            ui.unreached(asked).payload(),
            kind=Kind.NOTE,
            key=f"{KEY}-link:{response_id}",
            now=now,
        )


def refused(session: Session, team_id: str, kind: Kind) -> list[str]:
    """The questions, or the replies, that Slack will never take, by their messages' ids."""
    return list(
        session.scalars(
            select(Message.id).where(
                Message.team_id == team_id,
                STUCK,
                Message.state == MessageState.DEAD,
                Message.kind == kind.value,
            )
        )
    )


def take_back(session: Session, team_id: str, message_id: str, now: datetime) -> None:
    """Drop a question that Slack refused; where it is still open, a link is to be sent instead."""
    response_id = mend.get(session, team_id, message_id).dedupe_key.split(":")[1]
    mend.drop(session, team_id, message_id)
    row = session.get(Response, (team_id, response_id), with_for_update=True)
    if row is not None and row.state is ResponseState.ASKED and row.way is not Way.LINK:
        leave_to_us(session, team_id, response_id, now)


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """After a change: let direct messages say what became of their questions."""
    accounts = audit.touched(session)
    if not accounts:
        return
    session.flush()
    rows = session.scalars(
        select(Response).where(
            Response.team_id == team_id,
            Response.account_id.in_(accounts),
            Response.asked_at > now - SHOWN_FOR,
            Response.message_id.is_not(None),
            Response.state != ResponseState.ASKED,
        )
    )
    for row in rows.all():
        if row.message_id is not None:
            asked = response_question.question(session, team_id, row.id)
            shown = ui.question(asked).payload()
            outbox.change(session, team_id, row.message_id, shown, now=now)
