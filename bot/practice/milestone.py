"""Milestones: the steps of a plan, what each waits for, and how far the plan has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.errors import FormError, UserError
from bot.model import Dependency, Member, Milestone, Plan, Player, PlayerRole, Side, Standing
from bot.practice import audit, dependency, player
from bot.practice.access import (
    get_account,
    may_change,
    open_plan,
    open_plan_to_change,
    plan_to_change,
)
from bot.practice.actor import Actor, Doer
from bot.practice.numbering import next_id
from bot.practice.pages import PAGE, nearest
from bot.practice.rows import OFFERED, Named, as_facts, ask, matching

STALLED_AFTER_DAYS = 14
HEAVIEST = 100


class MilestoneState(StrEnum):
    """Where a milestone stands today."""

    DONE = "done"
    LATE = "late"
    BLOCKED = "blocked"
    STALLED = "stalled"
    WAITING = "waiting"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """One milestone as of `today`. `waits_for` counts the milestones that must be done first."""

    id: str
    title: str
    achievement: str | None
    side: Side
    owner_id: str | None
    owner_name: str | None
    player_id: str | None
    player_name: str | None
    player_role: PlayerRole | None
    player_left_on: date | None
    due_on: date | None
    weight: int
    is_onboarding: bool
    done_on: date | None
    active_at: datetime
    blocked_by: str | None
    is_shared: bool
    waits_for: int
    today: date

    @property
    def state(self) -> MilestoneState:
        """Stalled: not done, its dependencies done, and past due or without activity for 14 days.

        A milestone past its due date is shown as late, whatever it waits for or is blocked by.
        """
        if self.done_on is not None:
            return MilestoneState.DONE
        if self.due_on is not None and self.due_on < self.today:
            return MilestoneState.LATE
        if self.blocked_by:
            return MilestoneState.BLOCKED
        if self.waits_for:
            return MilestoneState.WAITING
        stalled = self.days_idle >= STALLED_AFTER_DAYS
        return MilestoneState.STALLED if stalled else MilestoneState.OPEN

    @property
    def days_idle(self) -> int:
        """Days without any activity."""
        return (self.today - self.active_at.date()).days

    @property
    def days_late(self) -> int:
        """Days past the due date; 0 or less where it is not late."""
        return (self.today - self.due_on).days if self.due_on else 0


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a milestone may belong to: a player, a member, or nobody yet of a side."""

    side: Side
    id: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class MilestonePage:
    """One page of a plan's milestones, the unfinished first: pages count from 1."""

    account_id: str
    account_name: str
    milestones: tuple[MilestoneFacts, ...]
    done: int
    total: int
    page: int
    pages: int
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDetails:
    """What a person or a template may write of a milestone; for guidance see the model."""

    title: str
    side: Side = Side.CUSTOMER
    achievement: str | None = None
    owner_id: str | None = None
    player_id: str | None = None
    due_on: date | None = None
    weight: int = 1
    is_onboarding: bool = False
    is_shared: bool = True
    needs: Sequence[str] = field(default_factory=tuple)
    guidance: list[dict[str, Any]] | None = None
    tasks: list[dict[str, Any]] | None = None
    survey: str | None = None


def progress(milestones: Iterable[MilestoneFacts], today: date) -> Decimal | None:
    """Weight done / weight due by today, at most 1; None while nothing was due.

    Source: the design's rule of progress.
    """
    done = due = 0
    for milestone in milestones:
        done += milestone.weight if milestone.done_on else 0
        due += milestone.weight if milestone.due_on and milestone.due_on <= today else 0
    return min(Decimal(1), Decimal(done) / due) if due else None


_needed = aliased(Milestone)
_waits_for = (
    select(func.count())
    .select_from(Dependency)
    .join(
        _needed,
        (_needed.team_id == Dependency.team_id) & (_needed.id == Dependency.needs_id),
    )
    .where(
        Dependency.team_id == Milestone.team_id,
        Dependency.id == Milestone.id,
        _needed.done_on.is_(None),
    )
    .scalar_subquery()
)
FACTS = (
    select(
        Milestone.id,
        Milestone.title,
        Milestone.achievement,
        Milestone.side,
        Milestone.owner_id,
        Member.name,
        Milestone.player_id,
        Player.name,
        Player.role,
        Player.left_on,
        Milestone.due_on,
        Milestone.weight,
        Milestone.is_onboarding,
        Milestone.done_on,
        Milestone.active_at,
        Milestone.blocked_by,
        Milestone.is_shared,
        _waits_for,
    )
    .outerjoin(Member, (Member.team_id == Milestone.team_id) & (Member.id == Milestone.owner_id))
    .outerjoin(Player, (Player.team_id == Milestone.team_id) & (Player.id == Milestone.player_id))
    .where(Milestone.team_id == bindparam("team_id"))
    .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.created_at, Milestone.id)
)
OF_PLAN = FACTS.where(Milestone.plan_id == bindparam("plan_id"))
OF_ID = FACTS.where(Milestone.id == bindparam("milestone_id"))


def milestones_of(session: Session, actor: Actor, plan_id: str) -> tuple[MilestoneFacts, ...]:
    """All milestones of a plan, the next due first, those without a date last."""
    rows = ask(session, OF_PLAN, team_id=actor.team_id, plan_id=plan_id).all()
    today = actor.today
    return tuple(as_facts(MilestoneFacts, row, today=today) for row in rows)


def facts(session: Session, actor: Actor, milestone_id: str) -> MilestoneFacts:
    """One milestone; a UserError where it is gone."""
    row = ask(session, OF_ID, team_id=actor.team_id, milestone_id=milestone_id).one_or_none()
    if row is None:
        raise UserError("That milestone is gone. Look at the plan again.")
    return as_facts(MilestoneFacts, row, today=actor.today)


def page(session: Session, actor: Actor, account_id: str, number: int) -> MilestonePage:
    """One page of the milestones of an account's open plan."""
    account = get_account(session, actor, account_id)
    plan = open_plan(session, actor, account_id)
    every = milestones_of(session, actor, plan.id) if plan else ()
    ordered = sorted(every, key=lambda m: m.done_on is not None)
    number, pages = nearest(len(every), number)
    return MilestonePage(
        account_id=account_id,
        account_name=account.name,
        milestones=tuple(ordered[(number - 1) * PAGE : number * PAGE]),
        done=sum(m.done_on is not None for m in every),
        total=len(every),
        page=number,
        pages=pages,
        may_change=plan is not None and may_change(session, actor, account),
    )


def choices(session: Session, actor: Actor, account_id: str, typed: str) -> list[Named]:
    """The unfinished milestones of the open plan whose title has what was typed."""
    rows = session.execute(
        select(Milestone.id, Milestone.title)
        .join(Plan, (Plan.team_id == Milestone.team_id) & (Plan.id == Milestone.plan_id))
        .where(
            Plan.team_id == actor.team_id,
            Plan.account_id == account_id,
            Plan.ended_on.is_(None),
            Milestone.done_on.is_(None),
        )
        .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.id)
    )
    return matching(rows, typed)


def owners(session: Session, actor: Actor, account_id: str, typed: str) -> list[Owner]:
    """Who could own a milestone: the customer's players, and colleagues, by what was typed."""
    people = [
        Owner(Side.CUSTOMER, one.id, one.name)
        for one in player.players_of(session, actor, account_id)
        if one.side is Side.CUSTOMER
    ]
    colleagues = session.execute(
        select(Member.id, Member.name)
        .where(
            Member.team_id == actor.team_id,
            Member.standing.in_((Standing.NAMED, Standing.COLLEAGUE)),
        )
        .order_by((Member.id == actor.id).desc(), Member.name)
    )
    people += [Owner(Side.SUPPLIER, row.id, row.name or row.id) for row in colleagues]
    wanted = [one for one in people if typed.casefold() in (one.name or "").casefold()]
    return [Owner(side, None, None) for side in Side] + wanted[: OFFERED - len(Side)]


def facts_to_change(session: Session, actor: Actor, milestone_id: str) -> MilestoneFacts:
    """One milestone, for a change by this actor."""
    to_change(session, actor, milestone_id)
    return facts(session, actor, milestone_id)


def add(session: Session, actor: Actor, account_id: str, details: MilestoneDetails) -> str:
    """Add a milestone to the open plan; its id."""
    plan = open_plan_to_change(session, actor, account_id)
    check(session, actor, plan, details)
    milestone = Milestone(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, plan.account_id),
        plan_id=plan.id,
        active_at=actor.now,
        created_at=actor.now,
    )
    apply(milestone, details)
    needs = sorted(set(details.needs))
    audit.add(session, actor, "milestone.add", milestone, plan.account_id, needs=needs)
    if needs:
        dependency.put(session, actor, plan.id, milestone.id, needs)
    return milestone.id


def apply(milestone: Milestone, details: MilestoneDetails) -> None:
    """Write the details into the row, but for what it waits for."""
    for name in (
        "title",
        "side",
        "achievement",
        "owner_id",
        "player_id",
        "due_on",
        "weight",
        "is_onboarding",
        "is_shared",
        "guidance",
        "tasks",
        "survey",
    ):
        setattr(milestone, name, getattr(details, name))


def check(
    session: Session,
    actor: Actor,
    plan: Plan,
    details: MilestoneDetails,
    known_player: str | None = None,
) -> None:
    """A UserError where the weight or the player cannot be; who has it already may keep it."""
    if wrong := wrong_weight(details.weight):
        raise FormError({"weight": wrong})
    if details.player_id and details.player_id != known_player:
        player.get(session, actor, plan.account_id, details.player_id, "owner")


def wrong_weight(weight: int) -> str | None:
    """What is wrong with a weight; None where nothing is."""
    fits = 1 <= weight <= HEAVIEST
    return None if fits else f"A weight is a whole number from 1 to {HEAVIEST}."


def finish(
    session: Session, actor: Actor, milestone_id: str, done_on: date, note: str | None
) -> str:
    """Mark a milestone done: when, and what was achieved; its id. Repeating it is harmless."""
    milestone, plan = to_change(session, actor, milestone_id)
    if done_on > actor.today:
        raise UserError("It cannot be done on a day that is still to come.", "done_on")
    mark_done(session, actor, milestone, plan.account_id, done_on=done_on, note=note)
    return milestone_id


def mark_done(
    session: Session,
    doer: Doer,
    milestone: Milestone,
    account_id: str,
    *,
    done_on: date,
    note: str | None = None,
) -> None:
    """Keep that it is done. What waited for it may begin now, so only now can it begin to stall."""
    with audit.change(session, doer, "milestone.finish", milestone, account_id):
        milestone.done_on, milestone.done_note, milestone.active_at = done_on, note, doer.now
        milestone.blocked_by = None
    waiting = select(Dependency.id).where(
        Dependency.team_id == doer.team_id, Dependency.needs_id == milestone.id
    )
    session.execute(
        update(Milestone)
        .where(
            Milestone.team_id == doer.team_id,
            Milestone.id.in_(waiting),
            Milestone.done_on.is_(None),
        )
        .values(active_at=doer.now)
        .execution_options(synchronize_session=False)
    )


def reopen(
    session: Session, actor: Actor, milestone_id: str, active_at: datetime | None = None
) -> str:
    """Take “done” back; its id. It moved now, or at `active_at` where “done” was a mistake."""
    milestone, plan = to_change(session, actor, milestone_id)
    mark_open(session, actor, milestone, plan.account_id, active_at)
    return milestone_id


def mark_open(
    session: Session,
    doer: Doer,
    milestone: Milestone,
    account_id: str,
    active_at: datetime | None = None,
) -> None:
    """Keep that it is not done after all."""
    with audit.change(session, doer, "milestone.reopen", milestone, account_id):
        milestone.done_on = milestone.done_note = None
        milestone.active_at = active_at or doer.now


def to_change(session: Session, actor: Actor, milestone_id: str) -> tuple[Milestone, Plan]:
    """The milestone and its plan, for a change by this actor."""
    milestone = session.get(Milestone, (actor.team_id, milestone_id))
    if milestone is None:
        raise UserError("That milestone is gone. Look at the plan again.")
    return milestone, plan_to_change(session, actor, milestone.plan_id)
