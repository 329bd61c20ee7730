"""A milestone that could move and does not: nothing was done about it for a fortnight."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from bot.model import Account, Dependency, Milestone, Plan
from bot.practice.milestone import STALLED_AFTER_DAYS
from bot.practice.nudges.rule import Done, Matters, Rule, Update
from bot.practice.nudges.say import days, sentence

IN_OPEN_PLAN = Milestone.__table__.join(
    Plan.__table__,
    (Plan.team_id == Milestone.team_id) & (Plan.id == Milestone.plan_id) & Plan.ended_on.is_(None),
).join(Account.__table__, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
_needed = aliased(Milestone)


def waits() -> ColumnElement[bool]:
    """Whether it still waits for another milestone."""
    return exists().where(
        Dependency.team_id == Milestone.team_id,
        Dependency.id == Milestone.id,
        _needed.team_id == Dependency.team_id,
        _needed.id == Dependency.needs_id,
        _needed.done_on.is_(None),
    )


def waiting_for_it() -> ColumnElement[int]:
    """How many milestones wait for it."""
    return (
        select(func.count())
        .select_from(Dependency)
        .where(Dependency.team_id == Milestone.team_id, Dependency.needs_id == Milestone.id)
        .scalar_subquery()
    )


DETAILS = select(
    Milestone.id, Milestone.title, Milestone.due_on, Milestone.active_at, waiting_for_it()
).where(
    Milestone.team_id == bindparam("team_id"),
    Milestone.id.in_(bindparam("subjects", expanding=True)),
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """Why it is a matter."""
    _, title, due_on, active_at, waiting = row
    idle = (today - active_at.date()).days
    due = f"due in {days((due_on - today).days)}" if due_on and due_on > today else ""
    return sentence(f"“{title}” has not moved for {days(idle)}", due, _others(waiting))


def _others(waiting: int) -> str:
    if not waiting:
        return ""
    return "another milestone waits for it" if waiting == 1 else f"{waiting} others wait for it"


RULE = Rule(
    name="milestone_stalled",
    title="Milestone stalled",
    help="Not done, nothing in its way, not late yet, and nothing happened for this many days.",
    matters=Matters(
        subject=Milestone.id,
        source=IN_OPEN_PLAN,
        anchor=Milestone.active_at,
        where=(Milestone.done_on.is_(None), ~waits()),
        is_instant=True,
    ),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.MILESTONE,
    done=Done.FINISH_MILESTONE,
    days=STALLED_AFTER_DAYS,
)
