"""Goals: intended outcomes, how far each has come, and at what pace."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ScalarSelect, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.errors import FormError, UserError
from bot.model import Direction, Goal, Outcome, Plan, Player, Reading
from bot.practice import audit, player
from bot.practice.access import currency_of, open_plan_to_change, plan_to_change
from bot.practice.actor import Actor
from bot.practice.numbering import next_id
from bot.practice.rows import Named, as_facts, ask, matching

T = TypeVar("T")

ONE, ZERO = Decimal(1), Decimal(0)
LEAST_ELAPSED = Decimal("0.25")
STALE_AFTER_DAYS = 30


def attainment(
    baseline: Decimal | None, target: Decimal | None, latest: Decimal | None, direction: Direction
) -> Decimal | None:
    """The share of the way from baseline to target, unclamped: (latest − b) / (t − b).

    None where a value is missing. Where baseline and target are equal the goal is to hold that
    level: 1 while it is held or bettered, else 0. Source: the design's rule of attainment.
    """
    if baseline is None or target is None or latest is None:
        return None
    if target == baseline:
        held = latest >= target if direction is Direction.RISING else latest <= target
        return ONE if held else ZERO
    return (latest - baseline) / (target - baseline)


def elapsed(starts_on: date, due_on: date | None, today: date) -> Decimal | None:
    """The share of a goal's time that has passed, 0…1; None where it has no date."""
    if due_on is None:
        return None
    whole = (due_on - starts_on).days
    if whole <= 0:
        return ONE if today >= due_on else ZERO
    return min(ONE, max(ZERO, Decimal((today - starts_on).days) / whole))


def pace(attained: Decimal | None, share: Decimal | None) -> Decimal | None:
    """Clamped attainment / max(share of time elapsed, 0.25), at most 1; None where unknown."""
    if attained is None or share is None:
        return None
    return min(ONE, min(ONE, max(ZERO, attained)) / max(share, LEAST_ELAPSED))


def is_reached(attained: Decimal | None, read_on: date | None, reopened_on: date | None) -> bool:
    """Whether a reading reaches a goal: an attainment of 1 or more.

    A goal that opened again, because its outcome did not hold, is reached only by what was read
    after that day. `nudges.goals.reaches` says the same in SQL.
    """
    if attained is None or attained < ONE:
        return False
    return reopened_on is None or (read_on is not None and read_on > reopened_on)


@dataclass(frozen=True, slots=True)
class GoalState:
    """One goal with its latest reading, as of `today`.

    `reopened_on`: its outcome did not hold. `is_told`: an outcome says already how it was reached,
    since it was opened again if it was.
    """

    id: str
    player_id: str | None
    behaviour: str
    measure: str
    unit: str
    direction: Direction
    baseline: Decimal | None
    target: Decimal | None
    starts_on: date
    due_on: date | None
    value: Decimal | None
    currency: str | None
    player_name: str | None
    latest: Decimal | None
    latest_on: date | None
    reopened_on: date | None
    is_shared: bool
    is_told: bool
    today: date

    @property
    def attainment(self) -> Decimal | None:
        """See `attainment`. Without a reading nothing is known."""
        return attainment(self.baseline, self.target, self.latest, self.direction)

    @property
    def elapsed(self) -> Decimal | None:
        """See `elapsed`."""
        return elapsed(self.starts_on, self.due_on, self.today)

    @property
    def lasting(self) -> Decimal | None:
        """The attainment that counts: nothing of what was reached and did not last, until it is
        reached anew. Pace goes by it, and so does health.
        """
        return ZERO if self.is_lost else self.attainment

    @property
    def pace(self) -> Decimal | None:
        """See `pace`."""
        return pace(self.lasting, self.elapsed)

    @property
    def is_achieved(self) -> bool:
        """See `is_reached`."""
        return is_reached(self.attainment, self.latest_on, self.reopened_on)

    @property
    def is_lost(self) -> bool:
        """Whether it was reached, did not last, and has not been read anew."""
        reached = self.attainment
        return reached is not None and reached >= ONE and not self.is_achieved

    @property
    def days_without_reading(self) -> int:
        """Days since the latest reading, or since the start where there is none."""
        return (self.today - (self.latest_on or self.starts_on)).days


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalIntent:
    """The first half of a goal: who does what differently, and how one would know.

    `is_shared`: the customer sees it.
    """

    behaviour: str
    measure: str
    direction: Direction
    unit: str | None = None
    player_id: str | None = None
    is_shared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTarget:
    """The second half: from what to what, from when to when, and what reaching it is worth."""

    baseline: Decimal | None = None
    target: Decimal | None = None
    starts_on: date
    due_on: date | None = None
    value: Decimal | None = None
    currency: str | None = None


def _latest(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    return (
        select(column)
        .where(Reading.team_id == Goal.team_id, Reading.goal_id == Goal.id)
        .order_by(Reading.read_on.desc(), Reading.created_at.desc(), Reading.id.desc())
        .limit(1)
        .scalar_subquery()
    )


IS_TOLD = exists().where(
    Outcome.team_id == Goal.team_id,
    Outcome.goal_id == Goal.id,
    or_(Goal.reopened_on.is_(None), Outcome.happened_on > Goal.reopened_on),
)
STATES = (
    select(
        Goal.id,
        Goal.player_id,
        Goal.behaviour,
        Goal.measure,
        Goal.unit,
        Goal.direction,
        Goal.baseline,
        Goal.target,
        Goal.starts_on,
        Goal.due_on,
        Goal.value,
        Goal.currency,
        Player.name,
        _latest(Reading.value),
        _latest(Reading.read_on),
        Goal.reopened_on,
        Goal.is_shared,
        IS_TOLD,
    )
    .outerjoin(Player, (Player.team_id == Goal.team_id) & (Player.id == Goal.player_id))
    .where(Goal.team_id == bindparam("team_id"))
    .order_by(Goal.created_at, Goal.id)
)
OF_PLAN = STATES.where(Goal.plan_id == bindparam("plan_id"))
OF_ID = STATES.where(Goal.id == bindparam("goal_id"))


def goals_of(session: Session, actor: Actor, plan_id: str) -> tuple[GoalState, ...]:
    """All goals of a plan with their latest readings, in the order in which they were set."""
    rows = ask(session, OF_PLAN, team_id=actor.team_id, plan_id=plan_id).all()
    today = actor.today
    return tuple(as_facts(GoalState, row, today=today) for row in rows)


def state(session: Session, actor: Actor, goal_id: str) -> GoalState:
    """One goal; a UserError where it is gone."""
    row = ask(session, OF_ID, team_id=actor.team_id, goal_id=goal_id).one_or_none()
    if row is None:
        raise UserError("That goal is gone. Look at the plan again.")
    return as_facts(GoalState, row, today=actor.today)


def choices(session: Session, actor: Actor, account_id: str, typed: str) -> list[Named]:
    """The goals of the open plan whose behaviour has what was typed, in any case of letters."""
    rows = session.execute(
        select(Goal.id, Goal.behaviour)
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .where(
            Plan.team_id == actor.team_id,
            Plan.account_id == account_id,
            Plan.ended_on.is_(None),
        )
        .order_by(Goal.created_at, Goal.id)
    )
    return matching(rows, typed)


def state_to_change(session: Session, actor: Actor, goal_id: str) -> GoalState:
    """One goal, for a change by this actor."""
    goal_to_change(session, actor, goal_id)
    return state(session, actor, goal_id)


def add(session: Session, actor: Actor, account_id: str, intent: GoalIntent) -> str:
    """Add a goal to the open plan, from today to the plan's horizon; the goal's id."""
    plan = open_plan_to_change(session, actor, account_id)
    _player_of_plan(session, actor, plan, intent.player_id)
    goal = Goal(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, plan.account_id),
        plan_id=plan.id,
        starts_on=actor.today,
        due_on=plan.horizon_on,
        currency=currency_of(session, actor, plan.account_id),
        created_at=actor.now,
        **_written(intent),
    )
    audit.add(session, actor, "goal.add", goal, plan.account_id)
    return goal.id


def reword(session: Session, actor: Actor, goal_id: str, intent: GoalIntent) -> str:
    """Write a goal's first half anew; its id. A FormError where its target goes the other way."""
    goal, plan = goal_to_change(session, actor, goal_id)
    if intent.player_id != goal.player_id:
        _player_of_plan(session, actor, plan, intent.player_id)
    if goes_other_way(intent.direction, goal.baseline, goal.target):
        wrong = "From its baseline to its target it goes the other way. Change those first."
        raise FormError({"direction": wrong})
    with audit.change(session, actor, "goal.reword", goal, plan.account_id):
        for name, value in _written(intent).items():
            setattr(goal, name, value)
    return goal_id


def _written(intent: GoalIntent) -> dict[str, Any]:
    return asdict(intent) | {"unit": intent.unit or ""}


def aim(session: Session, actor: Actor, goal_id: str, target: GoalTarget) -> str:
    """Set from what to what and by when; the goal's id. A FormError where it contradicts itself."""
    goal, plan = goal_to_change(session, actor, goal_id)
    _check(goal, target)
    with audit.change(session, actor, "goal.aim", goal, plan.account_id):
        for name, value in asdict(target).items():
            setattr(goal, name, value)
    return goal_id


def goal_to_change(session: Session, actor: Actor, goal_id: str) -> tuple[Goal, Plan]:
    """The goal and its plan, for a change by this actor."""
    goal = session.get(Goal, (actor.team_id, goal_id))
    if goal is None:
        raise UserError("That goal is gone. Look at the plan again.")
    return goal, plan_to_change(session, actor, goal.plan_id)


def _player_of_plan(session: Session, actor: Actor, plan: Plan, player_id: str | None) -> None:
    if player_id:
        player.get(session, actor, plan.account_id, player_id, "player_id")


def goes_other_way(direction: Direction, baseline: Decimal | None, target: Decimal | None) -> bool:
    """Whether from baseline to target it goes against the direction; not where one is missing."""
    if baseline is None or target is None or baseline == target:
        return False
    return (target > baseline) != (direction is Direction.RISING)


def _check(goal: Goal, target: GoalTarget) -> None:
    wrong: dict[str, str] = {}
    if target.due_on and target.due_on <= target.starts_on:
        wrong["due_on"] = "This must be after the day on which the goal starts."
    if goes_other_way(goal.direction, target.baseline, target.target):
        way = "down" if goal.direction is Direction.RISING else "up"
        wrong["target"] = (
            f"“{goal.measure[:60]}” was to be {goal.direction.value}, but this goes {way}."
        )
    if wrong:
        raise FormError(wrong)
