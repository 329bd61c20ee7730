"""Where the columns disagree: accounts whose revenue went one way, and their success the other."""

from functools import cache
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session

from bot.database import Exact
from bot.practice.actor import Actor
from bot.practice.metrics.asked import NOTHING, filled_in
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.figure import Disagreeing, Disagreement, Way
from bot.practice.metrics.revenue_query import movements
from bot.practice.metrics.success_query import successes
from bot.practice.rows import ask

MOST = 10
"""So many accounts are named of each way."""


@cache
def _accounts(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Those that paid when the period began, the largest move of each way first, and how many there
    are of it.

    Success went up where more was reached than missed, and down where more was missed.
    """
    account, found = movements(in_segment=in_segment), successes(in_segment=in_segment)
    one, two = account.c, found.c
    grew, fell = one.end > one.start, one.end < one.start
    up, down = two.reached > two.missed, two.missed > two.reached
    by_move = (func.abs(one.end - one.start).desc(), one.id)
    every = (
        select(
            one.id,
            one.name,
            one.start,
            one.end,
            one.currency,
            two.reached,
            two.missed,
            grew.label("grew"),
            func.row_number().over(partition_by=grew, order_by=by_move).label("place"),
            func.count().over(partition_by=grew).label("count"),
        )
        .select_from(found.join(account, one.id == two.account_id))
        .where(one.start > NOTHING, (grew & down) | (fell & up))
        .subquery("disagreeing")
    ).c
    return (
        select(
            every.id,
            every.name,
            type_coerce(every.start, Exact(4)),
            type_coerce(every.end, Exact(4)),
            every.currency,
            every.reached,
            every.missed,
            every.grew,
            every.count,
        )
        .where(every.place <= MOST)
        .order_by(every.place)
    )


def disagreements(
    session: Session, actor: Actor, cohort: Cohort, base: str
) -> tuple[Disagreement, ...]:
    """Each way in which the columns disagree about an account, where they do."""
    given = filled_in(actor.team_id, cohort, today=actor.today)
    rows = ask(session, _accounts(in_segment=cohort.segment is not None), **given).all()
    made = []
    for way in Way:
        of_way = [row for row in rows if bool(row.grew) is (way is Way.REVENUE_UP)]
        accounts = tuple(
            Disagreeing(row[0], row[1], row[2], row[3], row[4] or base, row[5], row[6])
            for row in of_way
        )
        if accounts:
            made.append(Disagreement(way, of_way[0][-1], accounts))
    return tuple(made)
