"""Undo: one's own last change, within ten minutes, unless somebody built on it since."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bot.database import Owned, UtcDateTime
from bot.errors import UserError
from bot.model import (
    Account,
    AuditEvent,
    Dependency,
    Goal,
    Milestone,
    Outcome,
    PermanenceCheck,
    Plan,
    Player,
    Pulse,
    Reading,
    Reuse,
    RevenueChange,
    Review,
    Signal,
    Template,
)
from bot.practice import audit, dependency, signal
from bot.practice.access import account_to_change
from bot.practice.actor import Actor

WITHIN = timedelta(minutes=10)
TABLES: dict[str, type[Owned]] = {
    "account": Account,
    "goal": Goal,
    "milestone": Milestone,
    "outcome": Outcome,
    "permanence_check": PermanenceCheck,
    "plan": Plan,
    "player": Player,
    "pulse": Pulse,
    "reading": Reading,
    "reuse": Reuse,
    "review": Review,
    "revenue_change": RevenueChange,
    "signal": Signal,
    "template": Template,
}
FIRST = (
    "pulse",
    "review",
    "reading",
    "signal",
    "permanence_check",
    "reuse",
    "outcome",
    "milestone",
    "goal",
    "player",
    "plan",
    "revenue_change",
    "account",
)
"""What was added last is taken away first: nothing may hang on what goes."""
NOT_HERE = "Your last change cannot be undone here. Change it where you made it."
PASSING = {"active_at", "last_number", "version"}
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
    deed = _deed(session, event)
    rows = _rows(session, actor, deed)
    pairs = list(zip(rows, deed, strict=True))
    _check_open(session, actor, pairs)
    _take_away(session, actor, [row for row, one in pairs if one.before is None])
    _put_back(session, actor, [(row, one.before) for row, one in pairs if one.before is not None])
    _keep(session, actor, pairs)
    _settle(session, actor, rows)
    return event.id


def _deed(session: Session, event: AuditEvent) -> list[AuditEvent]:
    """The change and all that was one deed with it, in the order in which it can be undone."""
    if event.together is None:
        return [_undoable(event)]
    every = session.scalars(
        select(AuditEvent).where(
            AuditEvent.team_id == event.team_id,
            AuditEvent.account_id == event.account_id,
            AuditEvent.at == event.at,
            AuditEvent.together == event.together,
        )
    )
    return sorted(map(_undoable, every), key=lambda one: FIRST.index(_noun(one)))


def _undoable(event: AuditEvent) -> AuditEvent:
    if _noun(event) not in TABLES:
        raise UserError(NOT_HERE)
    return event


def _noun(event: AuditEvent) -> str:
    return event.verb.partition(".")[0]


def _rows(session: Session, actor: Actor, deed: Sequence[AuditEvent]) -> list[Owned]:
    """What each change was about, where nobody changed it since."""
    for noun in {_noun(one) for one in deed}:
        _load(session, actor, noun, [one.subject_id for one in deed if _noun(one) == noun])
    milestones = [one.subject_id for one in deed if _noun(one) == "milestone"]
    needs = dependency.needs_of(session, actor, milestones)
    return [_row(session, actor, one, needs) for one in deed]


def _load(session: Session, actor: Actor, noun: str, ids: Collection[str]) -> None:
    """Read many rows at once, so that each is at hand."""
    table = TABLES[noun]
    session.scalars(select(table).where(table.team_id == actor.team_id, table.id.in_(ids))).all()


def _row(
    session: Session, actor: Actor, event: AuditEvent, needs: Mapping[str, list[str]]
) -> Owned:
    table = TABLES[_noun(event)]
    row = session.get(table, (actor.team_id, event.subject_id))
    if row is None and event.after is None:  # it was taken away: it comes back as it was
        return table(team_id=actor.team_id)
    if row is None:
        raise UserError("What you changed is gone.")
    now = audit.facts_of(row)
    if isinstance(row, Milestone):
        now["needs"] = needs.get(row.id, [])
    _check_untouched(now, event)
    return row


def _check_open(session: Session, actor: Actor, pairs: Sequence[tuple[Owned, AuditEvent]]) -> None:
    """What somebody ended meanwhile stays as it was at its end."""
    over = session.scalars(
        select(Plan.id).where(
            Plan.team_id == actor.team_id,
            Plan.id.in_(set(_plans_of(session, actor, pairs))),
            Plan.ended_on.is_not(None),
        )
    )
    if over.first() is not None:
        raise UserError("Somebody ended this plan since, so it stays as it is.")


def _plans_of(
    session: Session, actor: Actor, pairs: Sequence[tuple[Owned, AuditEvent]]
) -> Iterator[str]:
    """The plans that would change, but for one whose very end is undone."""
    for row, event in pairs:
        if isinstance(row, Goal | Milestone):
            yield row.plan_id
        elif isinstance(row, Reading):
            goal_id = row.goal_id or (event.before or {})["goal_id"]
            yield session.get_one(Goal, (actor.team_id, goal_id)).plan_id
        elif isinstance(row, Plan) and event.verb != "plan.close":
            yield row.id


def _keep(session: Session, actor: Actor, pairs: Sequence[tuple[Owned, AuditEvent]]) -> None:
    """Remember that all of it was undone."""
    kept = []
    for row, event in pairs:
        event.undone_at = actor.now
        after = event.before
        if after is not None and isinstance(row, Outcome):
            after = after | {"version": row.version}
        kept.append(
            audit.event_of(
                actor,
                f"{_noun(event)}.undo",
                event.subject_id,
                account_id=event.account_id,
                before=event.after,
                after=after,
            )
        )
    audit.record_all(session, actor, kept)


def _settle(session: Session, actor: Actor, rows: Iterable[Owned]) -> None:
    """The latest signal may be another one now."""
    signals = [(row.account_id, row.kind) for row in rows if isinstance(row, Signal)]
    signal.settle(session, actor.team_id, signals)


def _check_untouched(now: audit.Facts, event: AuditEvent) -> None:
    """Nobody may have changed the same since."""
    left = event.after or {}
    changed = [name for name, value in left.items() if name in now and now[name] != value]
    if set(changed) - PASSING:
        names = ", ".join(sorted(name.replace("_", " ") for name in set(changed) - PASSING))
        raise UserError(f"Somebody changed this since ({names}). Look at it and decide together.")


def _put_back(session: Session, actor: Actor, rows: Sequence[tuple[Owned, audit.Facts]]) -> None:
    """Restore each. A UserError where somebody took its place, or took away what it refers to."""
    try:
        with session.begin_nested():
            for row, before in rows:
                _restore(session, actor, row, before)
                session.add(row)
            session.flush()
    except IntegrityError:
        raise UserError(
            "What was there before does not fit to what was changed since. "
            "Look at it and change it by hand."
        ) from None


def _restore(session: Session, actor: Actor, row: Owned, before: dict[str, Any]) -> None:
    columns = type(row).__table__.columns
    for name, value in before.items():
        if name in columns and name not in PASSING:
            setattr(row, name, _as_column_has_it(columns[name].type, value))
    if isinstance(row, Outcome):
        row.version += 1  # a window that shows what was undone is older than this
    if isinstance(row, Milestone) and "needs" in before:
        dependency.put(session, actor, row.plan_id, row.id, before["needs"])


def _as_column_has_it(column: TypeEngine[Any], value: Any) -> Any:  # noqa: ANN401
    """From JSON back to the value that the column held."""
    if value is None:
        return None
    kind: type[Any] = datetime if isinstance(column, UtcDateTime) else column.python_type
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    if issubclass(kind, Decimal | StrEnum):
        return kind(value)
    return value


def _take_away(session: Session, actor: Actor, rows: Sequence[Owned]) -> None:
    """Delete what was added, what was added last first. What refers to it keeps it, and says so."""
    milestones = [row.id for row in rows if isinstance(row, Milestone)]
    session.execute(
        delete(Dependency).where(Dependency.team_id == actor.team_id, Dependency.id.in_(milestones))
    )
    for name, several in groupby(rows, lambda row: row.__tablename__):
        try:
            with session.begin_nested():
                for row in several:
                    session.delete(row)
                session.flush()
        except IntegrityError:
            raise UserError(
                f"Something was added to this {name} since, so it stays. Change it instead."
            ) from None
