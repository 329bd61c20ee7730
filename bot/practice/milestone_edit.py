"""A milestone once more: its words, whose it is, what it waits for, whether they see it."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Dependency, Milestone
from bot.practice import audit, dependency
from bot.practice.actor import Actor
from bot.practice.milestone import (
    MilestoneDetails,
    MilestoneFacts,
    apply,
    check,
    facts,
    to_change,
)
from bot.practice.rows import Named

KEPT = ("due_on", "weight", "is_onboarding", "guidance", "tasks", "survey")
"""The date moves by an update, with its reason; the rest belongs to `milestone_guide`."""


@dataclass(frozen=True, slots=True)
class MilestoneToEdit:
    """A milestone, and what it waits for."""

    milestone: MilestoneFacts
    needs: tuple[Named, ...]


def to_edit(session: Session, actor: Actor, milestone_id: str) -> MilestoneToEdit:
    """A milestone with what it waits for, for a change by this actor."""
    to_change(session, actor, milestone_id)
    rows = session.execute(
        select(Milestone.id, Milestone.title)
        .join(
            Dependency,
            (Dependency.team_id == Milestone.team_id) & (Dependency.needs_id == Milestone.id),
        )
        .where(Dependency.team_id == actor.team_id, Dependency.id == milestone_id)
        .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.id)
    )
    needs = tuple(Named(*row) for row in rows)
    return MilestoneToEdit(facts(session, actor, milestone_id), needs)


def edit(session: Session, actor: Actor, milestone_id: str, details: MilestoneDetails) -> str:
    """Write a milestone anew but for what has a window of its own (`KEPT`); its id.

    A UserError where it would wait for itself, with the way round.
    """
    milestone, plan = to_change(session, actor, milestone_id)
    check(session, actor, plan, details, milestone.player_id)
    before = _facts(session, actor, milestone)
    kept = {name: getattr(milestone, name) for name in KEPT}
    apply(milestone, replace(details, **kept))
    dependency.put(session, actor, plan.id, milestone_id, details.needs)
    milestone.active_at = actor.now
    session.flush()
    after = _facts(session, actor, milestone)
    audit.record(
        session,
        actor,
        "milestone.edit",
        milestone_id,
        account_id=plan.account_id,
        before=before,
        after=after,
    )
    return milestone_id


def _facts(session: Session, actor: Actor, milestone: Milestone) -> audit.Facts:
    needs = dependency.needs_of(session, actor, [milestone.id])
    return audit.facts_of(milestone) | {"needs": needs.get(milestone.id, [])}
