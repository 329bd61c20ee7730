"""Amounts added up, each currency for itself; together only by rates of the workspace's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import ExchangeRate, Workspace


class Rate(NamedTuple):
    """What one unit of a currency is worth in the workspace's, as of a day."""

    value: Decimal
    rated_on: date


@dataclass(frozen=True, slots=True)
class Rates:
    """The workspace's currency, and what others are worth in it."""

    base: str
    known: Mapping[str, Rate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Total:
    """Amounts of several currencies as one, in the workspace's, as of the oldest rate's day."""

    amount: Decimal
    currency: str
    rated_on: date


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts by currency, the largest first.

    `total` is there where they are several and the workspace has a rate for each: without rates
    nothing is ever added across currencies.
    """

    each: tuple[tuple[str, Decimal], ...] = ()
    total: Total | None = None

    def __bool__(self) -> bool:
        """Whether there is any amount at all."""
        return bool(self.each)


def sums(amounts: Iterable[tuple[str | None, Decimal | None]], rates: Rates) -> Sums:
    """Amounts added up by currency; where one names none it is in the workspace's."""
    found: dict[str, Decimal] = {}
    for currency, amount in amounts:
        if amount is not None:
            of = currency or rates.base
            found[of] = found.get(of, Decimal(0)) + amount
    each = tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
    return Sums(each, _total(found, rates))


def _total(found: Mapping[str, Decimal], rates: Rates) -> Total | None:
    foreign = found.keys() - {rates.base}
    if len(found) < 2 or foreign - rates.known.keys():
        return None
    amount = found.get(rates.base, Decimal(0))
    amount += sum(found[one] * rates.known[one].value for one in foreign)
    return Total(amount, rates.base, min(rates.known[one].rated_on for one in foreign))


def rates_of(session: Session, team_id: str) -> Rates:
    """A workspace's currency and rates."""
    rows = session.execute(
        select(ExchangeRate.id, ExchangeRate.value, ExchangeRate.rated_on).where(
            ExchangeRate.team_id == team_id
        )
    )
    known = {currency: Rate(value, rated_on) for currency, value, rated_on in rows}
    return Rates(session.get_one(Workspace, team_id).currency, known)
