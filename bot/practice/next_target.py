"""What a goal could aim at in the next cycle, by its own trend."""

from datetime import date
from decimal import Decimal

from bot.practice.goal import GoalState

ZERO, WHOLE = Decimal(0), Decimal(100)
PERCENT = "%"


def next_target(goal: GoalState, horizon_on: date) -> Decimal | None:
    """The next target of a goal that was reached; its present one where it was not.

    From the latest value on, as far as its own pace leads by the horizon, and at most as far again
    as it has come: what rose quickly at first does not rise so for ever. A share stays within 0 and
    100 %, and what was never negative does not become so. None where nothing was measured.
    """
    if goal.target is None or goal.baseline is None or goal.latest is None:
        return goal.target
    if not goal.is_achieved or goal.latest_on is None:
        return goal.target
    gained = goal.latest - goal.baseline
    days = max(1, (goal.latest_on - goal.starts_on).days)
    ahead = max(0, (horizon_on - goal.today).days)
    step = rounded(gained * min(Decimal(1), Decimal(ahead) / days))
    return _bounded(goal.latest + step, goal)


def rounded(step: Decimal) -> Decimal:
    """To two figures that matter: 13.74 → 14, 0.0421 → 0.042."""
    if not step:
        return ZERO
    return step.quantize(Decimal(1).scaleb(step.adjusted() - 1)) + ZERO


def _bounded(target: Decimal, goal: GoalState) -> Decimal:
    known = [value for value in (goal.baseline, goal.latest) if value is not None]
    if min(known) >= ZERO:
        target = max(ZERO, target)
    if goal.unit.strip() == PERCENT and max(known) <= WHOLE:
        target = min(WHOLE, target)
    return target
