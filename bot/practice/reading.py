"""Readings: measurements of goals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Reading
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.goal import goal_to_change
from bot.practice.numbering import next_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDetails:
    """What a person may write of a reading. `source` says where the number comes from."""

    value: Decimal
    read_on: date
    source: str
    note: str | None = None


def add(session: Session, actor: Actor, goal_id: str, details: ReadingDetails) -> str:
    """Add a reading to a goal; the goal's id, whose state it changes."""
    if details.read_on > actor.today:
        raise UserError("A reading is from today or earlier.", "read_on")
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
