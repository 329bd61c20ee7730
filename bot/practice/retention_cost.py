"""The cost of retaining customers: what a month costs, from a month on until that changes."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import LARGEST
from bot.errors import UserError
from bot.model import RetentionCost
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.exchange_rate import base_of
from bot.practice.metrics.cohort import Cohort
from bot.practice.pages import Page, page_of


@dataclass(frozen=True, slots=True)
class CostFacts:
    """What a month costs from a month on, such as 2026-11."""

    month: str
    amount: Decimal
    currency: str


def costs(session: Session, actor: Actor, number: int) -> Page[CostFacts]:
    """A page of the costs that were entered, the latest first; only for admins."""
    check_admin(actor)
    rows = session.scalars(select(RetentionCost).where(RetentionCost.team_id == actor.team_id))
    found = [CostFacts(row.id, row.amount, row.currency) for row in rows]
    return page_of(sorted(found, key=lambda one: one.month, reverse=True), number)


def latest(session: Session, team_id: str) -> CostFacts | None:
    """The cost from the latest month that was entered."""
    row = session.scalar(
        select(RetentionCost)
        .where(RetentionCost.team_id == team_id)
        .order_by(RetentionCost.id.desc())
        .limit(1)
    )
    return CostFacts(row.id, row.amount, row.currency) if row else None


def cost_to_change(session: Session, actor: Actor, month: str) -> tuple[CostFacts | None, str]:
    """What was entered for a month, if anything, and the workspace's currency; only for admins."""
    check_admin(actor)
    row = session.get(RetentionCost, (actor.team_id, month))
    found = CostFacts(row.id, row.amount, row.currency) if row else None
    return found, base_of(session, actor)


def set_cost(session: Session, actor: Actor, since: date, amount: Decimal | None) -> str:
    """What a month costs from a day's month on, in the workspace's currency; None takes it away.

    The month. Only an admin may.
    """
    check_admin(actor)
    month = month_of(since)
    row = session.get(RetentionCost, (actor.team_id, month))
    if amount is None:
        if row is not None:
            before = audit.facts_of(row)
            session.delete(row)
            audit.record(session, actor, "cost.remove", month, account_id=None, before=before)
        return month
    if not 0 <= amount <= LARGEST:
        raise UserError(f"A cost is from 0 to {LARGEST:,f}.", "amount")
    currency = base_of(session, actor)
    if row is None:
        row = RetentionCost(team_id=actor.team_id, id=month, amount=amount, currency=currency)
        audit.add(session, actor, "cost.set", row, None)
        return month
    with audit.change(session, actor, "cost.set", row, None):
        row.amount, row.currency = amount, currency
    return month


def of_period(session: Session, team_id: str, cohort: Cohort, base: str) -> Decimal | None:
    """What the months of a cohort's period cost; None where one of them is not known in `base`."""
    rows = session.scalars(select(RetentionCost).where(RetentionCost.team_id == team_id))
    known = {row.id: (row.amount, row.currency) for row in rows}
    found = [cost_in(known, month) for month in months(cohort)]
    amounts = [one[0] for one in found if one is not None and one[1] == base]
    return sum(amounts, Decimal(0)) if len(amounts) == len(found) else None


def months(cohort: Cohort) -> list[str]:
    """The months of a period: that of its last day, and as many before it as it has."""
    last = cohort.ends_on.year * 12 + cohort.ends_on.month - 1
    numbers = range(last - cohort.length.months + 1, last + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def cost_in(known: Mapping[str, tuple[Decimal, str]], month: str) -> tuple[Decimal, str] | None:
    """The cost that holds in a month: the latest that was entered for it or before."""
    entered = sorted(known)
    place = bisect_right(entered, month)
    return known[entered[place - 1]] if place else None


def month_of(day: date) -> str:
    """The month of a day as its key: 2026-11."""
    return f"{day.year:04}-{day.month:02}"
