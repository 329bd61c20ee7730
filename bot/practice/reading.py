"""Readings: measurements of goals."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Reading
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.goal import GoalState, goal_to_change, state
from bot.practice.numbering import next_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDetails:
    """What a person may write of a reading. `source` says where the number comes from."""

    value: Decimal
    read_on: date
    source: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingToChange:
    """A reading as it is, with its goal."""

    id: str
    goal: GoalState
    details: ReadingDetails


def add(session: Session, actor: Actor, goal_id: str, details: ReadingDetails) -> str:
    """Add a reading to a goal; the goal's id, whose state it changes."""
    _check(actor, details)
    _, plan = goal_to_change(session, actor, goal_id)
    reading = Reading(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, plan.account_id),
        goal_id=goal_id,
        value=details.value,
        read_on=details.read_on,
        source=details.source,
        note=details.note,
        created_at=actor.now,
    )
    audit.add(session, actor, "reading.add", reading, plan.account_id)
    return goal_id


def to_change(session: Session, actor: Actor, reading_id: str) -> ReadingToChange:
    """One reading, for a change by this actor."""
    reading, _ = _to_change(session, actor, reading_id)
    details = ReadingDetails(
        value=reading.value, read_on=reading.read_on, source=reading.source, note=reading.note
    )
    return ReadingToChange(reading_id, state(session, actor, reading.goal_id), details)


def correct(session: Session, actor: Actor, reading_id: str, details: ReadingDetails) -> str:
    """Write a wrong reading anew; the goal's id. What it was stays in the history."""
    _check(actor, details)
    reading, account_id = _to_change(session, actor, reading_id)
    with audit.change(session, actor, "reading.correct", reading, account_id):
        for name, value in asdict(details).items():
            setattr(reading, name, value)
    return reading.goal_id


def remove(session: Session, actor: Actor, reading_id: str) -> str:
    """Take away a reading that never was; the goal's id. It stays in the history."""
    reading, account_id = _to_change(session, actor, reading_id)
    goal_id, before = reading.goal_id, audit.facts_of(reading)
    session.delete(reading)
    session.flush()
    audit.record(session, actor, "reading.remove", reading_id, account_id=account_id, before=before)
    return goal_id


def _to_change(session: Session, actor: Actor, reading_id: str) -> tuple[Reading, str]:
    """The reading and its account."""
    reading = session.get(Reading, (actor.team_id, reading_id))
    if reading is None:
        raise UserError("That reading is gone. Look at the goal again.")
    _, plan = goal_to_change(session, actor, reading.goal_id)
    return reading, plan.account_id


def _check(actor: Actor, details: ReadingDetails) -> None:
    if details.read_on > actor.today:
        raise UserError("A reading is from today or earlier.", "read_on")
