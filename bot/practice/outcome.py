"""Outcomes: logged successes, found and logged. What counts about one is in `anatomy`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from bot.errors import UserError
from bot.model import Goal, Milestone, Outcome, Plan, Player
from bot.practice import audit, goal
from bot.practice.access import (
    account_to_change,
    currency_of,
    get_account,
    may_change,
    open_plan,
)
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.numbering import account_of, next_id
from bot.practice.permanence import first_check
from bot.practice.rows import as_facts, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTold:
    """What is asked when one is logged; `source_link` is the message in which it was told."""

    change: str
    happened_on: date
    goal_id: str | None = None
    milestone_id: str | None = None
    story: str | None = None
    source_link: str | None = None


_speaker, _verifier = aliased(Player), aliased(Player)

FACTS = (
    select(
        Outcome.id,
        Outcome.account_id,
        Outcome.version,
        Outcome.change,
        Outcome.intended,
        Outcome.happened_on,
        Outcome.goal_id,
        Goal.behaviour,
        Goal.unit,
        Goal.direction,
        Outcome.milestone_id,
        Milestone.title,
        Outcome.situation,
        Outcome.action,
        Outcome.story,
        Outcome.quote,
        Outcome.quote_player_id,
        _speaker.name,
        Outcome.quote_agreed,
        Outcome.source_link,
        Outcome.consent,
        Outcome.consent_how,
        Outcome.consent_on,
        Outcome.reuse_scope,
        Outcome.reuse_candidates,
        Outcome.reuse_needs,
        Outcome.metric,
        Outcome.metric_baseline,
        Outcome.metric_target,
        Outcome.metric_actual,
        Outcome.behaviour,
        Outcome.permanence,
        Outcome.check_due_on,
        Outcome.verified_by,
        Outcome.verified_on,
        _verifier.name,
        Outcome.value,
        Outcome.value_how,
        Outcome.currency,
    )
    .outerjoin(Goal, (Goal.team_id == Outcome.team_id) & (Goal.id == Outcome.goal_id))
    .outerjoin(
        Milestone, (Milestone.team_id == Outcome.team_id) & (Milestone.id == Outcome.milestone_id)
    )
    .outerjoin(
        _speaker, (_speaker.team_id == Outcome.team_id) & (_speaker.id == Outcome.quote_player_id)
    )
    .outerjoin(
        _verifier,
        (_verifier.team_id == Outcome.team_id) & (_verifier.id == Outcome.verified_player_id),
    )
)

LATEST = (
    FACTS.where(
        Outcome.team_id == bindparam("team_id"), Outcome.account_id == bindparam("account_id")
    )
    .order_by(Outcome.happened_on.desc(), Outcome.created_at.desc(), Outcome.id.desc())
    .limit(bindparam("most"))
)


def facts(session: Session, actor: Actor, outcome_id: str) -> OutcomeFacts:
    """One outcome; a UserError where it is gone."""
    row = session.execute(
        FACTS.where(Outcome.team_id == actor.team_id, Outcome.id == outcome_id)
    ).one_or_none()
    if row is None:
        raise UserError("That outcome is gone. Look at the plan again.")
    return as_facts(OutcomeFacts, row)


def outcome_to_change(session: Session, actor: Actor, outcome_id: str) -> Outcome:
    """The outcome, for a change by this actor; whoever else changes it waits until then."""
    outcome = session.get(Outcome, (actor.team_id, outcome_id), with_for_update=True)
    if outcome is None:
        raise UserError("That outcome is gone. Look at the plan again.")
    account_to_change(session, actor, outcome.account_id)
    return outcome


def facts_to_change(session: Session, actor: Actor, outcome_id: str) -> OutcomeFacts:
    """One outcome, for a change by this actor."""
    found = facts(session, actor, outcome_id)
    account_to_change(session, actor, found.account_id)
    return found


def to_show(session: Session, actor: Actor, outcome_id: str) -> tuple[OutcomeFacts, bool]:
    """One outcome, and whether this actor may change it."""
    found = facts(session, actor, outcome_id)
    account = get_account(session, actor, found.account_id)
    return found, may_change(session, actor, account)


def latest_of(
    session: Session, actor: Actor, account_id: str, most: int
) -> tuple[OutcomeFacts, ...]:
    """The latest outcomes of an account, newest first."""
    rows = ask(session, LATEST, team_id=actor.team_id, account_id=account_id, most=most).all()
    return tuple(as_facts(OutcomeFacts, row) for row in rows)


def log(session: Session, actor: Actor, account_id: str, told: OutcomeTold) -> str:
    """Log an outcome of an account, with its open plan where there is one; the outcome's id.

    What its goal or milestone knows is filled in: the behaviour, and the measure as it stands.
    """
    account_to_change(session, actor, account_id)
    check_about(session, actor, account_id, told.goal_id, told.milestone_id)
    check_happened(actor, told.happened_on)
    plan = open_plan(session, actor, account_id)
    known = _known(session, actor, told.goal_id)
    outcome = Outcome(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, account_id),
        account_id=account_id,
        plan_id=plan.id if plan else None,
        change=told.change,
        intended=was_planned(session, actor, told.goal_id, told.milestone_id, told.happened_on),
        happened_on=told.happened_on,
        goal_id=told.goal_id,
        milestone_id=told.milestone_id,
        story=told.story,
        source_link=told.source_link,
        check_due_on=first_check(told.happened_on) if known.get("behaviour") else None,
        currency=currency_of(session, actor, account_id),
        logged_by=actor.id,
        created_at=actor.now,
        **known,
    )
    audit.add(session, actor, "outcome.log", outcome, account_id)
    return outcome.id


def check_happened(actor: Actor, happened_on: date) -> None:
    """A UserError where it is still to come."""
    if happened_on > actor.today:
        raise UserError("An outcome has happened: choose today or an earlier day.", "happened_on")


def check_about(
    session: Session, actor: Actor, account_id: str, goal_id: str | None, milestone_id: str | None
) -> None:
    """A UserError where the goal or the milestone is another account's, or gone."""
    if goal_id and _account_of_goal(session, actor, goal_id) != account_id:
        raise UserError("That goal is not one of this account. Choose again.", "goal_id")
    if milestone_id and (
        session.get(Milestone, (actor.team_id, milestone_id)) is None
        or account_of(milestone_id) != account_id
    ):
        raise UserError("That milestone is not one of this account. Choose again.", "milestone_id")


def _account_of_goal(session: Session, actor: Actor, goal_id: str) -> str | None:
    return session.scalar(
        select(Plan.account_id)
        .join(Goal, (Goal.team_id == Plan.team_id) & (Goal.plan_id == Plan.id))
        .where(Goal.team_id == actor.team_id, Goal.id == goal_id)
    )


def was_planned(
    session: Session,
    actor: Actor,
    goal_id: str | None,
    milestone_id: str | None,
    happened_on: date,
) -> bool:
    """Whether it was intended: its goal had begun, or its milestone was written, by that day."""
    aimed = session.get(Goal, (actor.team_id, goal_id)) if goal_id else None
    step = session.get(Milestone, (actor.team_id, milestone_id)) if milestone_id else None
    return (aimed is not None and aimed.starts_on <= happened_on) or (
        step is not None and actor.day_of(step.created_at) <= happened_on
    )


def _known(session: Session, actor: Actor, goal_id: str | None) -> dict[str, Any]:
    """What the goal says of behaviour and measure."""
    if goal_id is None:
        return {}
    aimed = goal.state(session, actor, goal_id)
    known: dict[str, Any] = {"behaviour": aimed.behaviour, "metric": aimed.measure}
    if aimed.target is None or aimed.latest is None:
        return known
    return known | {
        "metric_baseline": aimed.baseline,
        "metric_target": aimed.target,
        "metric_actual": aimed.latest,
    }
