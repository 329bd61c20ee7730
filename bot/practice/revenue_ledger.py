"""The ledger of an account's revenue: its changes in their order, and what they must add up to.

An account begins with “new” and then pays something until “churn”, after which it can begin anew.
A churn is all that it paid; less than that is a contraction.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import RevenueChange, RevenueKind
from bot.practice.metrics.retention import ZERO, signed


def in_order(changes: Iterable[RevenueChange]) -> list[RevenueChange]:
    """By day, those of a day as they were entered."""
    return sorted(changes, key=lambda one: (one.changed_on, one.created_at))


def settle(changes: Iterable[RevenueChange]) -> list[RevenueChange]:
    """The changes in their order, each churn with all that was paid until then.

    A UserError says on which day they contradict each other; then they stay as they were.
    """
    ordered = in_order(changes)
    amounts, paid = [], ZERO
    for change in ordered:
        amount = paid if change.kind is RevenueKind.CHURN else change.amount
        _check(change, amount, paid)
        amounts.append(amount)
        paid += signed(change.kind, amount)
    for change, amount in zip(ordered, amounts, strict=True):
        change.amount = amount
    return ordered


def _check(change: RevenueChange, amount: Decimal, paid: Decimal) -> None:
    """A UserError where a change does not fit to what is paid on its day."""
    pays = f"On {change.changed_on} it pays {paid.normalize():,f} {change.currency}"
    if change.kind is RevenueKind.NEW:
        if paid:
            raise UserError(f"{pays} already: more of it is an expansion.", "kind")
    elif not paid:
        raise UserError(f"On {change.changed_on} it pays nothing: “new” comes first.", "kind")
    if change.kind is RevenueKind.CONTRACTION and amount >= paid:
        raise UserError(f"{pays}: a contraction is less, and all of it is a churn.", "amount")
    if change.kind is RevenueKind.RENEWAL and amount > paid:
        raise UserError(f"{pays}: more is no renewal but an expansion.", "amount")
    if amount <= 0:
        raise UserError("The amount must be more than 0: the kind says which way.", "amount")


def has_ledger(session: Session, team_id: str, account_ids: Collection[str]) -> set[str]:
    """Those of the accounts that have changes, and so what they pay from them."""
    return set(
        session.scalars(
            select(RevenueChange.account_id)
            .where(RevenueChange.team_id == team_id, RevenueChange.account_id.in_(account_ids))
            .distinct()
        )
    )


def running(changes: Sequence[RevenueChange]) -> Iterator[tuple[RevenueChange, Decimal]]:
    """Each change of a settled ledger with what is paid after it."""
    paid = ZERO
    for change in changes:
        paid += signed(change.kind, change.amount)
        yield change, paid


def paid_on(changes: Iterable[RevenueChange], day: date) -> Decimal:
    """What is paid when a day is over."""
    return sum((signed(one.kind, one.amount) for one in changes if one.changed_on <= day), ZERO)
