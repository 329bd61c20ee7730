"""What a figure of the dashboard is: its value, the one before, and what it means."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.practice.metrics.cohort import Cohort

Amounts = tuple[tuple[str, Decimal], ...]
"""Amounts by currency, the largest first."""


class Unit(StrEnum):
    """What a value counts. A share is from 0 to 1 and shown in %; money is in a currency."""

    SHARE = "share"
    MONEY = "money"
    DAYS = "days"
    POINTS = "points"
    OF_SEVEN = "of 7"


class Better(StrEnum):
    """Which way of a figure is good news."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a figure means, in words for people.

    `needs` says what would provide it where there is no data; `source` names who published the
    definition.
    """

    name: str
    title: str
    unit: Unit
    better: Better
    means: str
    formula: str
    period: str
    cohort: str
    needs: str
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a period, and the same `before` it; None for no data, which is never 0.

    `count` is over how many it goes: accounts, outcomes, plans, as its definition says. Where
    amounts are of several currencies without rates, `each` has them and there is no one value.
    `quartiles` are the first and the third around a median. `lacking` says what would provide a
    value where there is none.
    """

    definition: Definition
    value: Decimal | None
    before: Decimal | None
    count: int
    currency: str | None = None
    each: Amounts = ()
    quartiles: tuple[Decimal, Decimal] | None = None
    lacking: str | None = None

    @property
    def name(self) -> str:
        """Its word in links and texts."""
        return self.definition.name

    @property
    def unit(self) -> Unit:
        """What its value counts."""
        return self.definition.unit

    @property
    def change(self) -> Decimal | None:
        """By how much it moved since the period before; None where either is missing."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


class Way(StrEnum):
    """How the columns disagree about an account."""

    REVENUE_UP = "revenue up, success down"
    SUCCESS_UP = "success up, revenue down"


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """An account whose revenue went one way, and its success the other.

    Amounts are a year's, in `currency`. `reached` counts goals reached and outcomes verified in the
    period; `missed` goals that were due and not reached, and outcomes that did not last.
    """

    account_id: str
    name: str
    start: Decimal
    end: Decimal
    currency: str
    reached: int
    missed: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """All accounts of which the columns disagree in one way: how many, and the largest of them."""

    way: Way
    count: int
    accounts: tuple[Disagreeing, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The leaders' two columns, of one cohort in one period. `customers` is how many it has."""

    cohort: Cohort
    customers: int
    success: tuple[Figure, ...]
    business: tuple[Figure, ...]
    disagreements: tuple[Disagreement, ...]
