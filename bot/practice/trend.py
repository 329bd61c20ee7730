"""The trend of a goal: how fast its measure moves of late."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

WINDOW = timedelta(days=90)
PER_DAYS = 30
ZERO = Decimal(0)

Point = tuple[date, Decimal]
"""A day, and what was read on it."""


def daily(points: Sequence[Point]) -> tuple[Point, ...]:
    """One point a day, by day: of several readings the last one counts."""
    return tuple(sorted(dict(points).items()))


def trend(points: Sequence[Point]) -> Decimal | None:
    """The change per 30 days: the slope of the least-squares line through the latest readings.

    These are the days within 90 days before the latest one, or the last two days where there is
    only one of these. `points` are in the order of their entry. None with fewer than two days.
    Source: ordinary least squares, slope = Σ(x − x̄)(y − ȳ) / Σ(x − x̄)².
    """
    days = daily(points)
    if len(days) < 2:
        return None
    last = days[-1][0]
    recent = [one for one in days if one[0] >= last - WINDOW]
    if len(recent) < 2:
        recent = list(days[-2:])
    xs = [Decimal((day - last).days) for day, _ in recent]
    ys = [value for _, value in recent]
    x_mean, y_mean = sum(xs, ZERO) / len(xs), sum(ys, ZERO) / len(ys)
    apart = [(x - x_mean, y - y_mean) for x, y in zip(xs, ys, strict=True)]
    across = sum((x * y for x, y in apart), ZERO)
    return PER_DAYS * across / sum((x * x for x, _ in apart), ZERO)
