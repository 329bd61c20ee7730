"""Undo: one's own last change, within ten minutes, unless somebody built on it since."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Owned
from bot.errors import UserError
from bot.model import (
    Account,
    AuditEvent,
    Dependency,
    Goal,
    Milestone,
    Outcome,
    Plan,
    Player,
    Reading,
)
from bot.practice import audit
from bot.practice.access import account_to_change
from bot.practice.actor import Actor

WITHIN = timedelta(minutes=10)
TABLES: dict[str, type[Owned]] = {
    "account": Account,
    "goal": Goal,
    "milestone": Milestone,
    "outcome": Outcome,
    "plan": Plan,
    "player": Player,
    "reading": Reading,
}
PASSING = {"active_at", "last_number"}
"""They only tell that something happened, and that stays true."""


def last_change(session: Session, actor: Actor) -> AuditEvent | None:
    """The actor's own last change that can be undone; None where there is none of late."""
    return session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.team_id == actor.team_id,
            AuditEvent.at >= actor.now - WITHIN,
            AuditEvent.actor_id == actor.id,
            AuditEvent.account_id.is_not(None),
            AuditEvent.undone_at.is_(None),
            AuditEvent.verb.not_like("%.undo"),
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(1)
    )


def undo(session: Session, actor: Actor) -> str:
    """Undo the actor's own last change; the id of its event. A UserError says why it cannot be."""
    event = last_change(session, actor)
    if event is None or event.account_id is None:
        raise UserError("You changed nothing in the last ten minutes.")
    account_to_change(session, actor, event.account_id)
    noun = event.verb.partition(".")[0]
    table = TABLES.get(noun)
    if table is None:
        raise UserError("Your last change cannot be undone here. Change it where you made it.")
    row = session.get(table, (actor.team_id, event.subject_id))
    if row is None:
        raise UserError("What you changed is gone.")
    _check_untouched(row, event)
    if event.before is None:
        _take_away(session, row)
    else:
        _restore(row, event.before)
    session.flush()
    event.undone_at = actor.now
    audit.record(
        session,
        actor,
        f"{noun}.undo",
        event.subject_id,
        account_id=event.account_id,
        before=event.after,
        after=event.before,
    )
    return event.id


def _check_untouched(row: Owned, event: AuditEvent) -> None:
    """Nobody may have changed the same since."""
    now, left = audit.facts_of(row), event.after or {}
    changed = [name for name, value in left.items() if name in now and now[name] != value]
    if set(changed) - PASSING:
        names = ", ".join(sorted(name.replace("_", " ") for name in set(changed) - PASSING))
        raise UserError(f"Somebody changed this since ({names}). Look at it and decide together.")


def _restore(row: Owned, before: dict[str, Any]) -> None:
    columns = type(row).__table__.columns
    for name, value in before.items():
        if name in columns and name not in PASSING:
            setattr(row, name, _as_column_has_it(columns[name].type.python_type, value))


def _as_column_has_it(kind: type, value: Any) -> Any:  # noqa: ANN401 - a column's value
    """From JSON back to the value that the column held."""
    if value is None:
        return None
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    if issubclass(kind, Decimal | StrEnum):
        return kind(value)
    return value


def _take_away(session: Session, row: Owned) -> None:
    """Delete what was added. What refers to it keeps it, and says so."""
    owner: Table = type(row).__table__  # type: ignore[assignment]
    if isinstance(row, Milestone):
        session.execute(
            delete(Dependency).where(Dependency.team_id == row.team_id, Dependency.id == row.id)
        )
    try:
        with session.begin_nested():
            session.delete(row)
            session.flush()
    except IntegrityError:
        raise UserError(
            f"Something was added to this {owner.name} since, so it stays. Change it instead."
        ) from None
