"""Losses: what was reached, did not last, and is no open goal again."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.model import Account, Goal, Outcome, Permanence, PermanenceCheck, Plan, Verdict

T = TypeVar("T")
_aimed, _newer = aliased(Goal), aliased(Goal)


def _latest(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """Of the looks by which an outcome did not last."""
    return (
        select(func.max(column))
        .where(
            PermanenceCheck.team_id == Outcome.team_id,
            PermanenceCheck.outcome_id == Outcome.id,
            PermanenceCheck.verdict == Verdict.NO,
        )
        .correlate(Outcome)
        .scalar_subquery()
    )


LOST_ON = _latest(PermanenceCheck.checked_on)
_lost_at: ColumnElement[datetime] = _latest(PermanenceCheck.created_at)


def lost(column: ColumnElement[T] | InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """A column of an account's latest loss, or LOST_ON, for a select from Account and its open
    Plan. A goal that was added since takes the loss up.
    """
    is_taken_up = exists().where(
        _newer.team_id == Plan.team_id, _newer.plan_id == Plan.id, _newer.created_at > _lost_at
    )
    return (
        select(column)
        .select_from(Outcome)
        .outerjoin(_aimed, (_aimed.team_id == Outcome.team_id) & (_aimed.id == Outcome.goal_id))
        .where(
            Outcome.team_id == Account.team_id,
            Outcome.account_id == Account.id,
            Outcome.permanence == Permanence.LOST,
            or_(Plan.id.is_(None), _aimed.id.is_(None), _aimed.plan_id != Plan.id),
            ~is_taken_up.correlate(Plan, Outcome),
        )
        .order_by(LOST_ON.desc(), Outcome.id.desc())
        .limit(1)
        .correlate(Account, Plan)
        .scalar_subquery()
    )
