"""Losses: what was reached, did not last, and is no open goal again."""

from typing import TypeVar

from sqlalchemy import ScalarSelect, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.model import Account, Goal, Outcome, Permanence, PermanenceCheck, Plan, Verdict

T = TypeVar("T")
_aimed, _newer = aliased(Goal), aliased(Goal)


def lost(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """A column of an account's latest loss, of its outcome or its check; for a select from Account
    and its open Plan. A goal that was added since takes the loss up.
    """
    is_taken_up = exists().where(
        _newer.team_id == Plan.team_id,
        _newer.plan_id == Plan.id,
        _newer.created_at > PermanenceCheck.created_at,
    )
    return (
        select(column)
        .select_from(Outcome)
        .join(
            PermanenceCheck,
            (PermanenceCheck.team_id == Outcome.team_id)
            & (PermanenceCheck.outcome_id == Outcome.id),
        )
        .outerjoin(_aimed, (_aimed.team_id == Outcome.team_id) & (_aimed.id == Outcome.goal_id))
        .where(
            Outcome.team_id == Account.team_id,
            Outcome.account_id == Account.id,
            Outcome.permanence == Permanence.LOST,
            PermanenceCheck.verdict == Verdict.NO,
            or_(Plan.id.is_(None), _aimed.id.is_(None), _aimed.plan_id != Plan.id),
            ~is_taken_up,
        )
        .order_by(PermanenceCheck.checked_on.desc(), PermanenceCheck.id.desc())
        .limit(1)
        .correlate(Account, Plan)
        .scalar_subquery()
    )
