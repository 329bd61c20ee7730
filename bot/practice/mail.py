"""Mails: written with the change that causes them, and sent afterwards."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot.database import DatabaseNow, announce, insert_new, new_id
from bot.model import Mail, MessageState

MAILS = "mails"
"""What is announced when one was written."""
SURVEY, REMINDER, REPLY = "survey", "reminder", "reply"
"""What a mail is: the question, the question once more, and our answer to an answer."""
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^\s@<>()\[\],;:\"\\]{1,253}")
"""As RFC 5321 has it without quotes: nothing in it can be read as a second address or header."""


def address_of(written: str | None) -> str | None:
    """The address to send to; None where what somebody wrote is none. A host is put into ASCII."""
    if written is None or not ADDRESS.fullmatch(written.strip()):
        return None
    local, _, host = written.strip().partition("@")
    try:
        return f"{local}@{host.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None


def put(
    session: Session, team_id: str, response_id: str, *, kind: str, key: str, now: datetime
) -> bool:
    """A mail about a response, which goes after the commit; False where the key is known.

    It is due by the database's clock, like all that is in hand.
    """
    announce(session, MAILS)
    return insert_new(
        session,
        Mail,
        team_id=team_id,
        id=new_id(),
        dedupe_key=key[:255],
        kind=kind,
        response_id=response_id,
        state=MessageState.WAITING,
        attempts=0,
        due_at=DatabaseNow(),
        created_at=now,
    )
