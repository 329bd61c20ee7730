"""What becomes of a milestone on its way: another date and why, or what happened meanwhile."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import Dependency, Milestone, Plan
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneFacts, facts, to_change


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unfinished milestone that waits for another."""

    id: str
    title: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class MilestoneInPlan:
    """A milestone with what waits for it, the next due first."""

    milestone: MilestoneFacts
    waiting: tuple[Waiting, ...]


def in_plan(session: Session, actor: Actor, milestone_id: str) -> MilestoneInPlan:
    """A milestone with what waits for it, for a change by this actor."""
    _unfinished(session, actor, milestone_id)
    waiting = session.execute(
        select(Milestone.id, Milestone.title, Milestone.due_on)
        .join(
            Dependency,
            (Dependency.team_id == Milestone.team_id) & (Dependency.id == Milestone.id),
        )
        .where(
            Dependency.team_id == actor.team_id,
            Dependency.needs_id == milestone_id,
            Milestone.done_on.is_(None),
        )
        .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.id)
    )
    milestone = facts(session, actor, milestone_id)
    return MilestoneInPlan(milestone, tuple(Waiting(*row) for row in waiting))


def _unfinished(session: Session, actor: Actor, milestone_id: str) -> tuple[Milestone, Plan]:
    milestone, plan = to_change(session, actor, milestone_id)
    if milestone.done_on is not None:
        raise UserError("This milestone is done already. Take “done” back in the list first.")
    return milestone, plan


def update(
    session: Session, actor: Actor, milestone_id: str, due_on: date | None, note: str | None
) -> str:
    """Move its date, or note what happened, or both; its id.

    A date that moves needs the note: it is kept as the reason, with the date before and after.
    """
    milestone, plan = _unfinished(session, actor, milestone_id)
    _check(actor, milestone, due_on, note)
    with audit.change(session, actor, "milestone.update", milestone, plan.account_id, note=note):
        milestone.due_on, milestone.active_at = due_on, actor.now
    return milestone_id


def _check(actor: Actor, milestone: Milestone, due_on: date | None, note: str | None) -> None:
    if due_on == milestone.due_on:
        if note is None:
            raise FormError({"note": "Write what happened, or choose another date."})
        return
    wrong: dict[str, str] = {}
    if due_on is not None and due_on < actor.today:
        wrong["due_on"] = "Choose today or a later day, or leave the date as it was."
    if note is None and milestone.due_on is not None:
        wrong["note"] = "The date moves: please say why."
    if wrong:
        raise FormError(wrong)
