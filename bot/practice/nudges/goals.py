"""What the rules about goals share: the latest reading, and the design's formulas in SQL.

They work on whole numbers only, by multiplying out: so no limit is missed by rounding.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    and_,
    bindparam,
    case,
    cast,
    func,
    inspect,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.model import Account, Direction, Goal, Plan, Reading
from bot.practice.goal import LEAST_ELAPSED, STATES
from bot.practice.nudges.dialects import DaysBetween, FirstJoin
from bot.practice.nudges.rule import TODAY

Latest = aliased(Reading, name="latest")
_one = aliased(Reading)


def _newest_first(reading: type[Reading]) -> tuple[ColumnElement[Any], ...]:
    """By day, then by entry."""
    return reading.read_on.desc(), reading.created_at.desc(), reading.id.desc()


_latest_id = (
    select(_one.id)
    .where(_one.team_id == Goal.team_id, _one.goal_id == Goal.id)
    .order_by(*_newest_first(_one))
    .limit(1)
    .correlate(Goal)
    .scalar_subquery()
)
IS_LATEST = (Latest.team_id == Goal.team_id) & (Latest.id == _latest_id)


def with_latest(goals: FromClause, *, isouter: bool = False) -> FirstJoin:
    """The goals with their latest readings; `isouter`: also those that have none."""
    return FirstJoin(
        goals,
        inspect(Latest).selectable,
        IS_LATEST,
        (Latest.team_id == Goal.team_id) & (Latest.goal_id == Goal.id),
        _newest_first(Latest),
        isouter=isouter,
    )


WITH_LATEST = with_latest(
    Goal.__table__.join(
        Plan.__table__,
        (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id) & Plan.ended_on.is_(None),
    ).join(Account.__table__, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id)),
    isouter=True,
)
"""The goals of open plans, each with its latest reading where it has one."""
HAS_TARGET = (Goal.baseline.is_not(None), Goal.target.is_not(None))
"""Without both nothing is known of its way; the stage asks for them, not the rules of goals."""
LATEST_ON = func.coalesce(Latest.read_on, Goal.starts_on)
DETAILS = STATES.where(Goal.id.in_(bindparam("subjects", expanding=True)))
"""Columns in the order of GoalState, but for its `today`."""

_rises = or_(
    Goal.target > Goal.baseline,
    and_(Goal.target == Goal.baseline, Goal.direction == Direction.RISING),
)


def _exact(column: InstrumentedAttribute[Decimal | None]) -> ColumnElement[Decimal]:
    return cast(column, Numeric)


def reaches(reading: type[Reading]) -> ColumnElement[bool]:
    """Whether a reading reaches its goal, as `goal.is_reached` says; NULL without a reading."""
    return _is_there(reading) & ~_is_too_old(reading)


def is_achieved() -> ColumnElement[bool]:
    """Whether the latest reading reaches the goal; NULL without one."""
    return reaches(Latest)


def is_lost() -> ColumnElement[bool]:
    """Whether it was reached, did not last, and has not been read anew."""
    return _is_there(Latest) & _is_too_old(Latest)


def _is_there(reading: type[Reading]) -> ColumnElement[bool]:
    """Whether the attainment of a reading is 1 or more."""
    return case((_rises, reading.value >= Goal.target), else_=reading.value <= Goal.target)


def _is_too_old(reading: type[Reading]) -> ColumnElement[bool]:
    """Whether it was read before the goal opened again, or on that day."""
    return and_(Goal.reopened_on.is_not(None), reading.read_on <= Goal.reopened_on)


REACHED_ON = (
    select(func.min(_one.read_on))
    .where(_one.team_id == Goal.team_id, _one.goal_id == Goal.id, reaches(_one))
    .correlate(Goal)
    .scalar_subquery()
)
"""The day of the first reading that met the target, since the goal was opened again if it was."""


def days_gone() -> ColumnElement[int]:
    """The days of its time that are over, from 0 to `days_in_all`."""
    return case(
        (Goal.due_on <= TODAY, days_in_all()),
        (Goal.starts_on >= TODAY, 0),
        else_=DaysBetween(TODAY, Goal.starts_on),
    )


def days_in_all() -> ColumnElement[int]:
    """The days of its time; 1 where it has none."""
    return case(
        (Goal.due_on > Goal.starts_on, DaysBetween(Goal.due_on, Goal.starts_on)),
        else_=1,
    )


def is_past_its_first_quarter() -> ColumnElement[bool]:
    """Whether so much of its time is over that its pace means something."""
    top, bottom = LEAST_ELAPSED.as_integer_ratio()
    return days_gone() * bottom >= days_in_all() * top


def is_slower_than(limit: Decimal) -> ColumnElement[bool]:
    """Whether clamp(attainment) / max(share of time elapsed, 0.25) is below a limit from 0 to 1.

    With the attainment come / way that is: come × bottom < way × top, for each of the two shares.
    """
    top, bottom = limit.as_integer_ratio()
    least, whole = LEAST_ELAPSED.as_integer_ratio()
    come = _exact(Latest.value) - _exact(Goal.baseline)
    way = _exact(Goal.target) - _exact(Goal.baseline)
    up = case((Goal.target > Goal.baseline, 1), else_=-1)
    behind = or_(
        up * come * bottom * days_in_all() < up * way * top * days_gone(),
        up * come * bottom * whole < up * way * top * least,
    )
    holds = Goal.target == Goal.baseline
    is_slow = case((is_lost(), True), (holds, ~is_achieved()), else_=behind)
    return is_slow & (literal(limit) > 0)
