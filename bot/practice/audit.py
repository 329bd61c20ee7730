"""The memory of changes: who, when, what, before, after."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, inspect, update
from sqlalchemy.orm import Session

from bot.database import Base, new_id
from bot.model import AuditEvent, Plan
from bot.practice.actor import Doer

Facts = dict[str, Any]

MOVES_PLAN = {"goal", "reading", "milestone", "outcome", "plan", "player"}
"""A change of one of these is movement in the plan; a new owner or price of the account is not."""


def plain(value: object) -> object:
    """A value as JSON can hold it. Decimals and dates become text: nothing is rounded."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def facts_of(row: Base) -> Facts:
    """All columns of a row as JSON can hold them, without the workspace."""
    columns = inspect(row).mapper.column_attrs
    return {c.key: plain(getattr(row, c.key)) for c in columns if c.key != "team_id"}


def record(
    session: Session,
    actor: Doer,
    verb: str,
    subject_id: str,
    *,
    account_id: str | None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Keep one change. Of what existed before and after, only what differs is kept."""
    event = event_of(actor, verb, subject_id, account_id=account_id, before=before, after=after)
    if event is None:
        return
    session.execute(insert(AuditEvent).values(**event))
    if account_id is not None:
        touched(session).add(account_id)
        if verb.partition(".")[0] in MOVES_PLAN:
            moved(session, actor, {account_id})


def touched(session: Session) -> set[str]:
    """The accounts about which this session has kept a change."""
    found: set[str] = session.info.setdefault("touched", set())
    return found


def moved(session: Session, actor: Doer, account_ids: Collection[str]) -> None:
    """Remember the accounts, and that something in their open plans moved."""
    touched(session).update(account_ids)
    session.execute(
        update(Plan)
        .where(
            Plan.team_id == actor.team_id,
            Plan.account_id.in_(account_ids),
            Plan.ended_on.is_(None),
        )
        .values(active_at=actor.now)
    )


def event_of(
    actor: Doer,
    verb: str,
    subject_id: str,
    *,
    account_id: str | None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> Facts | None:
    """A change as a row to insert, for many at once; None where nothing differs."""
    if before is not None and after is not None:
        changed = {key for key in after if before.get(key) != after[key]}
        if not changed:
            return None
        before = {key: before.get(key) for key in changed}
        after = {key: after[key] for key in changed}
    return {
        "team_id": actor.team_id,
        "id": new_id(),
        "at": actor.now,
        "actor_id": actor.id,
        "verb": verb,
        "subject_id": subject_id,
        "account_id": account_id,
        "before": before,
        "after": after,
    }


def add(
    session: Session, actor: Doer, verb: str, row: Base, account_id: str, **more: object
) -> None:
    """Add a row and keep that it was added; `more` is kept with it, as JSON can hold it."""
    session.add(row)
    session.flush()
    after = facts_of(row) | more
    record(session, actor, verb, _id_of(row), account_id=account_id, after=after)


@contextmanager
def change(
    session: Session,
    actor: Doer,
    verb: str,
    row: Base,
    account_id: str | None,
    **more: object,
) -> Iterator[None]:
    """Keep what the block changes in the row; `more` is kept with it, as JSON can hold it."""
    before = facts_of(row)
    yield
    session.flush()
    record(
        session,
        actor,
        verb,
        _id_of(row),
        account_id=account_id,
        before=before,
        after=facts_of(row) | more,
    )


def _id_of(row: Base) -> str:
    return str(inspect(row).mapper.primary_key_from_instance(row)[-1])
