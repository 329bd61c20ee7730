"""What customers achieved, by statements."""

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

from bot.model import Goal, Outcome, Permanence, PermanenceCheck, Plan, Reading, Verdict
from bot.practice.metrics.asked import (
    TEAM_ID,
    at_accounts,
    count_if,
    within,
)
from bot.practice.nudges.goals import HAS_TARGET, reaches

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
