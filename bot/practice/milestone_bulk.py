"""Many milestones at once: in a handful of statements, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.model import Milestone, Plan
from bot.practice import audit, dependency
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneDetails, apply
from bot.practice.numbering import next_ids


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone to add. `after`: the places in the list of the earlier steps it waits for."""

    details: MilestoneDetails
    after: tuple[int, ...] = ()


def add_all(session: Session, actor: Actor, plan: Plan, steps: Sequence[Step]) -> list[str]:
    """Add milestones to a plan that this actor may change; their ids, in the order of the steps.

    Steps wait only for earlier ones, so nothing can wait for itself.
    """
    ids = next_ids(session, actor.team_id, plan.account_id, len(steps))
    rows, needs = [], {}
    for id_, step in zip(ids, steps, strict=True):
        row = Milestone(
            team_id=actor.team_id,
            id=id_,
            plan_id=plan.id,
            active_at=actor.now,
            created_at=actor.now,
        )
        apply(row, step.details)
        rows.append(row)
        needs[id_] = sorted(ids[place] for place in step.after)
    more: list[audit.Facts] = [{"needs": needs[id_]} for id_ in ids]
    audit.add_all(session, actor, "milestone.add", rows, plan.account_id, more=more)
    dependency.add(session, actor, needs)
    return ids
