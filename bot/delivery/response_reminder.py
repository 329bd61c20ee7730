"""Reminders on their way: what is due about a question, and the question once more."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import response
from bot.practice import response_reminder


def carry_out(session: Session, team_id: str, response_id: str, now: datetime) -> None:
    """Remind a person, by the same way, where that is due; or end the question."""
    if response_reminder.carry_out(session, team_id, response_id, now):
        response.remind(session, team_id, response_id, now)
