"""What every answer of a customer causes, by whichever way it came."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.model import Response
from bot.practice import response_follow_up, sentiment_signal


def after_answer(session: Session, response: Response, now: datetime) -> None:
    """An answer was given or changed, in the transaction that keeps it.

    A low one is somebody's matter at once; the account's health hears of each.
    """
    response_follow_up.begin(session, response, now)
    sentiment_signal.refresh(session, response.team_id, response.account_id, now)
