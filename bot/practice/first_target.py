"""A reasonable first target: what accounts of the same segment reached with the same measure."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Account, Direction, Goal, Plan, Reading
from bot.practice.actor import Actor
from bot.practice.names import key_of

ENOUGH = 5
"""Fewer accounts are too little to go by."""


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The values below which a quarter, half and three quarters lie, the inclusive way."""

    low: Decimal
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Likeness:
    """What another account did with the same measure: from where, and what it reached in time."""

    account_id: str
    baseline: Decimal
    reached: Decimal


@dataclass(frozen=True, slots=True)
class FirstTarget:
    """What there is to go by. `started` and `reached` are None with fewer than five accounts."""

    accounts: int
    days: int
    started: Quartiles | None
    reached: Quartiles | None
    best: Decimal | None

    @property
    def is_enough(self) -> bool:
        """Whether there are accounts enough."""
        return self.reached is not None


class Remark:
    """What stands out in a target, as a sentence."""

    BEYOND = "No account like this one has reached that in this time; the best so far is {}."
    LOW = "Three of four accounts like this one reached more than that."


def first_target(session: Session, actor: Actor, goal_id: str) -> FirstTarget:
    """What other accounts of the segment reached with this goal's measure in this goal's time."""
    goal = session.get_one(Goal, (actor.team_id, goal_id))
    plan = session.get_one(Plan, (actor.team_id, goal.plan_id))
    account = session.get_one(Account, (actor.team_id, plan.account_id))
    days = (goal.due_on - goal.starts_on).days if goal.due_on else 365
    return summed(_alike(session, goal, account, days), goal.direction, days)


def summed(found: Sequence[Likeness], direction: Direction, days: int) -> FirstTarget:
    """The quartiles over the accounts, none where they are too few."""
    if len(found) < ENOUGH:
        return FirstTarget(len(found), days, None, None, None)
    reached = [one.reached for one in found]
    best = max(reached) if direction is Direction.RISING else min(reached)
    return FirstTarget(
        len(found), days, quartiles(one.baseline for one in found), quartiles(reached), best
    )


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


def _alike(session: Session, goal: Goal, account: Account, days: int) -> list[Likeness]:
    """One for each other account: its latest goal with this measure."""
    rows = session.execute(
        select(Goal.id, Goal.measure, Goal.baseline, Goal.starts_on, Plan.account_id)
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .join(Account, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
        .where(
            Goal.team_id == goal.team_id,
            Account.segment == account.segment,
            Account.id != account.id,
            Goal.direction == goal.direction,
            Goal.unit == goal.unit,
            Goal.baseline.is_not(None),
        )
        .order_by(Goal.created_at, Goal.id)
    )
    wanted = key_of(goal.measure)
    latest = {row.account_id: row for row in rows if key_of(row.measure) == wanted}
    readings = _readings(session, goal.team_id, [row.id for row in latest.values()])
    made = (
        (row, _by(readings[row.id], row.starts_on + timedelta(days=days)))
        for row in latest.values()
    )
    return [
        Likeness(row.account_id, row.baseline, value) for row, value in made if value is not None
    ]


def _readings(
    session: Session, team_id: str, goal_ids: Sequence[str]
) -> dict[str, list[tuple[date, Decimal]]]:
    rows = session.execute(
        select(Reading.goal_id, Reading.read_on, Reading.value)
        .where(Reading.team_id == team_id, Reading.goal_id.in_(goal_ids))
        .order_by(Reading.read_on, Reading.created_at, Reading.id)
    )
    found: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for row in rows:
        found[row.goal_id].append((row.read_on, row.value))
    return found


def _by(readings: Sequence[tuple[date, Decimal]], last: date) -> Decimal | None:
    """The latest value up to a day."""
    return next((value for read_on, value in reversed(readings) if read_on <= last), None)
