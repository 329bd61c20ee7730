"""The movements of revenue by statements: as `retention` computes them from single changes."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select, type_coerce

from bot.database import Exact
from bot.model import Account, AccountStatus, RevenueChange, RevenueKind
from bot.practice.metrics.asked import (
    BEGINS_ON,
    ENDS_ON,
    NOTHING,
    TEAM_ID,
    accounts_of,
    count_if,
    within,
)

MOVES = {
    RevenueKind.NEW: "new",
    RevenueKind.EXPANSION: "expansion",
    RevenueKind.CONTRACTION: "contraction",
    RevenueKind.CHURN: "churn",
    RevenueKind.RENEWAL: "renewed",
}
BEGAN_ON = func.coalesce(Account.started_on, func.date(Account.created_at))
"""The day of an account's contract, or else of its entry."""


def _sum(*where: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*where), RevenueChange.amount), else_=NOTHING))


def _ledger() -> Subquery:
    """One row for each account with changes of revenue."""
    before = RevenueChange.changed_on < BEGINS_ON
    up = RevenueChange.kind.in_((RevenueKind.NEW, RevenueKind.EXPANSION))
    down = RevenueChange.kind.in_((RevenueKind.CONTRACTION, RevenueKind.CHURN))
    return (
        select(
            RevenueChange.account_id,
            (_sum(before, up) - _sum(before, down)).label("start"),
            *(
                _sum(within(RevenueChange.changed_on), RevenueChange.kind == kind).label(name)
                for kind, name in MOVES.items()
            ),
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
    is_there = Account.status != AccountStatus.CHURNED
    arr = case((is_there, func.coalesce(Account.arr, NOTHING)), else_=NOTHING)
    start = case((is_told, ledger.c.start), (BEGAN_ON < BEGINS_ON, arr), else_=NOTHING)
    new = case((is_told, ledger.c.new), (within(BEGAN_ON), arr), else_=NOTHING)
    expansion, contraction, churn, renewed = (
        func.coalesce(ledger.c[name], NOTHING) for name in list(MOVES.values())[1:]
    )
    paid = case((is_told, start + new > NOTHING), else_=is_there & (BEGAN_ON <= ENDS_ON))
    return (
        select(
            Account.id,
            Account.name,
            Account.owner_id,
            Account.started_on,
            func.coalesce(Account.currency, "").label("currency"),
            start.label("start"),
            new.label("new"),
            expansion.label("expansion"),
            contraction.label("contraction"),
            churn.label("churn"),
            renewed.label("renewed"),
            (start + new + expansion - contraction - churn).label("end"),
            func.coalesce(within(Account.renewal_on), False).label("is_due"),
            paid.label("is_customer"),
            is_told.label("is_told"),
        )
        .outerjoin(ledger, ledger.c.account_id == Account.id)
        .where(*accounts_of(in_segment=in_segment))
        .subquery("movement")
    )


def _money(column: ColumnElement[Any], *where: ColumnElement[bool]) -> ColumnElement[Any]:
    found = case((and_(*where), column), else_=NOTHING) if where else column
    return type_coerce(func.sum(found), Exact(4))


def retained(account: Subquery) -> list[ColumnElement[Any]]:
    """Movements added up, in the order of Retention's fields."""
    one = account.c
    began, pays, is_renewed = one.start > NOTHING, one.end > NOTHING, one.renewed > NOTHING
    kept = one.start - one.contraction - one.churn
    open_due = case((one.is_due, case((began, one.start), else_=one.end)), else_=NOTHING)
    due = case((is_renewed, one.renewed), else_=open_due)
    return [
        _money(one.start, began),
        _money(one.end, began),
        _money(kept, began, kept > NOTHING),
        _money(one.end),
        _money(one.end, one.owner_id.is_not(None)),
        _money(due),
        _money(one.renewed),
        count_if(began),
        count_if(began & ~pays),
        count_if(pays),
        count_if(due > NOTHING),
    ]
