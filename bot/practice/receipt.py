"""Each request is carried out once, however often Slack sends it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.model import Receipt

KEPT_FOR = timedelta(days=2)


def once(
    session: Session, team_id: str, key: str, now: datetime, work: Callable[[], str | None]
) -> str | None:
    """Do the work unless this key was seen; either way give the id of what it made.

    The receipt is written first: a second request that comes at the same moment waits for the
    first one's commit and then finds its result.
    """
    if not insert_new(session, Receipt, team_id=team_id, id=key[:255], at=now):
        return session.scalar(
            select(Receipt.result).where(Receipt.team_id == team_id, Receipt.id == key[:255])
        )
    result = work()
    session.execute(
        update(Receipt)
        .where(Receipt.team_id == team_id, Receipt.id == key[:255])
        .values(result=result)
    )
    return result


def prune(session: Session, now: datetime) -> int:
    """Forget receipts that no retry can ask for any more; how many were forgotten."""
    old = delete(Receipt).where(Receipt.at < now - KEPT_FOR).returning(Receipt.id)
    return len(session.execute(old).all())
