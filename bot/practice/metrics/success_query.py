"""What customers achieved, by statements."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from bot.model import Goal, Outcome, Permanence, PermanenceCheck, Plan, Reading, Verdict
from bot.practice.metrics.asked import (
    ENDS_ON,
    TEAM_ID,
    at_accounts,
    count_if,
    filled_in,
    within,
)
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.revenue_query import movements
from bot.practice.metrics.tally import Achieved
from bot.practice.nudges.dialects import DaysBetween
from bot.practice.nudges.goals import HAS_TARGET, reaches
from bot.practice.rows import ask

TODAY = bindparam("today", type_=Date())
IS_VERIFIED = (
    Outcome.verified_on.is_not(None),
    Outcome.permanence.is_distinct_from(Permanence.LOST),
)
"""It counts as a success: the customer said so, and it was not found lost."""


def _goals(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Each goal with a target: the day of the first reading that reached it, and its due day."""
    reached = (
        select(Reading.goal_id, func.min(Reading.read_on).label("on"))
        .join(Goal, (Goal.team_id == Reading.team_id) & (Goal.id == Reading.goal_id))
        .where(Reading.team_id == TEAM_ID, *HAS_TARGET, reaches(Reading))
        .group_by(Reading.goal_id)
        .subquery("reached")
    )
    is_late = reached.c.on.is_(None) | (reached.c.on > Goal.due_on)
    missed = case((is_late & (Goal.due_on < TODAY), Goal.due_on), else_=null())
    return (
        select(
            Plan.account_id,
            Goal.starts_on.label("since"),
            reached.c.on.label("reached_on"),
            missed.label("missed_on"),
        )
        .join(Goal, (Goal.team_id == Plan.team_id) & (Goal.plan_id == Plan.id))
        .outerjoin(reached, reached.c.goal_id == Goal.id)
        .where(
            Plan.team_id == TEAM_ID,
            *HAS_TARGET,
            *at_accounts(Plan.account_id, in_segment=in_segment),
        )
    )


def _verified(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    happened_on = Outcome.happened_on
    return select(Outcome.account_id, happened_on, happened_on, type_coerce(null(), Date())).where(
        Outcome.team_id == TEAM_ID,
        *IS_VERIFIED,
        *at_accounts(Outcome.account_id, in_segment=in_segment),
    )


def _lost(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """Outcomes that a look found gone."""
    checked_on = PermanenceCheck.checked_on
    return (
        select(Outcome.account_id, checked_on, type_coerce(null(), Date()), checked_on)
        .join(
            PermanenceCheck,
            (PermanenceCheck.team_id == Outcome.team_id)
            & (PermanenceCheck.outcome_id == Outcome.id),
        )
        .where(
            Outcome.team_id == TEAM_ID,
            PermanenceCheck.verdict == Verdict.NO,
            *at_accounts(Outcome.account_id, in_segment=in_segment),
        )
    )


@cache
def successes(*, in_segment: bool) -> Subquery:
    """One row for each account that is ever measured: `since` when, how much it `reached` and
    `missed` in the period, and the day of its first success of all (`first_on`).
    """
    parts = (_goals, _verified, _lost)
    every = union_all(*(part(in_segment=in_segment) for part in parts)).subquery("event")
    return (
        select(
            every.c.account_id,
            func.min(every.c.since).label("since"),
            count_if(within(every.c.reached_on)).label("reached"),
            count_if(within(every.c.missed_on)).label("missed"),
            func.min(every.c.reached_on).label("first_on"),
        )
        .group_by(every.c.account_id)
        .subquery("success")
    )


@cache
def _achieved(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """By days to the first success, where it was in the period: how many accounts, how many that
    are measured by its end, and how many customers reached something in it.
    """
    account, found = movements(in_segment=in_segment), successes(in_segment=in_segment)
    began_on, first_on = account.c.started_on, found.c.first_on
    days = case((first_on > began_on, DaysBetween(first_on, began_on)), else_=0)
    to_value = case((within(first_on) & began_on.is_not(None), days), else_=null())
    return (
        select(
            to_value.label("to_value"),
            func.count(),
            count_if(found.c.since <= ENDS_ON),
            count_if(account.c.is_customer & (found.c.reached > 0)),
        )
        .select_from(found.join(account, account.c.id == found.c.account_id))
        .group_by(to_value)
    )


def achieved(session: Session, team_id: str, cohort: Cohort, today: date) -> Achieved:
    """What the customers of a cohort achieved; a goal that is due today is not missed yet."""
    statement = _achieved(in_segment=cohort.segment is not None)
    measured = achieving = 0
    to_value: Counter[int] = Counter()
    for days, accounts, known, reached in ask(
        session, statement, **filled_in(team_id, cohort, today=today)
    ):
        measured += known
        achieving += reached
        if days is not None:
            to_value[days] += accounts
    return Achieved(measured=measured, achieving=achieving, to_value=to_value)
