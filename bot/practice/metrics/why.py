"""Why a figure of the business is what it is: the sums behind it, and who moved it most."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session

from bot.database import Exact
from bot.model import RevenueChange, RevenueKind
from bot.practice import churn_reason
from bot.practice.actor import Actor
from bot.practice.metrics.asked import TEAM_ID, at_accounts, filled_in, within
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.revenue_query import movements
from bot.practice.rows import ask
from bot.practice.sums import Sums, rates_of, sums

MOST = 10
"""So many accounts are named."""
PARTS = ("start", "new", "expansion", "contraction", "churn", "end")


@dataclass(frozen=True, slots=True)
class Moved:
    """An account that pays more or less than when the period began; amounts are a year's."""

    account_id: str
    name: str
    start: Decimal
    end: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Lost:
    """How often customers left for a reason, None where nobody says which, and with how much."""

    reason: str | None
    times: int
    amount: Sums


@dataclass(frozen=True, slots=True)
class Why:
    """The revenue of all accounts by what became of it, the largest moves, and the reasons why
    customers left, the most frequent first.
    """

    parts: tuple[tuple[str, Sums], ...]
    moved: tuple[Moved, ...]
    lost: tuple[Lost, ...]


def why(session: Session, actor: Actor, cohort: Cohort) -> Why:
    """What is behind the business column of a cohort."""
    in_segment, given = cohort.segment is not None, filled_in(actor.team_id, cohort)
    rates = rates_of(session, actor.team_id)
    rows = ask(session, _parts(in_segment=in_segment), **given).mappings().all()
    largest = ask(session, _largest(in_segment=in_segment), **given)
    titles = churn_reason.reasons(session, actor.team_id)
    left: dict[str | None, list[Any]] = defaultdict(list)
    for row in ask(session, _left(in_segment=in_segment), **given):
        left[row.reason].append(row)
    lost = [
        Lost(
            reason=titles[reason].title if reason in titles else reason,
            times=sum(row.times for row in found),
            amount=sums(((row.currency, row.amount) for row in found), rates),
        )
        for reason, found in left.items()
    ]
    return Why(
        parts=tuple(
            (name, sums(((row["currency"] or None, row[name]) for row in rows), rates))
            for name in PARTS
        ),
        moved=tuple(Moved(row[0], row[1], row[2], row[3], row[4] or rates.base) for row in largest),
        lost=tuple(sorted(lost, key=lambda one: (-one.times, one.reason or ""))),
    )


@cache
def _parts(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """The sums of all movements by currency."""
    one = movements(in_segment=in_segment).c
    added = (type_coerce(func.sum(one[name]), Exact(4)).label(name) for name in PARTS)
    return select(one.currency, *added).group_by(one.currency)


@cache
def _largest(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """The accounts whose revenue moved most, either way."""
    one = movements(in_segment=in_segment).c
    amounts = (type_coerce(one[name], Exact(4)) for name in ("start", "end"))
    return (
        select(one.id, one.name, *amounts, one.currency)
        .where(one.start != one.end)
        .order_by(func.abs(one.end - one.start).desc(), one.id)
        .limit(MOST)
    )


@cache
def _left(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Churns of the period by reason and currency."""
    return (
        select(
            RevenueChange.reason,
            RevenueChange.currency,
            func.count().label("times"),
            func.sum(RevenueChange.amount).label("amount"),
        )
        .where(
            RevenueChange.team_id == TEAM_ID,
            RevenueChange.kind == RevenueKind.CHURN,
            within(RevenueChange.changed_on),
            *at_accounts(RevenueChange.account_id, in_segment=in_segment),
        )
        .group_by(RevenueChange.reason, RevenueChange.currency)
    )
