"""Reuse: what worked at one customer, taken up at another, and what came of it there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from bot.errors import UserError
from bot.model import Account, Goal, Outcome, Reuse, ReuseScope, ReuseState
from bot.practice import audit, milestone, outcome
from bot.practice.access import account_to_change, get_account, may_change, open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.goal import GoalState, goal_to_change, goals_of
from bot.practice.milestone import MilestoneDetails
from bot.practice.numbering import next_id
from bot.practice.rows import Named, as_facts

OFFERED_TO_OTHERS = (ReuseScope.OTHER_TEAM, ReuseScope.OTHER_COMPANY)
"""What is reusable within one team only is offered to no other customer."""
RESULTS = 20
"""Outcomes that can be chosen as what came of it."""
NONE_TO_REUSE = "That can be reused by its own team only, or it is this customer’s own."


@dataclass(frozen=True, slots=True)
class ReuseFacts:
    """One reuse: what it takes up from where, for which goal of which account, what came of it.

    `baseline`, `actual` and `unit` are the measure of the outcome that came of it.
    """

    id: str
    state: ReuseState
    outcome_id: str
    change: str
    from_name: str
    account_id: str
    account_name: str
    goal_id: str | None
    goal_behaviour: str | None
    note: str | None
    taken_on: date
    ended_on: date | None
    result_id: str | None
    baseline: Decimal | None
    actual: Decimal | None
    unit: str | None

    @property
    def gain(self) -> Decimal | None:
        """By how much the measure moved there; None where it was not measured."""
        if self.actual is None or self.baseline is None:
            return None
        return self.actual - self.baseline


@dataclass(frozen=True, slots=True)
class OutcomeReuses:
    """What an outcome has to do with others.

    `taken_up`: where it was reused. `came_of`: what it came of itself. `proposed`: what was tried
    for its goal and may be what it came of. `may_change`: whether this actor may say so.
    """

    outcome_id: str
    taken_up: tuple[ReuseFacts, ...]
    came_of: tuple[ReuseFacts, ...]
    proposed: tuple[ReuseFacts, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class ReuseToTake:
    """A story of another customer, and the goals of an account for which it could be tried."""

    outcome: OutcomeFacts
    from_name: str
    account_id: str
    account_name: str
    goals: tuple[GoalState, ...]


@dataclass(frozen=True, slots=True)
class ReuseToEnd:
    """A reuse, and the outcomes since then that may have come of it; those of its goal first."""

    reuse: ReuseFacts
    results: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseTaken:
    """For which goal it is tried, how, and the title of a milestone to add for it."""

    goal_id: str
    note: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseEnded:
    """What came of it: the outcome if there is one, and why it did not work if it did not."""

    state: ReuseState
    result_id: str | None = None
    reason: str | None = None


_source, _target, _result = aliased(Account), aliased(Account), aliased(Outcome)
_result_goal = aliased(Goal)
FACTS = (
    select(
        Reuse.id,
        Reuse.state,
        Reuse.outcome_id,
        Outcome.change,
        _source.name,
        Reuse.account_id,
        _target.name,
        Reuse.goal_id,
        Goal.behaviour,
        Reuse.note,
        Reuse.taken_on,
        Reuse.ended_on,
        Reuse.result_id,
        _result.metric_baseline,
        _result.metric_actual,
        _result_goal.unit,
    )
    .join(Outcome, (Outcome.team_id == Reuse.team_id) & (Outcome.id == Reuse.outcome_id))
    .join(_source, (_source.team_id == Outcome.team_id) & (_source.id == Outcome.account_id))
    .join(_target, (_target.team_id == Reuse.team_id) & (_target.id == Reuse.account_id))
    .outerjoin(Goal, (Goal.team_id == Reuse.team_id) & (Goal.id == Reuse.goal_id))
    .outerjoin(_result, (_result.team_id == Reuse.team_id) & (_result.id == Reuse.result_id))
    .outerjoin(
        _result_goal,
        (_result_goal.team_id == _result.team_id) & (_result_goal.id == _result.goal_id),
    )
    .where(Reuse.state != ReuseState.DECLINED)
    .order_by(Reuse.taken_on, Reuse.id)
)


def _listed(session: Session, actor: Actor, *where: ColumnElement[bool]) -> tuple[ReuseFacts, ...]:
    rows = session.execute(FACTS.where(Reuse.team_id == actor.team_id, *where))
    return tuple(as_facts(ReuseFacts, row) for row in rows)


def facts(session: Session, actor: Actor, reuse_id: str) -> ReuseFacts:
    """One reuse; a UserError where it is gone."""
    found = _listed(session, actor, Reuse.id == reuse_id)
    if not found:
        raise UserError("That is not tried here any more. Look at the plan again.")
    return found[0]


def tried_for(
    session: Session, actor: Actor, account_id: str, goal_id: str
) -> tuple[ReuseFacts, ...]:
    """What is tried for a goal, without a verdict yet."""
    return _listed(
        session,
        actor,
        Reuse.account_id == account_id,
        Reuse.goal_id == goal_id,
        Reuse.state == ReuseState.TRIED,
    )


def of_outcome(session: Session, actor: Actor, outcome_id: str) -> OutcomeReuses:
    """Where an outcome was reused, and what it came of itself."""
    found = outcome.facts(session, actor, outcome_id)
    account = get_account(session, actor, found.account_id)
    came_of = _listed(session, actor, Reuse.result_id == outcome_id)
    is_open = found.goal_id is not None and not came_of
    return OutcomeReuses(
        outcome_id,
        taken_up=_listed(session, actor, Reuse.outcome_id == outcome_id),
        came_of=came_of,
        proposed=tried_for(session, actor, account.id, found.goal_id or "") if is_open else (),
        may_change=may_change(session, actor, account),
    )


def to_take(session: Session, actor: Actor, outcome_id: str, account_id: str) -> ReuseToTake:
    """What there is to choose from to take a story up at an account, for this actor."""
    plan = open_plan_to_change(session, actor, account_id)
    found = _to_reuse(session, actor, outcome_id, account_id)
    goals = goals_of(session, actor, plan.id)
    if not goals:
        raise UserError("It takes a goal to try this for. Add one, then take it up.")
    return ReuseToTake(
        outcome.facts(session, actor, outcome_id),
        get_account(session, actor, found.account_id).name,
        account_id,
        get_account(session, actor, account_id).name,
        goals,
    )


def _to_reuse(session: Session, actor: Actor, outcome_id: str, account_id: str) -> Outcome:
    found = session.get(Outcome, (actor.team_id, outcome_id))
    if found is None:
        raise UserError("That outcome is gone. Ask for what is next again.")
    if found.account_id == account_id or found.reuse_scope not in OFFERED_TO_OTHERS:
        raise UserError(NONE_TO_REUSE)
    return found


def take(
    session: Session, actor: Actor, outcome_id: str, account_id: str, taken: ReuseTaken
) -> str:
    """Try at an account what worked elsewhere, and add a milestone where one is named; its id."""
    _, plan = goal_to_change(session, actor, taken.goal_id)
    if plan.account_id != account_id:
        raise UserError("That goal is not one of this account. Choose again.", "goal_id")
    with audit.together(session):
        row = _row(session, actor, outcome_id, account_id)
        values = {"goal_id": taken.goal_id, "note": taken.note, "taken_by": actor.id}
        _write(session, actor, "reuse.take", row, ReuseState.TRIED, **values)
        if taken.step:
            milestone.add(session, actor, account_id, MilestoneDetails(title=taken.step))
    return row.id


def decline(session: Session, actor: Actor, outcome_id: str, account_id: str) -> str:
    """Say that a story is not for this account, where it is offered no more; its id."""
    account_to_change(session, actor, account_id)
    row = _row(session, actor, outcome_id, account_id)
    _write(session, actor, "reuse.decline", row, ReuseState.DECLINED)
    return row.id


def _row(session: Session, actor: Actor, outcome_id: str, account_id: str) -> Reuse:
    """The one row of this story at this account; a UserError where it is taken up already."""
    _to_reuse(session, actor, outcome_id, account_id)
    made = next_id(session, actor.team_id, account_id)  # whoever else takes it up waits here
    row = session.scalar(
        select(Reuse).where(
            Reuse.team_id == actor.team_id,
            Reuse.outcome_id == outcome_id,
            Reuse.account_id == account_id,
        )
    )
    if row is None:
        return Reuse(
            team_id=actor.team_id,
            id=made,
            outcome_id=outcome_id,
            account_id=account_id,
            taken_by=actor.id,
            taken_on=actor.today,
            created_at=actor.now,
        )
    if row.state is not ReuseState.DECLINED:
        raise UserError("That is taken up at this account already.")
    return row


def _write(
    session: Session, actor: Actor, verb: str, row: Reuse, state: ReuseState, **values: object
) -> None:
    """Write a reuse that is new, or that was declined before; it is called as its story is."""
    name = session.get_one(Outcome, (actor.team_id, row.outcome_id)).change
    if row in session:
        with audit.change(session, actor, verb, row, row.account_id, name=name):
            _set(row, state, taken_on=actor.today, **values)
        return
    _set(row, state, **values)
    audit.add(session, actor, verb, row, row.account_id, name=name)


def _set(row: Reuse, state: ReuseState, **values: object) -> None:
    row.state = state
    for column, value in values.items():
        setattr(row, column, value)


def to_end(session: Session, actor: Actor, reuse_id: str) -> ReuseToEnd:
    """A reuse, for this actor to say what came of it."""
    row = _to_change(session, actor, reuse_id)
    since = session.execute(
        select(Outcome.id, Outcome.change)
        .where(
            Outcome.team_id == actor.team_id,
            Outcome.account_id == row.account_id,
            Outcome.happened_on >= row.taken_on,
        )
        .order_by(
            (func.coalesce(Outcome.goal_id, "") != (row.goal_id or "")),
            Outcome.happened_on.desc(),
            Outcome.id,
        )
        .limit(RESULTS)
    )
    found = tuple(Named(*one) for one in since)
    return ReuseToEnd(facts(session, actor, reuse_id), found)


def _to_change(session: Session, actor: Actor, reuse_id: str) -> Reuse:
    row = session.get(Reuse, (actor.team_id, reuse_id))
    if row is None:
        raise UserError("That is not tried here any more. Look at the plan again.")
    account_to_change(session, actor, row.account_id)
    return row


def end(session: Session, actor: Actor, reuse_id: str, ended: ReuseEnded) -> str:
    """Say what came of a reuse, now or otherwise than before; its id."""
    row = _to_change(session, actor, reuse_id)
    if ended.state is ReuseState.FAILED and not ended.reason:
        raise UserError("Say in a sentence why, so that the next one knows.", "reason")
    if ended.result_id:
        result = session.get(Outcome, (actor.team_id, ended.result_id))
        if result is None or result.account_id != row.account_id:
            raise UserError("That outcome is not one of this account.", "result_id")
    worked = ended.state is ReuseState.WORKED
    name = session.get_one(Outcome, (actor.team_id, row.outcome_id)).change
    with audit.change(session, actor, "reuse.end", row, row.account_id, name=name):
        row.state, row.ended_on = ended.state, actor.today
        row.result_id = ended.result_id if worked else None
        row.note = ended.reason or row.note
    return reuse_id


def link(session: Session, actor: Actor, reuse_id: str, outcome_id: str) -> str:
    """Say that an outcome came of a reuse, which so has worked; the reuse's id."""
    return end(session, actor, reuse_id, ReuseEnded(state=ReuseState.WORKED, result_id=outcome_id))
