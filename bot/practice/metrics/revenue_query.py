"""The movements of revenue by statements: as `retention` computes them from single changes."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from bot.database import Exact
from bot.model import Account, AccountStatus, RevenueChange, RevenueKind
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.retention import Retention
from bot.practice.rows import ask

BEGINS_ON, ENDS_ON = bindparam("begins_on", type_=Date()), bindparam("ends_on", type_=Date())
TEAM_ID, SEGMENT = (bindparam(name, type_=String()) for name in ("team_id", "segment"))
NOTHING: ColumnElement[Any] = literal_column("0")
BEGAN_ON = func.coalesce(Account.started_on, func.date(Account.created_at, type_=Date()))
"""The day of an account's contract, or else of its entry."""


def _sum(*where: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*where), RevenueChange.amount), else_=NOTHING))


def _ledger() -> Subquery:
    """One row for each account with changes of revenue."""
    before = RevenueChange.changed_on < BEGINS_ON
    within = RevenueChange.changed_on.between(BEGINS_ON, ENDS_ON)
    up = RevenueChange.kind.in_((RevenueKind.NEW, RevenueKind.EXPANSION))
    down = RevenueChange.kind.in_((RevenueKind.CONTRACTION, RevenueKind.CHURN))
    moves = (kind for kind in RevenueKind if kind is not RevenueKind.RENEWAL)
    return (
        select(
            RevenueChange.account_id,
            (_sum(before, up) - _sum(before, down)).label("start"),
            *(_sum(within, RevenueChange.kind == kind).label(kind) for kind in moves),
        )
        .where(RevenueChange.team_id == TEAM_ID)
        .group_by(RevenueChange.account_id)
        .subquery("ledger")
    )


@cache
def movements(*, in_segment: bool) -> Subquery:
    """One row for each account of a cohort, with the fields of a Movement, and its `end`.

    An account without changes pays its revenue from the day of its contract, or of its entry; one
    that has left and of which no change says when counts for nothing. `is_customer`: it was one at
    some time in the period. `is_told`: changes say so.
    """
    ledger = _ledger()
    is_told = ledger.c.account_id.is_not(None)
    there = Account.status != AccountStatus.CHURNED
    arr = case((there, func.coalesce(Account.arr, NOTHING)), else_=NOTHING)
    start = case((is_told, ledger.c.start), (BEGAN_ON < BEGINS_ON, arr), else_=NOTHING)
    came = BEGAN_ON.between(BEGINS_ON, ENDS_ON)
    new = case((is_told, ledger.c.new), (came, arr), else_=NOTHING)
    moved = [
        func.coalesce(ledger.c[kind], NOTHING) for kind in ("expansion", "contraction", "churn")
    ]
    paid = case((is_told, start + new > NOTHING), else_=there & (BEGAN_ON <= ENDS_ON))
    cohort = [Account.segment == SEGMENT] if in_segment else []
    return (
        select(
            Account.id,
            Account.owner_id,
            func.coalesce(Account.currency, "").label("currency"),
            start.label("start"),
            new.label("new"),
            *(
                one.label(name)
                for one, name in zip(moved, ("expansion", "contraction", "churn"), strict=True)
            ),
            (start + new + moved[0] - moved[1] - moved[2]).label("end"),
            paid.label("is_customer"),
            is_told.label("is_told"),
        )
        .outerjoin(ledger, ledger.c.account_id == Account.id)
        .where(Account.team_id == TEAM_ID, *cohort)
        .subquery("movement")
    )


def _money(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return type_coerce(func.coalesce(func.sum(column), NOTHING), Exact(4))


@cache
def _totals(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Added up by currency and owner, in the order of Retention's fields."""
    one = movements(in_segment=in_segment).c
    began, pays = one.start > NOTHING, one.end > NOTHING
    left = one.start - one.contraction - one.churn
    return select(
        one.currency,
        one.owner_id,
        func.sum(case((one.is_customer, 1), else_=0)).label("customers"),
        func.sum(case((one.is_told, 1), else_=0)).label("told"),
        _money(case((began, one.start), else_=NOTHING)),
        _money(case((began, one.end), else_=NOTHING)),
        _money(case((began & (left > NOTHING), left), else_=NOTHING)),
        _money(one.end),
        func.sum(case((began, 1), else_=0)),
        func.sum(case((began & ~pays, 1), else_=0)),
        func.sum(case((pays, 1), else_=0)),
    ).group_by(one.currency, one.owner_id)


class Owned(NamedTuple):
    """What the accounts of one owner, or of nobody, add up to in one currency."""

    currency: str
    owner_id: str | None
    customers: int
    told: int
    found: Retention


def filled_in(team_id: str, cohort: Cohort) -> dict[str, object]:
    """The parameters of a statement over a cohort."""
    period = cohort.period
    given = {"team_id": team_id, "begins_on": period.begins_on, "ends_on": period.ends_on}
    return given if cohort.segment is None else given | {"segment": cohort.segment}


def totals(session: Session, team_id: str, cohort: Cohort) -> list[Owned]:
    """The movements of a cohort in its period, by currency (empty: the workspace's) and owner."""
    statement = _totals(in_segment=cohort.segment is not None)
    rows = ask(session, statement, **filled_in(team_id, cohort))
    return [Owned(row[0], row[1], row[2], row[3], Retention(*row[4:])) for row in rows]
