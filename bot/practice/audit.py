"""The memory of changes: who, when, what, before, after."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bot.database import Base, Exact, new_id
from bot.model import AuditEvent, Plan
from bot.practice.actor import Doer

Facts = dict[str, Any]

MOVES_PLAN = {
    "goal",
    "reading",
    "milestone",
    "outcome",
    "permanence_check",
    "plan",
    "player",
    "review",
}
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
    columns = inspect(row).mapper.columns
    return {c.key: plain(_kept(c.type, getattr(row, c.key))) for c in columns if c.key != "team_id"}


def _kept(column: TypeEngine[Any], value: Any) -> object:  # noqa: ANN401
    """The value as the column will give it back: undo compares the two."""
    if isinstance(column, Exact) and isinstance(value, Decimal):
        return column.kept(value)
    return value


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
    record_all(session, actor, [event])


def record_all(session: Session, actor: Doer, events: Sequence[Facts | None]) -> None:
    """Keep many changes, as `event_of` gives them."""
    kept = [event | {"together": _together(session)} for event in events if event]
    if not kept:
        return
    session.execute(insert(AuditEvent), kept)
    accounts = {one["account_id"] for one in kept if one["account_id"] is not None}
    touched(session).update(accounts)
    moving = {one["account_id"] for one in kept if one["verb"].partition(".")[0] in MOVES_PLAN}
    if moving & accounts:
        moved(session, actor, moving & accounts)


@contextmanager
def together(session: Session) -> Iterator[None]:
    """What the block changes is one deed, and is undone as one."""
    session.info["together"] = new_id()
    try:
        yield
    finally:
        del session.info["together"]


def _together(session: Session) -> str | None:
    deed: str | None = session.info.get("together")
    return deed


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
    session: Session, actor: Doer, verb: str, row: Base, account_id: str | None, **more: object
) -> None:
    """Add a row and keep that it was added; `more` is kept with it, as JSON can hold it."""
    session.add(row)
    session.flush()
    after = facts_of(row) | more
    record(session, actor, verb, _id_of(row), account_id=account_id, after=after)


def add_all(
    session: Session,
    actor: Doer,
    verb: str,
    rows: Sequence[Base],
    account_id: str,
    *,
    more: Sequence[Facts] | None = None,
) -> None:
    """Add many rows of an account at once, and keep of each that it was added, as `add` does."""
    session.add_all(rows)
    session.flush()
    events = []
    for row, one in zip(rows, more or [{}] * len(rows), strict=True):
        after = facts_of(row) | one
        events.append(event_of(actor, verb, _id_of(row), account_id=account_id, after=after))
    record_all(session, actor, events)


@contextmanager
def change_all(
    session: Session,
    actor: Doer,
    verb: str,
    rows: Sequence[Base],
    account_id: str,
    **more: object,
) -> Iterator[None]:
    """Keep what the block changes in each row, as `change` does."""
    before = [facts_of(row) for row in rows]
    yield
    session.flush()
    events = []
    for row, was in zip(rows, before, strict=True):
        after = facts_of(row) | more
        event = event_of(actor, verb, _id_of(row), account_id=account_id, before=was, after=after)
        events.append(event)
    record_all(session, actor, events)


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
