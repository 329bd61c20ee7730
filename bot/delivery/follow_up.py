"""What every change causes: the messages that tell of it, to us and to customers, say it too."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import live, shared_plan, verification


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """Bring all live messages of the accounts that this session changed in line with them.

    Whoever writes calls it at the end of the transaction.
    """
    live.follow_up(session, team_id, now)
    shared_plan.follow_up(session, team_id, now)
    verification.follow_up(session, team_id, now)
