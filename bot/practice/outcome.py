"""Outcomes: logged successes and the five points that make each count."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Goal, Outcome, Permanence, Plan, ReuseScope
from bot.practice import audit
from bot.practice.access import account_to_change, currency_of, open_plan
from bot.practice.actor import Actor
from bot.practice.numbering import next_id
from bot.practice.rows import as_facts, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTold:
    """The first half: what changed, whether it was meant to, when, and how it came about."""

    change: str
    intended: bool
    happened_on: date
    goal_id: str | None = None
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProof:
    """The second half: reuse, measure, permanence, and what it is worth.

    The story belongs to the first half; here it is given only where it was still to be told.
    """

    story: str | None = None
    reuse_scope: ReuseScope | None = None
    reuse_candidates: str | None = None
    metric: str | None = None
    metric_target: Decimal | None = None
    metric_actual: Decimal | None = None
    behaviour: str | None = None
    permanence: Permanence | None = None
    value: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five points: whether it is made, and in words why or what is missing."""

    name: str
    made: bool
    words: str


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """One logged outcome."""

    id: str
    account_id: str
    change: str
    intended: bool
    happened_on: date
    goal_id: str | None
    goal_behaviour: str | None
    story: str | None
    reuse_scope: ReuseScope | None
    reuse_candidates: str | None
    metric: str | None
    metric_target: Decimal | None
    metric_actual: Decimal | None
    behaviour: str | None
    permanence: Permanence | None
    value: Decimal | None
    currency: str | None

    @property
    def anatomy(self) -> tuple[Point, ...]:
        """The five points in their order."""
        return (
            _intended(self),
            _told(self),
            _reusable(self),
            _measured(self),
            _permanent(self),
        )

    @property
    def to_complete(self) -> tuple[str, ...]:
        """The points that can still be made; whether it was intended cannot be changed any more."""
        return tuple(point.name for point in self.anatomy[1:] if not point.made)

    @property
    def score(self) -> int:
        """How many of the five points are made, 0…5."""
        return sum(point.made for point in self.anatomy)


def _intended(outcome: OutcomeFacts) -> Point:
    if outcome.intended:
        return Point("outcome", True, "intended")
    return Point("outcome", False, "not intended: welcome all the same")


def _told(outcome: OutcomeFacts) -> Point:
    told = bool(outcome.story)
    return Point("story", told, "story told" if told else "no story yet: how did it come about?")


REUSE_WORDS = {
    ReuseScope.SAME_TEAM: "within the same team",
    ReuseScope.OTHER_TEAM: "by other teams",
    ReuseScope.OTHER_COMPANY: "by other companies",
}


def _reusable(outcome: OutcomeFacts) -> Point:
    if outcome.reuse_scope is None:
        return Point("reuse", False, "no reuse yet: who else could do this?")
    return Point("reuse", True, f"reusable {REUSE_WORDS[outcome.reuse_scope]}")


def _measured(outcome: OutcomeFacts) -> Point:
    if outcome.metric_actual is None:
        return Point("measure", False, "not measured yet: which number shows it?")
    if outcome.metric_target is None:
        return Point("measure", False, "measured, but against no target set beforehand")
    return Point("measure", True, "measured against a target")


def _permanent(outcome: OutcomeFacts) -> Point:
    if outcome.permanence is Permanence.STICKS and outcome.behaviour:
        return Point("permanence", True, "the changed behaviour sticks")
    if outcome.permanence is Permanence.FADING:
        return Point("permanence", False, "the change is fading")
    if not outcome.behaviour:
        return Point("permanence", False, "not lasting yet: which behaviour changed?")
    return Point("permanence", False, "not lasting yet: does it stick?")


FACTS = select(
    Outcome.id,
    Outcome.account_id,
    Outcome.change,
    Outcome.intended,
    Outcome.happened_on,
    Outcome.goal_id,
    Goal.behaviour,
    Outcome.story,
    Outcome.reuse_scope,
    Outcome.reuse_candidates,
    Outcome.metric,
    Outcome.metric_target,
    Outcome.metric_actual,
    Outcome.behaviour,
    Outcome.permanence,
    Outcome.value,
    Outcome.currency,
).outerjoin(Goal, (Goal.team_id == Outcome.team_id) & (Goal.id == Outcome.goal_id))

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
    """The outcome, for a change by this actor."""
    outcome = session.get(Outcome, (actor.team_id, outcome_id))
    if outcome is None:
        raise UserError("That outcome is gone. Look at the plan again.")
    account_to_change(session, actor, outcome.account_id)
    return outcome


def facts_to_change(session: Session, actor: Actor, outcome_id: str) -> OutcomeFacts:
    """One outcome, for a change by this actor."""
    outcome_to_change(session, actor, outcome_id)
    return facts(session, actor, outcome_id)


def latest_of(
    session: Session, actor: Actor, account_id: str, most: int
) -> tuple[OutcomeFacts, ...]:
    """The latest outcomes of an account, newest first."""
    rows = ask(session, LATEST, team_id=actor.team_id, account_id=account_id, most=most).all()
    return tuple(as_facts(OutcomeFacts, row) for row in rows)


def log(session: Session, actor: Actor, account_id: str, told: OutcomeTold) -> str:
    """Log an outcome of an account, with its open plan where there is one; the outcome's id."""
    account_to_change(session, actor, account_id)
    _goal_of_account(session, actor, account_id, told.goal_id)
    if told.happened_on > actor.today:
        raise UserError("An outcome has happened: choose today or an earlier day.", "happened_on")
    plan = open_plan(session, actor, account_id)
    outcome = Outcome(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, account_id),
        account_id=account_id,
        plan_id=plan.id if plan else None,
        currency=currency_of(session, actor, account_id),
        logged_by=actor.id,
        created_at=actor.now,
        **asdict(told),
    )
    audit.add(session, actor, "outcome.log", outcome, account_id)
    return outcome.id


def prove(session: Session, actor: Actor, outcome_id: str, proof: OutcomeProof) -> str:
    """Add reuse, measure, permanence and value to an outcome; its id."""
    outcome = outcome_to_change(session, actor, outcome_id)
    with audit.change(session, actor, "outcome.prove", outcome, outcome.account_id):
        for name, value in asdict(proof).items():
            if name != "story" or value is not None:
                setattr(outcome, name, value)
        if proof.permanence is not None:
            outcome.permanence_on = actor.today
    return outcome_id


def _goal_of_account(session: Session, actor: Actor, account_id: str, goal_id: str | None) -> None:
    if goal_id is None:
        return
    owner = session.scalar(
        select(Plan.account_id)
        .join(Goal, (Goal.team_id == Plan.team_id) & (Goal.plan_id == Plan.id))
        .where(Goal.team_id == actor.team_id, Goal.id == goal_id)
    )
    if owner != account_id:
        raise UserError("That goal is not one of this account. Choose again.", "goal_id")
