"""Questions to single people on their way: each by the way that reaches the person.

A message to the person alone in the shared channel, a direct message, or a mail; a link is sent by
one of ours.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.delivery.suggestion import who_looks_after
from bot.model import Account, Plan, Response, Way
from bot.practice import mail, response_question
from bot.practice.response_question import Question
from bot.ui import response as ui


def send(session: Session, team_id: str, response_id: str, now: datetime) -> None:
    """Ask the person for the first time."""
    asked = response_question.question(session, team_id, response_id)
    _send(session, team_id, asked, f"survey:{response_id}", now)


def remind(session: Session, team_id: str, response_id: str, now: datetime) -> None:
    """Ask once more, by the same way; once for each number of reminders."""
    asked = response_question.question(session, team_id, response_id)
    key = f"survey:{response_id}:{asked.response.reminders}"
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
    response = asked.response
    if response.way is Way.LINK:
        return
    if response.way is Way.MAIL:
        kind = "reminder" if is_reminder else "survey"
        mail.put(session, team_id, response.id, kind=kind, key=key, now=now)
        return
    user_id = response.player_user_id
    channel = _channel(session, team_id, response.account_id)
    payload = ui.question(asked, is_reminder=is_reminder).payload()
    message_id = None
    if user_id and response.way is Way.DIRECT:
        message_id = outbox.post(
            session, team_id, user_id, payload, kind=Kind.SURVEY, key=key, now=now
        )
    elif user_id and channel:
        outbox.whisper(
            session, team_id, channel, user_id, payload, kind=Kind.SURVEY, key=key, now=now
        )
    else:
        leave_to_us(session, team_id, response.id, now)
    if message_id is not None:
        session.get_one(Response, (team_id, response.id)).message_id = message_id


def _channel(session: Session, team_id: str, account_id: str) -> str | None:
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
            key=f"survey-link:{response_id}",
            now=now,
        )
