"""A reasonable first target: what accounts of the same segment reached with the same measure."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from bot.model import Account, Direction, Goal, Plan, Reading
from bot.practice.actor import Actor
from bot.practice.goal import GoalState, goal_to_change, state
from bot.practice.names import key_of

ENOUGH = 5
"""Fewer accounts are too little to go by."""
A_YEAR = 365
"""Days that are looked at for a goal without a date."""


class Quartiles(NamedTuple):
    """The values below which a quarter, half and three quarters lie, the inclusive way."""

    low: Decimal
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Likeness:
    """What another account did with the same measure: from where, and what it reached in time."""

    baseline: Decimal
    reached: Decimal


@dataclass(frozen=True, slots=True)
class FirstTarget:
    """What there is to go by: `accounts` of the segment, over the goal's time of so many `days`.

    `started`, `reached` and `best` are None with fewer than five accounts.
    """

    segment: str | None
    accounts: int
    days: int
    started: Quartiles | None
    reached: Quartiles | None
    best: Decimal | None

    @property
    def is_enough(self) -> bool:
        """Whether there are accounts enough."""
        return self.reached is not None


@dataclass(frozen=True, slots=True)
class GoalToAim:
    """A goal, and what there is to go by for its target."""

    goal: GoalState
    alike: FirstTarget


class Remark:
    """What stands out in a target, as a sentence."""

    BEYOND = "No account like this one has reached that in this time; the best so far is {}."
    LOW = "Three of four accounts like this one reached more than that."


def to_aim(session: Session, actor: Actor, goal_id: str) -> GoalToAim:
    """A goal with what there is to go by; a UserError where it is gone."""
    return GoalToAim(state(session, actor, goal_id), first_target(session, actor, goal_id))


def to_aim_to_change(session: Session, actor: Actor, goal_id: str) -> GoalToAim:
    """The same, for a change by this actor."""
    goal_to_change(session, actor, goal_id)
    return to_aim(session, actor, goal_id)


def first_target(session: Session, actor: Actor, goal_id: str) -> FirstTarget:
    """What other accounts of the segment reached with this goal's measure in this goal's time."""
    goal = session.get_one(Goal, (actor.team_id, goal_id))
    plan = session.get_one(Plan, (actor.team_id, goal.plan_id))
    account = session.get_one(Account, (actor.team_id, plan.account_id))
    days = (goal.due_on - goal.starts_on).days if goal.due_on else A_YEAR
    found = _alike(session, actor, goal, account, days)
    return summed(account.segment, found, goal.direction, days)


def summed(
    segment: str | None, found: Sequence[Likeness], direction: Direction, days: int
) -> FirstTarget:
    """The quartiles over the accounts, none where they are too few."""
    if len(found) < ENOUGH:
        return FirstTarget(segment, len(found), days, None, None, None)
    reached = [one.reached for one in found]
    best = max(reached) if direction is Direction.RISING else min(reached)
    started = quartiles(one.baseline for one in found)
    return FirstTarget(segment, len(found), days, started, quartiles(reached), best)


def quartiles(values: Iterable[Decimal]) -> Quartiles:
    """The quartiles of two values or more."""
    return Quartiles(*statistics.quantiles(values, n=4, method="inclusive"))


def remark(known: FirstTarget, target: Decimal | None, direction: Direction) -> str | None:
    """Whether a target is beyond the best so far, or below what three of four reached.

    `{}` in it stands for the best value. None where nothing stands out or too little is known.
    """
    if target is None or known.reached is None or known.best is None:
        return None
    rises = direction is Direction.RISING
    if target > known.best if rises else target < known.best:
        return Remark.BEYOND
    easy = target < known.reached.low if rises else target > known.reached.high
    return Remark.LOW if easy else None


def _alike(
    session: Session, actor: Actor, goal: Goal, account: Account, days: int
) -> list[Likeness]:
    """One for each other account: its latest goal with this measure whose time has run."""
    rows = session.execute(
        select(Goal.id, Goal.measure, Plan.account_id)
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .join(Account, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
        .where(
            Goal.team_id == goal.team_id,
            Account.segment == account.segment,
            Account.id != account.id,
            Goal.direction == goal.direction,
            Goal.unit == goal.unit,
            Goal.baseline.is_not(None),
            Goal.starts_on <= actor.today - timedelta(days=days),
        )
        .order_by(Goal.starts_on, Goal.created_at, Goal.id)
    )
    wanted = key_of(goal.measure)
    latest = {row.account_id: row.id for row in rows if key_of(row.measure) == wanted}
    return _reached(session, goal.team_id, list(latest.values()), days)


def _reached(session: Session, team_id: str, goal_ids: Sequence[str], days: int) -> list[Likeness]:
    """Where these goals stood so many days after they began; not those without a reading then."""
    last_day = Goal.starts_on + days
    if session.get_bind().dialect.name == "sqlite":
        last_day = func.date(Goal.starts_on, f"+{days} days")
    value: ScalarSelect[Any] = (
        select(Reading.value)
        .where(
            Reading.team_id == Goal.team_id,
            Reading.goal_id == Goal.id,
            Reading.read_on <= last_day,
        )
        .order_by(Reading.read_on.desc(), Reading.created_at.desc(), Reading.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Goal.baseline, value).where(Goal.team_id == team_id, Goal.id.in_(goal_ids))
    )
    return [
        Likeness(baseline, reached)
        for baseline, reached in rows
        if baseline is not None and reached is not None
    ]
