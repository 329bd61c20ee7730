"""Which matter comes first: revenue at stake × nearness of renewal × severity × staleness.

Source: the design's rule of priority. Each factor can be said in words, so that anybody can see
why one matter stands above another.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ONE = Decimal(1)
LEAST_REVENUE, MOST_REVENUE = Decimal("0.25"), Decimal(4)
NEAR_DAYS, MOST_NEAR = 120, Decimal(3)
STALE_DAYS, MOST_STALE = 30, Decimal(2)


@dataclass(frozen=True, slots=True)
class Priority:
    """The four factors. Each is 1 where nothing is known."""

    revenue: Decimal
    nearness: Decimal
    severity: Decimal
    staleness: Decimal

    @property
    def total(self) -> Decimal:
        """Their product."""
        return self.revenue * self.nearness * self.severity * self.staleness


def priority(
    *,
    arr: Decimal | None,
    mean_arr: Decimal | None,
    renewal_on: date | None,
    severity: int,
    began_on: date,
    today: date,
) -> Priority:
    """The priority of a matter. `mean_arr` is the mean over the accounts in the same currency."""
    return Priority(
        revenue=revenue_factor(arr, mean_arr),
        nearness=nearness_factor(renewal_on, today),
        severity=Decimal(severity),
        staleness=staleness_factor(began_on, today),
    )


def revenue_factor(arr: Decimal | None, mean_arr: Decimal | None) -> Decimal:
    """The account's revenue as a multiple of the mean, from a quarter to four times."""
    if arr is None or not mean_arr:
        return ONE
    return min(MOST_REVENUE, max(LEAST_REVENUE, arr / mean_arr))


def nearness_factor(renewal_on: date | None, today: date) -> Decimal:
    """1 while the renewal is 120 days off or more, rising to 3 on its day and staying there."""
    if renewal_on is None:
        return ONE
    left = min(NEAR_DAYS, max(0, (renewal_on - today).days))
    return ONE + (MOST_NEAR - ONE) * (NEAR_DAYS - left) / NEAR_DAYS


def staleness_factor(began_on: date, today: date) -> Decimal:
    """1 on the day on which it began, rising to 2 after 30 days."""
    gone = min(STALE_DAYS, max(0, (today - began_on).days))
    return ONE + (MOST_STALE - ONE) * gone / STALE_DAYS
