"""From stage to stage: one step at a time, and never silently past what is missing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import Stage
from bot.practice import audit
from bot.practice.access import get_account, open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.stage import missing, next_stage


@dataclass(frozen=True, slots=True)
class PlanToAdvance:
    """An open plan before it moves on. `missing` are the words of what its stage still wants."""

    account_id: str
    account_name: str
    stage: Stage
    since: date
    following: Stage
    missing: tuple[str, ...]
    today: date


def to_advance(session: Session, actor: Actor, account_id: str) -> PlanToAdvance:
    """An account's open plan, for this actor to move it on."""
    plan = open_plan_to_change(session, actor, account_id)
    return PlanToAdvance(
        account_id=account_id,
        account_name=get_account(session, actor, account_id).name,
        stage=plan.stage,
        since=plan.stage_since,
        following=_after(plan.stage),
        missing=tuple(missing(session, actor, plan.id)),
        today=actor.today,
    )


def _after(stage: Stage) -> Stage:
    following = next_stage(stage)
    if following is None:
        raise UserError(
            "This is the last stage. What follows is the next cycle, with goals raised."
        )
    return following


def advance(
    session: Session, actor: Actor, account_id: str, stage: Stage | None, reason: str | None
) -> str:
    """Move the open plan on from this stage to the next; the plan's id.

    Where something is missing a reason is needed, and kept. A plan that has left the stage
    meanwhile stays where it is.
    """
    plan = open_plan_to_change(session, actor, account_id)
    session.refresh(plan, with_for_update=True)  # whoever else moves it on waits here
    if plan.stage is not stage:
        raise UserError("The plan has left this stage meanwhile. Look at it again.")
    following = _after(plan.stage)
    wanted = missing(session, actor, plan.id)
    if wanted and not reason:
        raise FormError({"reason": f"Say why it moves on. Still missing: {'; '.join(wanted)}."})
    with audit.change(session, actor, "plan.advance", plan, account_id, missing=wanted or None):
        plan.stage, plan.stage_since, plan.stage_reason = following, actor.today, reason
    return plan.id
