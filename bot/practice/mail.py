"""Mails: written with the change that causes them, and sent afterwards."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.database import insert_new, new_id
from bot.model import Mail, MailState


def put(
    session: Session, team_id: str, response_id: str, *, kind: str, key: str, now: datetime
) -> bool:
    """A mail about a response, which goes after the commit; False where the key is known."""
    return insert_new(
        session,
        Mail,
        team_id=team_id,
        id=new_id(),
        dedupe_key=key[:255],
        kind=kind,
        response_id=response_id,
        state=MailState.WAITING,
        attempts=0,
        due_at=now,
        created_at=now,
    )
