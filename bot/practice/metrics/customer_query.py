"""Customers of a cohort, by one statement: what they pay, and what they achieved."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, case, func, null, select
from sqlalchemy.orm import Session

from bot.practice.metrics.asked import ENDS_ON, count_if, filled_in, within
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.retention import Retention
from bot.practice.metrics.revenue_query import movements, retained
from bot.practice.metrics.success_query import successes
from bot.practice.metrics.tally import Achieved, Business
from bot.practice.nudges.dialects import DaysBetween
from bot.practice.rows import ask


@cache
def _customers(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Added up by currency, owner and the days to the first success, where it was in the period;
    after eight columns in the order of Retention's fields.
    """
    account, found = movements(in_segment=in_segment), successes(in_segment=in_segment)
    one, two = account.c, found.c
    later = two.first_on > one.started_on
    days = case((later, DaysBetween(two.first_on, one.started_on)), else_=0)
    to_value = case((within(two.first_on) & one.started_on.is_not(None), days), else_=null())
    groups = (one.currency, one.owner_id, to_value)
    return (
        select(
            *groups,
            func.count(),
            count_if(one.is_customer),
            count_if(one.is_told),
            count_if(two.since <= ENDS_ON),
            count_if(one.is_customer & (two.reached > 0)),
            *retained(account),
        )
        .select_from(account.outerjoin(found, two.account_id == one.id))
        .group_by(*groups)
    )


def customers(
    session: Session, team_id: str, cohort: Cohort, today: date, base: str
) -> tuple[Business, Achieved]:
    """What they pay, amounts without a currency in `base`, and what they achieved.

    A goal that is due today is not missed yet.
    """
    statement = _customers(in_segment=cohort.segment is not None)
    counted: Counter[str] = Counter()
    to_value: Counter[int] = Counter()
    revenue: dict[str, Retention] = defaultdict(Retention)
    owners: set[str] = set()
    rows = ask(session, statement, **filled_in(team_id, cohort, today=today))
    for currency, owner_id, days, accounts, there, told, measured, achieving, *amounts in rows:
        found = Retention(*amounts)
        revenue[currency or base] += found
        counted.update(customers=there, told=told, measured=measured, achieving=achieving)
        if days is not None:
            to_value[days] += accounts
        if owner_id and found.paying:
            owners.add(owner_id)
    return (
        Business(
            customers=counted["customers"],
            told=counted["told"],
            revenue=dict(revenue),
            owners=frozenset(owners),
        ),
        Achieved(measured=counted["measured"], achieving=counted["achieving"], to_value=to_value),
    )
