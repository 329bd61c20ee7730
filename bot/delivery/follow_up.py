"""What every change causes: health follows, and so do the messages that tell of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import health, live, response, shared_plan, verification


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """Bring the health and all live messages of the accounts that this session changed in line.

    Whoever writes calls it at the end of the transaction.
    """
    health.follow_up(session, team_id, now)
    live.follow_up(session, team_id, now)
    shared_plan.follow_up(session, team_id, now)
    verification.follow_up(session, team_id, now)
    response.follow_up(session, team_id, now)
