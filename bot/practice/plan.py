"""Plans: starting a cycle, and the summary that everything else hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.errors import UserError
from bot.model import (
    Account,
    Health,
    HealthBand,
    Member,
    Outcome,
    Plan,
    Player,
    Side,
    Stage,
    Suggestion,
    SuggestionState,
)
from bot.practice import audit, goal, milestone, outcome
from bot.practice.access import Belonging, account_to_change, changeable, open_plan
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.find_account import find
from bot.practice.loss import LOST_ON, lost
from bot.practice.numbering import next_id
from bot.practice.rows import as_facts, ask
from bot.practice.stage import GATE, Gate, still_missing

SHOWN = 2
"""Outcomes in a summary."""
FARTHEST_YEARS = 5


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A cycle of an account's plan and the account's main facts. Without a plan: `plan_id` None.

    `stage_reason` says why the stage before was left with something missing; `confirmed_by` names
    the player of the customer who last agreed to the plan; `suggestions` counts those of the
    customer that nobody has answered. `lost` is the latest change that did not last and that no
    goal of this plan takes up, found on `lost_on`. `score` is the account's health, None while
    nobody knows it.
    """

    account_id: str
    account_name: str
    owner_id: str | None
    owner_name: str | None
    segment: str | None
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    plan_id: str | None
    cycle: int | None
    stage: Stage | None
    customer_success: str | None
    supplier_success: str | None
    started_on: date | None
    horizon_on: date | None
    stage_reason: str | None
    confirmed_on: date | None
    confirmed_by: str | None
    outcomes: int
    has_customer_player: bool
    lost: str | None
    lost_on: date | None
    suggestions: int
    score: int | None
    band: HealthBand | None
    gate: Gate

    @property
    def belonging(self) -> Belonging:
        """What decides who may change it."""
        return Belonging(self.account_id, self.owner_id, self.segment)

    @property
    def missing(self) -> list[str]:
        """What the plan's stage still wants; see `stage.still_missing`."""
        return still_missing(self.stage, self.gate) if self.stage else []


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """Everything that `plan <account>` shows, as of `today`."""

    head: PlanHead
    goals: tuple[goal.GoalState, ...]
    milestones: tuple[milestone.MilestoneFacts, ...]
    outcomes: tuple[OutcomeFacts, ...]
    may_change: bool
    today: date

    @property
    def progress(self) -> Decimal | None:
        """See `milestone.progress`."""
        return milestone.progress(self.milestones, self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStart:
    """What a person writes to start a plan: success from both sides, and how far ahead.

    `template` is the id of the one that it starts from.
    """

    customer_success: str
    supplier_success: str | None = None
    horizon_on: date
    template: str | None = None


_confirmer = aliased(Player)
HEADS = (
    select(
        Account.id,
        Account.name,
        Account.owner_id,
        Member.name,
        Account.segment,
        Account.arr,
        Account.currency,
        Account.renewal_on,
        Plan.id,
        Plan.cycle,
        Plan.stage,
        Plan.customer_success,
        Plan.supplier_success,
        Plan.started_on,
        Plan.horizon_on,
        Plan.stage_reason,
        Plan.confirmed_on,
        _confirmer.name,
        select(func.count())
        .select_from(Outcome)
        .where(Outcome.team_id == Account.team_id, Outcome.account_id == Account.id)
        .scalar_subquery(),
        exists().where(
            Player.team_id == Account.team_id,
            Player.account_id == Account.id,
            Player.side == Side.CUSTOMER,
            Player.left_on.is_(None),
        ),
        lost(Outcome.change),
        lost(LOST_ON),
        select(func.count())
        .select_from(Suggestion)
        .where(
            Suggestion.team_id == Plan.team_id,
            Suggestion.plan_id == Plan.id,
            Suggestion.state == SuggestionState.OPEN,
        )
        .scalar_subquery(),
        Health.score,
        Health.band,
        *GATE,
    )
    .outerjoin(Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id))
    .outerjoin(
        Plan,
        (Plan.team_id == Account.team_id)
        & (Plan.account_id == Account.id)
        & Plan.ended_on.is_(None),
    )
    .outerjoin(
        _confirmer,
        (_confirmer.team_id == Plan.team_id) & (_confirmer.id == Plan.confirmed_by),
    )
    .outerjoin(Health, (Health.team_id == Account.team_id) & (Health.account_id == Account.id))
    .where(Account.team_id == bindparam("team_id"))
)
"""Rows for `head_of`; `team_id` and `today` are to be filled in."""
HEAD = HEADS.where(Account.id == bindparam("account_id"))


def show(session: Session, actor: Actor, words: str) -> PlanSummary:
    """The summary of the open plan of the account that the words mean."""
    return summary(session, actor, find(session, actor, words))


def summary(session: Session, actor: Actor, account_id: str) -> PlanSummary:
    """The summary of an account's open plan; without one, its head has no `plan_id`."""
    values = {"team_id": actor.team_id, "account_id": account_id, "today": actor.today}
    row = ask(session, HEAD, **values).one_or_none()
    if row is None:
        raise UserError("That account is gone. Look it up again with “accounts”.")
    head = head_of(row)
    plan_id = head.plan_id
    return PlanSummary(
        head=head,
        goals=goal.goals_of(session, actor, plan_id) if plan_id else (),
        milestones=milestone.milestones_of(session, actor, plan_id) if plan_id else (),
        outcomes=outcome.latest_of(session, actor, account_id, SHOWN) if head.outcomes else (),
        may_change=bool(changeable(session, actor, [head.belonging])),
        today=actor.today,
    )


def head_of(row: Sequence[Any]) -> PlanHead:
    """A row of HEADS."""
    return as_facts(PlanHead, row[: -len(GATE)], gate=Gate(*row[-len(GATE) :]))


def to_start(session: Session, actor: Actor, account_id: str) -> PlanSummary:
    """The summary of an account that has no open plan, for this actor to start one."""
    account_to_change(session, actor, account_id)
    _none_open(session, actor, account_id)
    return summary(session, actor, account_id)


def _none_open(session: Session, actor: Actor, account_id: str) -> None:
    if open_plan(session, actor, account_id) is not None:
        raise UserError("This account has an open plan already. Look at it with “plan”.")


def start(session: Session, actor: Actor, account_id: str, details: PlanStart) -> str:
    """Start the account's next cycle, in discovery; the plan's id."""
    account_to_change(session, actor, account_id)
    _check_horizon(actor, details.horizon_on)
    plan_id = next_id(session, actor.team_id, account_id)  # whoever else starts one waits here
    _none_open(session, actor, account_id)
    cycles = session.scalar(
        select(func.count())
        .select_from(Plan)
        .where(Plan.team_id == actor.team_id, Plan.account_id == account_id)
    )
    plan = Plan(
        team_id=actor.team_id,
        id=plan_id,
        account_id=account_id,
        cycle=(cycles or 0) + 1,
        stage=Stage.DISCOVERY,
        stage_since=actor.today,
        customer_success=details.customer_success,
        supplier_success=details.supplier_success,
        started_on=actor.today,
        horizon_on=details.horizon_on,
        template=details.template,
        active_at=actor.now,
        created_at=actor.now,
    )
    audit.add(session, actor, "plan.start", plan, account_id)
    return plan.id


def _check_horizon(actor: Actor, horizon_on: date) -> None:
    if horizon_on <= actor.today:
        raise UserError("The horizon is a day ahead, such as a year from now.", "horizon_on")
    if horizon_on.year > actor.today.year + FARTHEST_YEARS:
        raise UserError(
            f"That is more than {FARTHEST_YEARS} years ahead: choose a nearer day.", "horizon_on"
        )
