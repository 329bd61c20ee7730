"""Shares in millionths: how far a goal, a plan and a signal have come, and what they make together.

All in whole numbers, rounded to the nearest where they are divided: `health_statement` says the
same in SQL.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bot.practice.goal import LEAST_ELAPSED, GoalState
from bot.practice.milestone import MilestoneFacts
from bot.practice.signal_kind import Limit

WHOLE = 1_000_000
"""A share of one."""
LONG_WAY = 1_000_000 * WHOLE
"""From here on a way is measured in steps a million times as long: 64 bits hold no more."""


def share(come: int, way: int) -> int:
    """How much of a way was come, from nothing to all of it."""
    come = min(max(come, 0), way)
    if way > LONG_WAY:
        come, way = come // WHOLE, way // WHOLE
    return (come * WHOLE + way // 2) // way


def mean(weighted: Iterable[tuple[int, int]]) -> int | None:
    """The mean of shares with their weights; None where there is none."""
    pairs = list(weighted)
    weights = sum(weight for weight, _ in pairs)
    if not weights:
        return None
    return (sum(weight * one for weight, one in pairs) + weights // 2) // weights


def goal_share(goal: GoalState, fresh_days: int) -> int | None:
    """A goal's pace: see `goal.pace`. None where it is unknown, or its reading too old.

    What was reached counts wholly, however long ago; what was reached and did not last, nothing.
    """
    if goal.pace is None or goal.due_on is None:
        return None
    if goal.is_lost or goal.is_achieved:
        return WHOLE if goal.is_achieved else 0
    if goal.days_without_reading > fresh_days or goal.latest is None:
        return None
    return _paced(goal, _attained(goal), goal.due_on)


def _attained(goal: GoalState) -> int:
    """The share of the way; none where a level that is to be held is not held."""
    come, way = (_steps(one) - _steps(goal.baseline) for one in (goal.latest, goal.target))
    if not way:
        return 0
    return share(come, way) if way > 0 else share(-come, -way)


def _paced(goal: GoalState, attained: int, due_on: date) -> int:
    """By the share of its time that is over, of which the first quarter counts as over."""
    top, bottom = LEAST_ELAPSED.as_integer_ratio()
    days = max((due_on - goal.starts_on).days, 1)
    gone = days if due_on <= goal.today else max((goal.today - goal.starts_on).days, 0)
    if gone * bottom < days * top:
        return min(WHOLE, attained * bottom // top)
    return min(WHOLE, (attained * days + gone // 2) // gone)


def _steps(value: Decimal | None) -> int:
    """A measurement as the whole number that the database keeps."""
    return 0 if value is None else int(value.scaleb(6))


def progress_share(milestones: Iterable[MilestoneFacts], today: date) -> int | None:
    """A plan's progress: see `milestone.progress`. None while nothing was due."""
    done = due = 0
    for one in milestones:
        done += one.weight if one.done_on else 0
        due += one.weight if one.due_on and one.due_on <= today else 0
    return share(done, due) if due else None


def signal_share(value: Decimal, limit: Limit) -> int:
    """Where a value stands between bad and good."""
    come, way = _steps(value) - _steps(limit.bad), _steps(limit.good) - _steps(limit.bad)
    return share(come, way) if way > 0 else share(-come, -way)
