"""Amounts of several currencies as one: only by the workspace's rates, and the same ones for both
of the periods that are compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.practice.metrics.retention import Retention, together
from bot.practice.sums import Rates

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Exchange:
    """How amounts of these currencies are one. A single currency stays as it is."""

    rates: Rates
    currencies: frozenset[str]

    @property
    def currency(self) -> str:
        """The one in which sums are."""
        return next(iter(self.currencies)) if len(self.currencies) == 1 else self.rates.base

    @property
    def missing(self) -> list[str]:
        """The currencies without a rate, where one is needed."""
        return sorted(self.currencies - self.rates.known.keys() - {self.currency})

    def worth(self, amounts: Mapping[str, Decimal]) -> Decimal | None:
        """All amounts as one; None where a rate is missing."""
        if self.missing:
            return None
        return sum((amount * self._rate(of) for of, amount in amounts.items()), Decimal(0))

    def retention(self, revenue: Mapping[str, Retention]) -> Retention | None:
        """All revenue as one; None where a rate is missing."""
        if self.missing:
            return None
        return together(found.at(self._rate(of)) for of, found in revenue.items())

    def _rate(self, currency: str) -> Decimal:
        return ONE if currency == self.currency else self.rates.known[currency].value


def exchange_of(rates: Rates, *amounts: Iterable[str]) -> Exchange:
    """The exchange of all these currencies."""
    return Exchange(rates, frozenset().union(*amounts))
