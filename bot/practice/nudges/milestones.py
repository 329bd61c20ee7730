"""What the rules about milestones share."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from bot.model import Account, Dependency, Milestone, Plan
from bot.practice.nudges.say import due, quoted, sentence

IN_OPEN_PLAN = Milestone.__table__.join(
    Plan.__table__,
    (Plan.team_id == Milestone.team_id) & (Plan.id == Milestone.plan_id) & Plan.ended_on.is_(None),
).join(Account.__table__, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
_other = aliased(Milestone)


def waits() -> ColumnElement[bool]:
    """Whether it still waits for another milestone."""
    return exists().where(
        Dependency.team_id == Milestone.team_id,
        Dependency.id == Milestone.id,
        _other.team_id == Dependency.team_id,
        _other.id == Dependency.needs_id,
        _other.done_on.is_(None),
    )


def _waiting() -> ColumnElement[int]:
    """How many unfinished milestones wait for it."""
    return (
        select(func.count())
        .select_from(Dependency)
        .join(_other, (_other.team_id == Dependency.team_id) & (_other.id == Dependency.id))
        .where(
            Dependency.team_id == Milestone.team_id,
            Dependency.needs_id == Milestone.id,
            _other.done_on.is_(None),
        )
        .scalar_subquery()
    )


DETAILS = select(
    Milestone.id,
    Milestone.title,
    Milestone.due_on,
    Milestone.done_on,
    Milestone.active_at,
    waits().label("waits"),
    _waiting().label("waiting"),
).where(
    Milestone.team_id == bindparam("team_id"),
    Milestone.id.in_(bindparam("subjects", expanding=True)),
)


def timing(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """When it is due or how late it is, and what hangs together with it."""
    if row.done_on is not None:
        return sentence(f"{quoted(row.title)} is done")
    when = due(row.due_on, today) if row.due_on else "has no date any more"
    waits_itself = "it still waits for another milestone" if row.waits else ""
    return sentence(f"{quoted(row.title)} {when}", waits_itself, others(row.waiting))


def others(waiting: int) -> str:
    """How many wait for it."""
    if not waiting:
        return ""
    return "another milestone waits for it" if waiting == 1 else f"{waiting} others wait for it"
