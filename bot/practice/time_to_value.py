"""Time to value: from the start of a contract to the first thing that was reached with it."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Goal, Outcome, Permanence, Plan, Reading
from bot.practice.access import get_account
from bot.practice.actor import Actor
from bot.practice.nudges.goals import HAS_TARGET, reaches


def days_to_value(session: Session, actor: Actor, account_id: str) -> int | None:
    """Days from an account's start to its first achieved goal or verified outcome.

    None without a start, or as long as there is neither; 0 where it came before the contract.
    Source: the design's time to value, which is the median of this over accounts.
    """
    started_on = get_account(session, actor, account_id).started_on
    first_on = _first_value_on(session, actor, account_id)
    if started_on is None or first_on is None:
        return None
    return max(0, (first_on - started_on).days)


def _first_value_on(session: Session, actor: Actor, account_id: str) -> date | None:
    """A goal by its first reading that reaches it; an outcome, unless it is lost, by its day."""
    achieved = session.scalar(
        select(func.min(Reading.read_on))
        .join(Goal, (Goal.team_id == Reading.team_id) & (Goal.id == Reading.goal_id))
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .where(
            Plan.team_id == actor.team_id,
            Plan.account_id == account_id,
            *HAS_TARGET,
            reaches(Reading),
        )
    )
    verified = session.scalar(
        select(func.min(Outcome.happened_on)).where(
            Outcome.team_id == actor.team_id,
            Outcome.account_id == account_id,
            Outcome.verified_on.is_not(None),
            Outcome.permanence.is_distinct_from(Permanence.LOST),
        )
    )
    return min(filter(None, (achieved, verified)), default=None)
