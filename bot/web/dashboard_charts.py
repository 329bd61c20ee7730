"""Which chart shows what, with its main result in words."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.practice.dashboard_customer import Use
from bot.practice.goal import GoalState
from bot.practice.series import Series as Months
from bot.practice.trend import Point
from bot.ui.chart import thinned
from bot.ui.text import count, number
from bot.web.charts import Series, bars, lines


def readings_chart(goal: GoalState, points: Sequence[Point]) -> Markup | None:
    """A goal's readings with its target; None where there are too few for a line."""
    if len(points) < 2:
        return None
    shown = thinned(points)
    drawn = [Series("Read", tuple(value for _, value in shown))]
    if goal.target is not None:
        drawn.append(Series("Target", (goal.target,) * len(shown)))
    first, last = shown[0][1], shown[-1][1]
    aim = f", the target is {number(goal.target, goal.unit)}" if goal.target is not None else ""
    told = f"From {number(first, goal.unit)} to {number(last, goal.unit)}{aim}."
    return lines(goal.measure, told, _days(shown), tuple(drawn))


def use_chart(use: Use) -> Markup | None:
    """How much it is used; None where there are too few points for a line."""
    if len(use.points) < 2:
        return None
    shown = thinned(use.points)
    first, last = shown[0][1], shown[-1][1]
    told = f"From {number(first, use.unit)} to {number(last, use.unit)}."
    return lines(use.title, told, _days(shown), (Series(use.title, tuple(v for _, v in shown)),))


def outcomes_chart(found: Months) -> Markup | None:
    """Outcomes by month; None where there are none."""
    if not found.outcomes:
        return None
    told = (
        f"{count(found.outcomes, 'outcome')} in twelve months, {found.intended} of them intended."
    )
    drawn = (
        Series("Intended", tuple(one.intended for one in found.months)),
        Series("Not intended", tuple(one.outcomes - one.intended for one in found.months)),
    )
    labels = tuple(f"{one.first:%b}" for one in found.months)
    return bars("Outcomes by month", told, labels, drawn)


def _days(points: Sequence[Point]) -> tuple[str, ...]:
    """Without the year, for which there is no room: the table beside has it."""
    return tuple(f"{day.day} {day:%b}" for day, _ in points)
