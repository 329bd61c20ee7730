"""Stages: what each wants before the plan moves on to the next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.model import Goal, Milestone, Outcome, Plan, Player, Reading, Side, Stage
from bot.practice.actor import Actor
from bot.practice.rows import ask

LONG_AGO, FAR_AHEAD = date.min, date.max


@dataclass(frozen=True, slots=True)
class Gate:
    """What decides whether an open plan has all that its stage wants.

    `late` counts milestones past their due date of which nobody said what blocks them; `unread` the
    goals with a target that have no reading since a milestone was reached or an outcome logged.
    """

    has_measuring_player: bool
    has_whole_goal: bool
    has_customer_step: bool
    has_supplier_step: bool
    is_confirmed: bool
    late: int
    unread: int


@dataclass(frozen=True, slots=True)
class StageFacts:
    """The stage of an open plan, and its gate."""

    plan_id: str
    stage: Stage
    gate: Gate

    @property
    def missing(self) -> list[str]:
        """What the stage still wants."""
        return still_missing(self.stage, self.gate)


def _is_there(player_id: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Whether the player who owns it has not left."""
    owner = player_id.class_
    return exists().where(
        Player.team_id == owner.team_id, Player.id == player_id, Player.left_on.is_(None)
    )


def _step_of(side: Side) -> ColumnElement[bool]:
    return exists().where(
        Milestone.team_id == Plan.team_id,
        Milestone.plan_id == Plan.id,
        Milestone.side == side,
        Milestone.owner_id.is_not(None) | _is_there(Milestone.player_id),
        Milestone.due_on.is_not(None),
    )


_reached_on = (
    select(func.coalesce(func.max(Milestone.done_on), LONG_AGO))
    .where(Milestone.team_id == Plan.team_id, Milestone.plan_id == Plan.id)
    .correlate(Plan)
    .scalar_subquery()
)
_happened_on = (
    select(func.coalesce(func.max(Outcome.happened_on), LONG_AGO))
    .where(
        Outcome.team_id == Plan.team_id,
        Outcome.account_id == Plan.account_id,  # there is an index for this
        Outcome.plan_id == Plan.id,
    )
    .correlate(Plan)
    .scalar_subquery()
)


_FAR_OFF_IF_UNDATED = func.coalesce(Milestone.due_on, FAR_AHEAD)
"""Not the column itself: by its index one would look at all that is late in the workspace."""


def _late() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Milestone)
        .where(
            Milestone.team_id == Plan.team_id,
            Milestone.plan_id == Plan.id,
            Milestone.done_on.is_(None),
            Milestone.blocked_by.is_(None),
            bindparam("today") > _FAR_OFF_IF_UNDATED,
        )
        .scalar_subquery()
    )


def _unread() -> ScalarSelect[int]:
    fresh = exists().where(
        Reading.team_id == Goal.team_id,
        Reading.goal_id == Goal.id,
        Reading.read_on >= _reached_on,
        Reading.read_on >= _happened_on,
    )
    return (
        select(func.count())
        .select_from(Goal)
        .where(
            Goal.team_id == Plan.team_id,
            Goal.plan_id == Plan.id,
            Goal.target.is_not(None),
            ~fresh,
        )
        .scalar_subquery()
    )


GATE = (
    exists().where(
        Player.team_id == Plan.team_id,
        Player.account_id == Plan.account_id,
        Player.side == Side.CUSTOMER,
        Player.measures_success_by != "",
        Player.left_on.is_(None),
    ),
    exists().where(
        Goal.team_id == Plan.team_id,
        Goal.plan_id == Plan.id,
        Goal.baseline.is_not(None),
        Goal.target.is_not(None),
        Goal.due_on.is_not(None),
        _is_there(Goal.player_id),
    ),
    _step_of(Side.CUSTOMER),
    _step_of(Side.SUPPLIER),
    Plan.confirmed_on.is_not(None),
    _late(),
    _unread(),
)
"""Columns of a statement about plans, in the order of Gate; `today` is to be filled in."""
FACTS = select(Plan.id, Plan.stage, *GATE).where(
    Plan.team_id == bindparam("team_id"), Plan.id.in_(bindparam("subjects", expanding=True))
)
"""Rows for `facts_of`; `team_id`, `subjects` and `today` are to be filled in."""


def next_stage(stage: Stage) -> Stage | None:
    """The stage after this one; None after the last, where the next cycle begins."""
    stages = list(Stage)
    return None if stage is stages[-1] else stages[stages.index(stage) + 1]


def missing(session: Session, actor: Actor, plan_id: str) -> list[str]:
    """What a plan's present stage still wants, each as a few words; empty where nothing."""
    return missing_of(session, actor, [plan_id]).get(plan_id, [])


def missing_of(session: Session, actor: Actor, plan_ids: Collection[str]) -> dict[str, list[str]]:
    """The same of many plans, in one statement."""
    rows = ask(session, FACTS, team_id=actor.team_id, subjects=list(plan_ids), today=actor.today)
    found = (facts_of(row) for row in rows)
    return {facts.plan_id: facts.missing for facts in found}


def facts_of(row: Sequence[Any]) -> StageFacts:
    """A row of FACTS."""
    plan_id, stage, *gate = row
    return StageFacts(plan_id, stage, Gate(*gate))


def still_missing(stage: Stage, gate: Gate) -> list[str]:
    """What the stage wants and does not have, in its order."""
    return [words for words, is_there in _wanted(stage, gate) if not is_there]


def _wanted(stage: Stage, gate: Gate) -> list[tuple[str, bool]]:
    """All that the stage wants, and whether it is there."""
    match stage:
        case Stage.DISCOVERY:
            player = "a player of the customer, with how this person measures success"
            return [(player, gate.has_measuring_player)]
        case Stage.BENCHMARK:
            goal = "a goal with its baseline, target, date and player"
            return [(goal, gate.has_whole_goal)]
        case Stage.PLAN:
            return [
                ("a milestone of the customer with an owner and a date", gate.has_customer_step),
                ("a milestone of ours with an owner and a date", gate.has_supplier_step),
                ("the customer’s agreement to the plan", gate.is_confirmed),
            ]
        case Stage.COLLABORATION:
            one, many = "it, for 1 late milestone", f"them, for {gate.late} late milestones"
            late = f"a new date, or what blocks {one if gate.late == 1 else many}"
            return [(late, not gate.late)]
        case Stage.DASHBOARD:
            goals = "1 goal" if gate.unread == 1 else f"{gate.unread} goals"
            newer = f"a reading since the last milestone or outcome, for {goals}"
            return [(newer, not gate.unread)]
