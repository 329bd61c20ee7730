"""The mails' own outbox: which are due, who has one in hand, and what became of it.

A mail that waits is leased to one process. Right before its content goes to the server it is
marked as one that the server may have: whatever dies after that leaves a mail that a person
decides about, and whatever dies before leaves one that is tried again. All instants are the
database's.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Update, func, literal_column, select, update
from sqlalchemy.orm import Session

from bot.database import DatabaseNow
from bot.model import Mail, MessageState

LEASE = timedelta(minutes=5)
"""Longer than any try can last."""
LAST_TRY = 28
"""About a day: the waits double from a minute to an hour, and then it is tried each hour."""
FIRST_WAIT, LONGEST_WAIT = 60.0, 3600.0
IN_DOUBT = "The process ended while it was sent: the mail server may have it."
WAITING: ColumnElement[bool] = literal_column("mail.state = 'waiting'")
"""Literally: with a bound value SQLite would not use the partial index."""


@dataclass(frozen=True, slots=True)
class MailTask:
    """A mail in hand; `attempts` counts this try."""

    team_id: str
    id: str
    kind: str
    response_id: str
    attempts: int


class Verdict(NamedTuple):
    """What becomes of a mail that was in hand. WAITING: it is tried again after `wait` seconds."""

    state: MessageState
    reason: str | None = None
    wait: float = 0.0


def seconds_to_wait(session: Session) -> float | None:
    """Until a mail is due, 0 where one is; None where nothing waits."""
    due_at = session.scalar(select(func.min(Mail.due_at)).where(WAITING))
    now = session.execute(select(DatabaseNow())).scalar_one()
    return None if due_at is None else max(0.0, (due_at - now).total_seconds())


def claim(session: Session, owner: str, room: int) -> list[MailTask]:
    """Take the lease of up to so many mails that are due, those that wait for longest first."""
    now = session.execute(select(DatabaseNow())).scalar_one()
    due = session.scalars(
        select(Mail)
        .where(WAITING, Mail.due_at <= now)
        .order_by(Mail.due_at)
        .limit(room)
        .with_for_update(skip_locked=True)
    ).all()
    for mail in due:
        mail.attempts += 1
        mail.due_at = mail.lease_until = now + LEASE
        mail.lease_owner = owner
    return [
        MailTask(mail.team_id, mail.id, mail.kind, mail.response_id, mail.attempts) for mail in due
    ]


def may_go(session: Session, owner: str, task: MailTask) -> bool:
    """Mark a mail as one that the server may have; False where it is not this process's any more.

    The lease may be over, or the mail dropped meanwhile.
    """
    marked = (
        _mine(owner, task)
        .where(WAITING, Mail.lease_until > DatabaseNow())
        .values(state=MessageState.UNKNOWN, reason=IN_DOUBT)
    )
    return session.execute(marked.returning(Mail.id)).first() is not None


def settle(session: Session, owner: str, task: MailTask, verdict: Verdict) -> bool:
    """Write down what became of a mail; False where it is not this process's any more."""
    now = session.execute(select(DatabaseNow())).scalar_one()
    is_settled = verdict.state is not MessageState.WAITING
    settled = _mine(owner, task).values(
        state=verdict.state,
        reason=verdict.reason,
        due_at=now + timedelta(seconds=verdict.wait),
        lease_until=None,
        lease_owner=None,
        settled_at=now if is_settled else None,
    )
    return session.execute(settled.returning(Mail.id)).first() is not None


def _mine(owner: str, task: MailTask) -> Update:
    return (
        update(Mail)
        .where(Mail.team_id == task.team_id, Mail.id == task.id, Mail.lease_owner == owner)
        .execution_options(synchronize_session=False)
    )


def again(reason: str, attempts: int) -> Verdict:
    """Try later: each time longer, never in step with others, for about a day."""
    if attempts >= LAST_TRY:
        return Verdict(MessageState.DEAD, f"It did not go for about a day. {reason}")
    longest = min(FIRST_WAIT * 2.0 ** (attempts - 1), LONGEST_WAIT)
    return Verdict(MessageState.WAITING, reason, longest * random.uniform(1.0, 1.5))  # noqa: S311
