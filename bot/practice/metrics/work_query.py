"""What plans and milestones came to, and outcomes are worth, by statements."""

from collections import Counter
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from bot.database import UtcDateTime
from bot.model import Account, Milestone, Outcome, Permanence, PermanenceCheck, Plan
from bot.practice.actor import Actor
from bot.practice.metrics.asked import (
    ENDS_ON,
    TEAM_ID,
    accounts_of,
    at_accounts,
    count_if,
    filled_in,
    within,
)
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.tally import Outcomes, Work
from bot.practice.nudges import plan_quiet
from bot.practice.nudges.dialects import DaysBetween
from bot.practice.plan_confirm import CONFIRMED_FOR
from bot.practice.rows import ask

FRESH_FOR = timedelta(days=plan_quiet.RULE.days or 0)
"""As long as a plan may be quiet, it is fresh."""
AGREED_SINCE = bindparam("agreed_since", type_=Date())
FRESH_SINCE = bindparam("fresh_since", type_=UtcDateTime())
_of_plan = (Milestone.team_id == Plan.team_id) & (Milestone.plan_id == Plan.id)


@cache
def _plans(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """The plans that were open at the end of the period."""
    return select(
        func.count(),
        count_if(Plan.confirmed_on.between(AGREED_SINCE, ENDS_ON)),
        count_if(Plan.active_at >= FRESH_SINCE),
    ).where(
        Plan.team_id == TEAM_ID,
        Plan.started_on <= ENDS_ON,
        or_(Plan.ended_on.is_(None), Plan.ended_on > ENDS_ON),
        *at_accounts(Plan.account_id, in_segment=in_segment),
    )


@cache
def _milestones(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Those whose day was in the period and is over."""
    return (
        select(func.count(), count_if(Milestone.done_on <= Milestone.due_on))
        .join(Plan, _of_plan)
        .where(
            Milestone.team_id == TEAM_ID,
            within(Milestone.due_on),
            Milestone.due_on < bindparam("today", type_=Date()),
            *at_accounts(Plan.account_id, in_segment=in_segment),
        )
    )


@cache
def _to_live(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Days from the contract to the first plan whose onboarding is all done, and how many accounts
    took so long: those for which that was in the period.
    """
    ready = (
        select(Plan.account_id, func.max(Milestone.done_on).label("live_on"))
        .join(Milestone, _of_plan)
        .where(Plan.team_id == TEAM_ID, Milestone.is_onboarding)
        .group_by(Plan.account_id, Plan.id)
        .having(func.count() == func.count(Milestone.done_on))
        .subquery("ready")
    )
    live = (
        select(ready.c.account_id, func.min(ready.c.live_on).label("live_on"))
        .group_by(ready.c.account_id)
        .subquery("live")
    )
    later = live.c.live_on > Account.started_on
    days = case((later, DaysBetween(live.c.live_on, Account.started_on)), else_=0)
    return (
        select(days, func.count())
        .select_from(live)
        .join(Account, Account.id == live.c.account_id)
        .where(
            *accounts_of(in_segment=in_segment),
            Account.started_on.is_not(None),
            within(live.c.live_on),
        )
        .group_by(days)
    )


def work(session: Session, actor: Actor, cohort: Cohort) -> Work:
    """What the work on the plans of a cohort came to."""
    in_segment, last = cohort.segment is not None, min(cohort.ends_on, actor.today)
    given = filled_in(actor.team_id, cohort, today=actor.today)
    since = {
        "agreed_since": last - CONFIRMED_FOR,
        "fresh_since": datetime.combine(last - FRESH_FOR, time(), actor.now.tzinfo),
    }
    plans, agreed, fresh = ask(session, _plans(in_segment=in_segment), **given | since).one()
    due, on_time = ask(session, _milestones(in_segment=in_segment), **given).one()
    live = ask(session, _to_live(in_segment=in_segment), **given)
    return Work(
        plans=plans,
        agreed=agreed,
        fresh=fresh,
        due=due,
        on_time=on_time,
        to_live=Counter({row[0]: row[1] for row in live}),
    )


@cache
def _values(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """What the outcomes of the period are worth, but for those that were found lost."""
    return (
        select(Outcome.currency, func.count(Outcome.value), func.sum(Outcome.value))
        .where(
            Outcome.team_id == TEAM_ID,
            within(Outcome.happened_on),
            Outcome.value.is_not(None),
            Outcome.permanence.is_distinct_from(Permanence.LOST),
            *at_accounts(Outcome.account_id, in_segment=in_segment),
        )
        .group_by(Outcome.currency)
    )


@cache
def _decided(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Outcomes whose latest look was in the period, and that nobody is to look at again."""
    last = (
        select(PermanenceCheck.outcome_id)
        .where(PermanenceCheck.team_id == TEAM_ID)
        .group_by(PermanenceCheck.outcome_id)
        .having(within(func.max(PermanenceCheck.checked_on)))
    )
    return select(func.count(), count_if(Outcome.permanence == Permanence.PERMANENT)).where(
        Outcome.team_id == TEAM_ID,
        Outcome.check_due_on.is_(None),
        Outcome.permanence.is_not(None),
        Outcome.id.in_(last),
        *at_accounts(Outcome.account_id, in_segment=in_segment),
    )


def outcomes(session: Session, team_id: str, cohort: Cohort, base: str) -> Outcomes:
    """What outcomes are worth, those without a currency in `base`, and whether they last."""
    in_segment, given = cohort.segment is not None, filled_in(team_id, cohort)
    valued = 0
    amounts: dict[str, Decimal] = {}
    for currency, counted, amount in ask(session, _values(in_segment=in_segment), **given):
        of = currency or base
        amounts[of] = amounts.get(of, Decimal(0)) + amount
        valued += counted
    decided, permanent = ask(session, _decided(in_segment=in_segment), **given).one()
    return Outcomes(value=amounts, valued=valued, decided=decided, permanent=permanent)
