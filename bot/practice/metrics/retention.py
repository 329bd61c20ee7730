"""Retention: from the changes of revenue to what was kept, lost and won, in exact numbers.

Sums of accounts in one currency add up: those of the parts of a portfolio are those of the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

from bot.model import RevenueKind
from bot.practice.metrics.cohort import Period

ZERO, ONE = Decimal(0), Decimal(1)


class Change(NamedTuple):
    """One change of an account's recurring revenue, which is never negative itself."""

    kind: RevenueKind
    amount: Decimal
    on: date


def signed(kind: RevenueKind, amount: Decimal) -> Decimal:
    """By how much a change moves the revenue; a renewal does not."""
    match kind:
        case RevenueKind.NEW | RevenueKind.EXPANSION:
            return amount
        case RevenueKind.CONTRACTION | RevenueKind.CHURN:
            return -amount
    return ZERO


@dataclass(frozen=True, slots=True)
class Movement:
    """What one account paid when a period began, and what became of it until its end.

    `new` is what it came for in the period: for the first time, or again after it had left.
    `renewed` is how much of it was renewed.
    """

    start: Decimal = ZERO
    new: Decimal = ZERO
    expansion: Decimal = ZERO
    contraction: Decimal = ZERO
    churn: Decimal = ZERO
    renewed: Decimal = ZERO

    @property
    def end(self) -> Decimal:
        """What it paid when the period was over."""
        return self.start + self.new + self.expansion - self.contraction - self.churn

    @property
    def kept(self) -> Decimal:
        """What is left of the start without anything added; what was added and lost within the
        period can take no more from it than there was.
        """
        return max(ZERO, self.start - self.contraction - self.churn)


def movement(changes: Iterable[Change], period: Period) -> Movement:
    """The movement of one account, of all its changes."""
    start = ZERO
    moved = dict.fromkeys(RevenueKind, ZERO)
    for change in changes:
        if change.on < period.begins_on:
            start += signed(change.kind, change.amount)
        elif change.on <= period.ends_on:
            moved[change.kind] += change.amount
    return Movement(
        start=start,
        new=moved[RevenueKind.NEW],
        expansion=moved[RevenueKind.EXPANSION],
        contraction=moved[RevenueKind.CONTRACTION],
        churn=moved[RevenueKind.CHURN],
        renewed=moved[RevenueKind.RENEWAL],
    )


@dataclass(frozen=True, slots=True)
class Retention:
    """Movements added up, all in one currency.

    `start` is what those paid who paid when the period began, `started` of them; `end` is what they
    paid at its end, `kept` what they had kept of the start, and `lost` how many of them paid
    nothing any more. `portfolio` is what all paid at the end, `paying` of them; `owned` is the part
    of it that has an owner. `due` is what fell due for renewal, at `falling_due` accounts, and
    `secured` what of it was renewed.
    """

    start: Decimal = ZERO
    end: Decimal = ZERO
    kept: Decimal = ZERO
    portfolio: Decimal = ZERO
    owned: Decimal = ZERO
    due: Decimal = ZERO
    secured: Decimal = ZERO
    started: int = 0
    lost: int = 0
    paying: int = 0
    falling_due: int = 0

    def __add__(self, other: "Retention") -> "Retention":
        """Of both together."""
        return Retention(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    def at(self, rate: Decimal) -> "Retention":
        """In another currency, of which one unit of this one is worth so much."""
        amounts = {name: getattr(self, name) * rate for name in AMOUNTS}
        return replace(self, **amounts)

    @classmethod
    def of(cls, moved: Movement, *, is_due: bool = False, is_owned: bool = False) -> Self:
        """Of one account; `is_due`: the day of its renewal is in the period."""
        began, pays = moved.start > 0, moved.end > 0
        open_due = (moved.start if began else moved.end) if is_due else ZERO
        due = moved.renewed or open_due
        return cls(
            start=moved.start,
            end=moved.end if began else ZERO,
            kept=moved.kept if began else ZERO,
            portfolio=moved.end,
            owned=moved.end if is_owned else ZERO,
            due=due,
            secured=moved.renewed,
            started=int(began),
            lost=int(began and not pays),
            paying=int(pays),
            falling_due=int(due > 0),
        )


NAMES = tuple(one.name for one in fields(Retention))
AMOUNTS = ("start", "end", "kept", "portfolio", "owned", "due", "secured")


def together(retentions: Iterable[Retention]) -> Retention:
    """All of them added up."""
    return sum(retentions, Retention())


def nrr(found: Retention) -> Decimal | None:
    """Net revenue retention: (start + expansion − contraction − churn) / start.

    What an account came back for counts as added. None where nobody paid at the start. Source: the
    design, as the vendors that `docs/metrics.md` names write it.
    """
    return found.end / found.start if found.start else None


def grr(found: Retention) -> Decimal | None:
    """Gross revenue retention: (start − contraction − churn) / start, from 0 to 1.

    None where nobody paid at the start. Source: as `nrr`.
    """
    return found.kept / found.start if found.start else None


def logo_churn(found: Retention) -> Decimal | None:
    """Accounts lost / accounts at the start; None where there were none. Source: as `nrr`."""
    return Decimal(found.lost) / found.started if found.started else None


def annual(rate: Decimal, months: int) -> Decimal:
    """A rate of loss in so many months (1, 2, 3, 4, 6 or 12) as one of a year.

    1 − (1 − rate)^(12 / months): what is left is lost from again. Source: compound rates.
    """
    times, rest = divmod(12, months)
    if rest:
        raise ValueError(f"{months} months do not divide a year")
    return ONE - (ONE - rate) ** times


def cost_of_retention(cost: Decimal, found: Retention) -> Decimal | None:
    """Cost / accounts retained; None where none was. Source: the design."""
    retained = found.started - found.lost
    return cost / retained if retained else None


def secured(found: Retention) -> Decimal | None:
    """Revenue renewed / revenue that fell due; None where none did. Source: the design."""
    return found.secured / found.due if found.due else None
