"""What every answer of a customer causes, by whichever way it came."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.model import Response


def after_answer(session: Session, response: Response, now: datetime) -> None:
    """An answer was given or changed, in the transaction that keeps it."""
