"""Figures of dashboards in words: the value, how it moved, and whether that is good news."""

from decimal import Decimal

from bot.practice.metrics.figure import Better, Figure, Unit
from bot.ui.text import count, number, percent, rough

NO_DATA = "no data yet"
TENTH = Decimal("0.1")
HUNDRED = 100


def value_of(figure: Figure) -> str:
    """61 %, 74 days, 9.4 M USD; never 0 where nothing is known."""
    if figure.value is None:
        amounts = [rough(amount, currency) for currency, amount in figure.each]
        return " and ".join(amounts) or NO_DATA
    return _said(figure.value, figure)


def in_words(value: Decimal, unit: str, currency: str | None = None) -> str:
    """A value with its unit, which may be free: 62 %, 1 day, 9.4 M USD, 5.2 of 7, 3.5 hours."""
    match unit:
        case Unit.SHARE:
            return percent(value)
        case Unit.MONEY:
            return rough(value, currency or "").rstrip()
        case Unit.DAYS:
            return count(int(_whole(value)), "day")
        case Unit.POINTS:
            return number(Decimal(_whole(value)))
    return number(value.quantize(TENTH), unit)


def before_of(figure: Figure) -> str:
    """The value in the period before."""
    return NO_DATA if figure.before is None else _said(figure.before, figure)


def change_of(figure: Figure) -> str | None:
    """▲ 3 points, ▼ 5 days, “as before”; None where one of the two values is missing."""
    moved = figure.change
    if moved is None:
        return None
    arrow = "▲" if moved > 0 else "▼"
    if figure.unit is Unit.SHARE:
        points = _whole(abs(moved) * HUNDRED)
        return "as before" if points == "0" else f"{arrow} {points} {_points(points)}"
    words = _said(abs(moved), figure)
    return "as before" if not moved or words == _said(Decimal(0), figure) else f"{arrow} {words}"


def is_better(figure: Figure) -> bool | None:
    """Whether it moved the way that is good news; None where it did not move, as it is shown."""
    if change_of(figure) in (None, "as before") or figure.change is None:
        return None
    return (figure.change > 0) is (figure.definition.better is Better.UP)


def spread_of(figure: Figure) -> str | None:
    """The quartiles around a median; None where there are none."""
    if figure.quartiles is None:
        return None
    low, high = (_said(one, figure) for one in figure.quartiles)
    return f"half of them between {low} and {high}"


def _said(value: Decimal, figure: Figure) -> str:
    return in_words(value, figure.unit, figure.currency)


def _whole(value: Decimal) -> str:
    return f"{value.to_integral_value():f}"


def _points(number_of: str) -> str:
    return "point" if number_of == "1" else "points"
