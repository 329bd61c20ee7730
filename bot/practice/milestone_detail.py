"""All of one milestone: what it waits for, what helps with it, and who of us does what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Dependency, Milestone, Plan, PlayerRole, Side, Stage
from bot.practice.access import get_account, may_change
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneFacts, facts


@dataclass(frozen=True, slots=True)
class Guide:
    """A link, or only words, that helps whoever does the step."""

    text: str
    link: str | None


@dataclass(frozen=True, slots=True)
class OurTask:
    """What the CSM does for the step, and the competency that it needs."""

    task: str
    competency: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A milestone that comes before or after another."""

    title: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class TimeToLive:
    """How long the onboarding took, or has taken so far, and from which day it counts."""

    days: int
    since: date
    from_contract: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDetail:
    """One milestone in its plan. `guidance` is what is for this role, at this stage."""

    account_id: str
    account_name: str
    milestone: MilestoneFacts
    stage: Stage
    needs: tuple[Neighbour, ...]
    waiting: tuple[Neighbour, ...]
    guidance: tuple[Guide, ...]
    tasks: tuple[OurTask, ...]
    survey: str | None
    done_note: str | None
    time_to_live: TimeToLive | None
    may_change: bool


def detail(session: Session, actor: Actor, milestone_id: str) -> MilestoneDetail:
    """All of one milestone; a UserError where it is gone."""
    milestone = session.get(Milestone, (actor.team_id, milestone_id))
    if milestone is None:
        raise UserError("That milestone is gone. Look at the plan again.")
    plan = session.get_one(Plan, (actor.team_id, milestone.plan_id))
    account = get_account(session, actor, plan.account_id)
    found = facts(session, actor, milestone_id)
    return MilestoneDetail(
        account_id=account.id,
        account_name=account.name,
        milestone=found,
        stage=plan.stage,
        needs=_needs(session, actor, milestone_id),
        waiting=_waiting(session, actor, milestone_id),
        guidance=guidance_for(milestone.guidance or [], role_of(found), plan.stage),
        tasks=tuple(OurTask(one["task"], one["competency"]) for one in milestone.tasks or []),
        survey=milestone.survey,
        done_note=milestone.done_note,
        time_to_live=time_to_live(found, account.started_on, plan.started_on)
        if found.is_onboarding
        else None,
        may_change=plan.ended_on is None and may_change(session, actor, account),
    )


def _needs(session: Session, actor: Actor, milestone_id: str) -> tuple[Neighbour, ...]:
    return _neighbours(
        session,
        actor,
        (Dependency.needs_id == Milestone.id) & (Dependency.id == milestone_id),
    )


def _waiting(session: Session, actor: Actor, milestone_id: str) -> tuple[Neighbour, ...]:
    return _neighbours(
        session,
        actor,
        (Dependency.id == Milestone.id) & (Dependency.needs_id == milestone_id),
    )


def _neighbours(
    session: Session, actor: Actor, beside: ColumnElement[bool]
) -> tuple[Neighbour, ...]:
    rows = session.execute(
        select(Milestone.title, Milestone.due_on, Milestone.done_on)
        .join(Dependency, (Dependency.team_id == Milestone.team_id) & beside)
        .where(Milestone.team_id == actor.team_id)
        .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.id)
    )
    return tuple(Neighbour(*row) for row in rows)


def role_of(milestone: MilestoneFacts) -> PlayerRole | None:
    """The role of whoever does the step: ours is the CSM's; None where nobody has it yet."""
    return PlayerRole.CSM if milestone.side is Side.SUPPLIER else milestone.player_role


def guidance_for(
    every: list[dict[str, Any]], role: PlayerRole | None, stage: Stage
) -> tuple[Guide, ...]:
    """What helps this role at this stage. While nobody has the step, that of every role."""
    return tuple(
        Guide(one["text"], one.get("link"))
        for one in every
        if _fits(one, "role", role) and _fits(one, "stage", stage)
    )


def _fits(guidance: Mapping[str, Any], name: str, value: str | None) -> bool:
    wanted = guidance.get(name)
    return wanted is None or value is None or wanted == value


def time_to_live(milestone: MilestoneFacts, contract_on: date | None, plan_on: date) -> TimeToLive:
    """Days from the contract's start, or from the plan's where that is unknown, to done or now."""
    since = contract_on or plan_on
    until = milestone.done_on or milestone.today
    return TimeToLive(
        days=(until - since).days,
        since=since,
        from_contract=contract_on is not None,
        is_over=milestone.done_on is not None,
    )
