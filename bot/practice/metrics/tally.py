"""What a cohort adds up to in a period: all that its figures are made of.

Tallies of the parts of a portfolio add up to that of the whole, and every figure is a function of a
tally alone, but for the cost of retention, which belongs to no account.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from bot.practice.metrics.retention import Retention


class Scored(NamedTuple):
    """Scores added up, and how many they are."""

    total: Decimal = Decimal(0)
    number: int = 0


class Scores(NamedTuple):
    """What customers say: single answers, each worth what it adds to a score, and the latest scores
    from elsewhere of `accounts` that gave no answer.
    """

    answers: Scored = Scored()
    accounts: Scored = Scored()


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """Customers at some time in the period, those `told` of by changes of revenue, and the revenue
    by currency. `owners` are whose accounts pay at the end.
    """

    customers: int = 0
    told: int = 0
    revenue: Mapping[str, Retention] = field(default_factory=dict)
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieved:
    """Accounts that are `measured`: with a goal that has a target, or a verified outcome.

    `achieving` customers reached something in the period; `to_value` says how many accounts took so
    many days to their first success, where it was in the period.
    """

    measured: int = 0
    achieving: int = 0
    to_value: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the work came to. Of `plans` open at the end, `agreed` and `fresh` ones; of the
    milestones `due` in the period, those `on_time`; `to_live` as `to_value`, for onboarding.
    """

    plans: int = 0
    agreed: int = 0
    fresh: int = 0
    due: int = 0
    on_time: int = 0
    to_live: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What outcomes of the period are worth by currency, and how many have a value; of those whose
    permanence was `decided` in the period, the `permanent` ones.
    """

    value: Mapping[str, Decimal] = field(default_factory=dict)
    valued: int = 0
    decided: int = 0
    permanent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All of it. `scores` are the customers' own words by kind of signal.

    `cost` is what retaining them all cost, in the workspace's currency; None where it is not known.
    """

    business: Business = field(default_factory=Business)
    achieved: Achieved = field(default_factory=Achieved)
    work: Work = field(default_factory=Work)
    outcomes: Outcomes = field(default_factory=Outcomes)
    scores: Mapping[str, Scores] = field(default_factory=dict)
    cost: Decimal | None = None
