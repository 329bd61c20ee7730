"""Readings from another system, many at once: each once by its id, each fault told by itself."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.database import LARGEST
from bot.model import Account, ApiToken, AuditEvent, Goal, Plan, Reading, Role
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.dates import EARLIEST
from bot.practice.names import tidy

MOST = 1000
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,18})?", re.ASCII)
PLACES = 6
"""As many as a reading keeps."""


class Taken(StrEnum):
    """What became of an item."""

    ADDED = "added"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's fate; `error` says what to mend where it was refused."""

    id: str | None
    status: Taken
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    goal: str
    value: Decimal
    read_on: date
    source: str
    note: str | None


class _FaultError(ValueError):
    """An item is wrong; says how."""


def take(
    session: Session, token: ApiToken, items: Sequence[object], now: datetime
) -> list[ItemResult]:
    """Add the readings that are new and sound; one result an item, in order.

    An id that was taken before with the same value is known, with another is refused: what was
    measured is not changed in hindsight.
    """
    actor = Actor(token.team_id, f"api:{token.id}", Role.ADMIN, "UTC", now)
    results: list[ItemResult | None] = []
    sound: dict[int, _Item] = {}
    for number, item in enumerate(items):
        try:
            sound[number] = _read(item, token.name, now)
            results.append(None)
        except _FaultError as fault:
            results.append(ItemResult(_id_of(item), Taken.REFUSED, str(fault)))
    for number, result in _sort(session, actor, sound):
        results[number] = result
    return [result for result in results if result is not None]


def _sort(
    session: Session, actor: Actor, sound: Mapping[int, _Item]
) -> Iterator[tuple[int, ItemResult]]:
    """Tell the known and the impossible from the new, and write the new."""
    goals = _open_goals(session, actor, {item.goal for item in sound.values()})
    known = _known(session, actor, [item.id for item in sound.values()])
    new: list[_Item] = []
    for number, item in sound.items():
        same = (item.goal, item.value, item.read_on)
        if item.id in known:
            yield number, _again(item, is_same=known[item.id] == same)
        elif item.goal not in goals:
            error = f"“{item.goal[:60]}” is no goal of an open plan."
            yield number, ItemResult(item.id, Taken.REFUSED, error)
        else:
            known[item.id] = same
            new.append(item)
            yield number, ItemResult(item.id, Taken.ADDED)
    _write(session, actor, new, goals)


def _again(item: _Item, *, is_same: bool) -> ItemResult:
    if is_same:
        return ItemResult(item.id, Taken.KNOWN)
    error = "This id was sent before with another value, day or goal. Use a new id."
    return ItemResult(item.id, Taken.REFUSED, error)


def _open_goals(session: Session, actor: Actor, wanted: set[str]) -> dict[str, str]:
    """The account of each of these goals whose plan is open."""
    rows = session.execute(
        select(Goal.id, Plan.account_id)
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .where(Goal.team_id == actor.team_id, Goal.id.in_(wanted), Plan.ended_on.is_(None))
    )
    return {row.id: row.account_id for row in rows}


def _known(
    session: Session, actor: Actor, ids: Sequence[str]
) -> dict[str, tuple[str, Decimal, date]]:
    rows = session.execute(
        select(Reading.external_id, Reading.goal_id, Reading.value, Reading.read_on).where(
            Reading.team_id == actor.team_id, Reading.external_id.in_(ids)
        )
    )
    return {str(row.external_id): (row.goal_id, row.value, row.read_on) for row in rows}


def _write(session: Session, actor: Actor, new: Sequence[_Item], goals: Mapping[str, str]) -> None:
    if not new:
        return
    numbers = _numbers(session, actor, Counter(goals[item.goal] for item in new))
    rows = []
    for item in new:
        account_id = goals[item.goal]
        numbers[account_id] += 1
        rows.append(
            {
                "team_id": actor.team_id,
                "id": f"{account_id}-{numbers[account_id]}",
                "goal_id": item.goal,
                "value": item.value,
                "read_on": item.read_on,
                "source": item.source,
                "note": item.note,
                "external_id": item.id,
                "created_at": actor.now,
            }
        )
    session.execute(insert(Reading), rows)
    session.execute(insert(AuditEvent), [_event(actor, row, goals) for row in rows])
    audit.moved(session, actor, set(numbers))


def _event(actor: Actor, row: Mapping[str, Any], goals: Mapping[str, str]) -> audit.Facts:
    after = {name: audit.plain(value) for name, value in row.items() if name != "team_id"}
    account_id = goals[row["goal_id"]]
    made = audit.event_of(actor, "reading.add", row["id"], account_id=account_id, after=after)
    return made or {}


def _numbers(session: Session, actor: Actor, wanted: Counter[str]) -> dict[str, int]:
    """The last number of each account before as many as are wanted were taken."""
    found = {}
    for account_id, many in sorted(wanted.items()):
        last = session.scalar(
            update(Account)
            .where(Account.team_id == actor.team_id, Account.id == account_id)
            .values(last_number=Account.last_number + many)
            .returning(Account.last_number)
            .execution_options(synchronize_session=False)
        )
        found[account_id] = (last or 0) - many
    return found


def _read(item: object, source: str, now: datetime) -> _Item:
    if not isinstance(item, Mapping):
        raise _FaultError("An item is an object with id, goal, value and read_on.")
    unknown = set(item) - {"id", "goal", "value", "read_on", "source", "note"}
    if unknown:
        raise _FaultError(f"“{min(map(str, unknown))[:60]}” is not known here.")
    return _Item(
        id=_text(item, "id", 120),
        goal=_text(item, "goal", 64),
        value=_value(item.get("value")),
        read_on=_day(item.get("read_on"), now),
        source=_text(item, "source", 120, source),
        note=_text(item, "note", 1000, "") or None,
    )


def _text(item: Mapping[str, Any], name: str, most: int, default: str | None = None) -> str:
    value = item.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or not tidy(value):
        raise _FaultError(f"“{name}” is missing or no text.")
    if len(value) > most:
        raise _FaultError(f"“{name}” has more than {most} characters.")
    return tidy(value)


def _value(value: object) -> Decimal:
    """Exactly as written; a number in quotes keeps what a float would lose."""
    written = str(value) if isinstance(value, str | int | Decimal) else ""
    if isinstance(value, bool) or not NUMBER.fullmatch(written):
        raise _FaultError("“value” must be a plain number, such as 12.5.")
    number = Decimal(written)
    if abs(number) >= LARGEST:
        raise _FaultError(f"“value” must be below {LARGEST:,}.")
    if number != round(number, PLACES):
        raise _FaultError(f"“value” has more than {PLACES} decimal places.")
    return number


def _day(value: object, now: datetime) -> date:
    """Somewhere it is tomorrow already."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise _FaultError("“read_on” must be a day such as 2026-12-31.")
    if not EARLIEST <= day <= (now + timedelta(hours=14)).date():
        raise _FaultError("“read_on” must be today or earlier.")
    return day


def _id_of(item: object) -> str | None:
    found = item.get("id") if isinstance(item, Mapping) else None
    return tidy(found)[:120] if isinstance(found, str) else None
