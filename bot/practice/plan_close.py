"""The end of a cycle: a look back, and the next cycle with its goals raised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.errors import FormError
from bot.model import Goal, Plan, Player, Stage
from bot.practice import audit, plan
from bot.practice.access import open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.goal import GoalState
from bot.practice.next_target import next_target
from bot.practice.numbering import next_id
from bot.practice.plan import PlanStart, PlanSummary

CYCLE = timedelta(days=365)
LAST = Stage.DASHBOARD


@dataclass(frozen=True, slots=True)
class Proposal:
    """A goal that could go on: from where it is now, to which target."""

    goal: GoalState
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class PlanToClose:
    """An open plan before its end: what it came to, and what could follow."""

    summary: PlanSummary
    proposals: tuple[Proposal, ...]
    horizon_on: date

    @property
    def is_early(self) -> bool:
        """Whether it ends before its last stage, which wants a reason."""
        return self.summary.head.stage is not LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What a person writes at the end, and what is to follow; without `next_success` nothing."""

    reached: str
    learnt: str
    reason: str | None = None
    next_success: str | None = None
    horizon_on: date | None = None
    goal_ids: Collection[str] = ()


def to_close(session: Session, actor: Actor, account_id: str) -> PlanToClose:
    """An account's open plan, for this actor to end it."""
    open_plan_to_change(session, actor, account_id)
    summary = plan.summary(session, actor, account_id)
    horizon_on = actor.today + CYCLE
    proposals = tuple(Proposal(one, next_target(one, horizon_on)) for one in summary.goals)
    return PlanToClose(summary, proposals, horizon_on)


def close(session: Session, actor: Actor, account_id: str, said: LookBack) -> str:
    """End the open plan and, where it is said what comes next, begin the next; its id, or this
    one's. An early end needs a reason, which is kept. All of it is one deed.
    """
    ending = open_plan_to_change(session, actor, account_id)
    session.refresh(ending, with_for_update=True)  # whoever else ends it waits here
    if ending.stage is not LAST and not said.reason:
        raise FormError({"reason": "Say why this cycle ends before its last stage."})
    goals = plan.summary(session, actor, account_id).goals
    with audit.together(session):
        with audit.change(session, actor, "plan.close", ending, account_id):
            ending.reached, ending.learnt = said.reached, said.learnt
            ending.ended_on = actor.today
            ending.stage_reason = said.reason or ending.stage_reason
        if not said.next_success:
            return ending.id
        kept = [goal for goal in goals if goal.id in said.goal_ids]
        return _begin_next(session, actor, ending, said, kept)


def _begin_next(
    session: Session, actor: Actor, ending: Plan, said: LookBack, goals: Collection[GoalState]
) -> str:
    """The next cycle, with these goals going on in it; the plan's id."""
    start = PlanStart(
        customer_success=said.next_success or "",
        supplier_success=ending.supplier_success,
        horizon_on=said.horizon_on or actor.today + CYCLE,
    )
    plan_id = plan.start(session, actor, ending.account_id, start)
    following = session.get_one(Plan, (actor.team_id, plan_id))
    for goal in goals:
        _carry_on(session, actor, following, goal)
    return plan_id


def _carry_on(session: Session, actor: Actor, following: Plan, known: GoalState) -> None:
    """The same goal in the next cycle: from where it is now, with its next target, and with its
    player unless that person has left.
    """
    before = session.get_one(Goal, (actor.team_id, known.id))
    owner = session.get(Player, (actor.team_id, before.player_id or ""))
    goal = Goal(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, following.account_id),
        plan_id=following.id,
        player_id=owner.id if owner and owner.left_on is None else None,
        behaviour=before.behaviour,
        measure=before.measure,
        unit=before.unit,
        direction=before.direction,
        baseline=known.latest if known.latest is not None else known.baseline,
        target=next_target(known, following.horizon_on),
        starts_on=actor.today,
        due_on=following.horizon_on,
        value=before.value,
        currency=before.currency,
        is_shared=before.is_shared,
        created_at=actor.now,
    )
    audit.add(session, actor, "goal.add", goal, following.account_id, follows=known.id)
