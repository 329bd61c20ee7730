"""Shares, medians and scores of answers, in exact numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

ONE = Decimal(1)
NORMAL = Decimal("1.959964")
"""Of a normal distribution, 95 % lie within so many standard deviations."""


class Quartiles(NamedTuple):
    """A quarter of the values are at or below the first, half at or below the median, and so on."""

    first: Decimal
    median: Decimal
    third: Decimal


class Interval(NamedTuple):
    """Where a value lies with 95 % confidence."""

    low: Decimal
    high: Decimal


def share(part: int, whole: int) -> Decimal | None:
    """Part / whole; None of nothing."""
    return Decimal(part) / whole if whole else None


def mean(total: Decimal, count: int) -> Decimal | None:
    """Total / count; None of nothing."""
    return total / count if count else None


def wilson(found: Decimal, size: int) -> Interval:
    """The interval of a share from 0 to 1 that was found among so many, at least one.

    Of values between 0 and 1 it holds for the mean, too, and is then rather too wide: they vary at
    most as much as yes and no of the same mean do. Sources: E. B. Wilson, Probable Inference, the
    Law of Succession, and Statistical Inference (1927), without correction for continuity, which is
    method 3 of R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998); and
    R. Bhatia and C. Davis, A Better Bound on the Variance (2000).
    """
    squared = NORMAL**2 / size
    middle = found + squared / 2
    half = (squared * (found * (1 - found) + squared / 4)).sqrt()
    low, high = (middle - half) / (1 + squared), (middle + half) / (1 + squared)
    return Interval(max(low, Decimal(0)), min(high, ONE))


def quartiles(counted: Mapping[int, int]) -> Quartiles | None:
    """The quartiles of whole numbers, each with how often it is there; None of nothing.

    Between two values it goes in proportion, both ends included. Source: R. J. Hyndman and Y. Fan,
    Sample Quantiles in Statistical Packages (1996), type 7, as spreadsheets' QUARTILE.INC.
    """
    ordered = sorted((value, many) for value, many in counted.items() if many)
    size = sum(many for _, many in ordered)
    if not size:
        return None
    return Quartiles(*(_at(ordered, Decimal(size - 1) * part / 4) for part in (1, 2, 3)))


def _at(ordered: Iterable[tuple[int, int]], place: Decimal) -> Decimal:
    """The value at a place, counted from 0, between two in proportion."""
    below, part = divmod(place, ONE)
    ordered = list(ordered)
    low = _nth(ordered, int(below))
    return low + (_nth(ordered, int(below) + 1) - low) * part if part else Decimal(low)


def _nth(ordered: Iterable[tuple[int, int]], place: int) -> int:
    passed = 0
    for value, many in ordered:
        passed += many
        if place < passed:
            return value
    raise IndexError(place)


def nps(answers: Iterable[int]) -> Decimal | None:
    """Net promoter score: % of 9–10 − % of 0–6, passives in the denominator; None of no answers.

    Source: F. F. Reichheld, The One Number You Need to Grow (Harvard Business Review, 2003).
    """
    counted = Counter("up" if one >= 9 else "down" if one <= 6 else "" for one in answers)
    found = share(counted["up"] - counted["down"], counted.total())
    return None if found is None else found * 100


def csat(answers: Iterable[int]) -> Decimal | None:
    """The percentage of 4 and 5 on a scale from 1 to 5; None of no answers. Source: the design."""
    listed = list(answers)
    found = share(sum(one >= 4 for one in listed), len(listed))
    return None if found is None else found * 100


def ces(answers: Iterable[int]) -> Decimal | None:
    """The mean on a scale from 1 to 7; None of no answers. Source: the design."""
    listed = list(answers)
    return mean(Decimal(sum(listed)), len(listed))
