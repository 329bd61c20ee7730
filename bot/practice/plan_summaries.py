"""The summaries of several plans at once: four statements, however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.model import Account, Goal, Milestone, Outcome
from bot.practice import goal, milestone, outcome
from bot.practice.access import changeable
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.goal import GoalState
from bot.practice.milestone import MilestoneFacts
from bot.practice.plan import HEADS, SHOWN, PlanSummary, head_of
from bot.practice.rows import as_facts, ask

T = TypeVar("T")


def summaries(session: Session, actor: Actor, account_ids: Sequence[str]) -> dict[str, PlanSummary]:
    """What `plan.summary` gives, by account, for those that exist."""
    if not account_ids:
        return {}
    wanted = HEADS.where(Account.id.in_(account_ids))
    heads = [head_of(row) for row in ask(session, wanted, team_id=actor.team_id, today=actor.today)]
    plans = [head.plan_id for head in heads if head.plan_id is not None]
    goals, milestones = _goals(session, actor, plans), _milestones(session, actor, plans)
    mine = changeable(session, actor, [head.belonging for head in heads])
    outcomes = _outcomes(session, actor, [head.account_id for head in heads if head.outcomes])
    return {
        head.account_id: PlanSummary(
            head=head,
            goals=goals.get(head.plan_id or "", ()),
            milestones=milestones.get(head.plan_id or "", ()),
            outcomes=outcomes.get(head.account_id, ())[:SHOWN],
            may_change=head.account_id in mine,
            today=actor.today,
        )
        for head in heads
    }


def _goals(
    session: Session, actor: Actor, plans: Sequence[str]
) -> dict[str, tuple[GoalState, ...]]:
    wanted = goal.STATES.add_columns(Goal.plan_id).where(Goal.plan_id.in_(plans))
    rows = ask(session, wanted, team_id=actor.team_id) if plans else ()
    return _grouped((row[-1], as_facts(GoalState, row[:-1], today=actor.today)) for row in rows)


def _milestones(
    session: Session, actor: Actor, plans: Sequence[str]
) -> dict[str, tuple[MilestoneFacts, ...]]:
    wanted = milestone.FACTS.add_columns(Milestone.plan_id).where(Milestone.plan_id.in_(plans))
    rows = ask(session, wanted, team_id=actor.team_id) if plans else ()
    return _grouped(
        (row[-1], as_facts(MilestoneFacts, row[:-1], today=actor.today)) for row in rows
    )


def _outcomes(
    session: Session, actor: Actor, account_ids: Sequence[str]
) -> dict[str, tuple[OutcomeFacts, ...]]:
    wanted = outcome.FACTS.where(
        Outcome.team_id == actor.team_id, Outcome.account_id.in_(account_ids)
    ).order_by(Outcome.happened_on.desc(), Outcome.created_at.desc(), Outcome.id.desc())
    found = [as_facts(OutcomeFacts, row) for row in ask(session, wanted)] if account_ids else []
    return _grouped((one.account_id, one) for one in found)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """By the first of each pair, in the order in which they come."""
    found: dict[str, list[T]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return {key: tuple(ones) for key, ones in found.items()}
