"""What the customer's people see of their own success in a browser: only what is shared.

It takes a `Reader` where our own side would be an `Actor`, and reads nothing else of the account
than what the plan in the shared channel shows, the results that they confirmed themselves, and how
much of what they bought they use.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    Audience,
    Goal,
    Outcome,
    Permanence,
    Player,
    Reading,
    Signal,
)
from bot.practice import shared_plan
from bot.practice.goal import GoalState
from bot.practice.milestone import MilestoneFacts
from bot.practice.page_link import Reader
from bot.practice.shared_plan import SharedPlan
from bot.practice.signal_kind import KINDS
from bot.practice.sums import Sums, rates_of, sums
from bot.practice.trend import Point, daily
from bot.practice.verification import in_words

SHOWN_SIGNALS = ("usage", "seats")
"""How much of it they use themselves. What else we measure of a customer is not for them."""
LOOKED_BACK = timedelta(days=365)
MOST_RESULTS = 50


@dataclass(frozen=True, slots=True)
class Result:
    """A change that they confirmed: what, when, how it was measured, and whether it lasts.

    `worth` is None where it has no value, or this reader is not to see it.
    """

    change: str
    happened_on: date
    measured: str | None
    lasts: bool
    confirmed_by: str | None
    confirmed_on: date
    worth: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """One measure of how much they use it: one point for each day, oldest first."""

    title: str
    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """How many they bought, and how many of these are in use; None where nobody knows."""

    bought: int | None
    in_use: int | None

    @property
    def share(self) -> Decimal | None:
        """In use of bought."""
        if not self.bought or self.in_use is None:
            return None
        return Decimal(self.in_use) / self.bought


@dataclass(frozen=True, slots=True)
class CustomerDashboard:
    """All that one of the customer's people sees; the page for their role shows a part of it.

    `mine` are the steps that this person has. `worth` is empty where it is not to be seen.
    """

    audience: Audience
    reader: str
    plan: SharedPlan
    readings: Mapping[str, tuple[Point, ...]]
    results: tuple[Result, ...]
    shows_worth: bool
    worth: Sums
    mine: tuple[MilestoneFacts, ...]
    seats: Seats
    use: tuple[Use, ...]
    today: date

    @property
    def reached(self) -> int:
        """How many goals are reached."""
        return sum(goal.is_achieved for goal in self.plan.goals)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.done_on is not None for step in self.plan.milestones)

    @property
    def next_step(self) -> MilestoneFacts | None:
        """The step that is due first; None where nothing is left that has a day."""
        todo = [step for step in self.plan.milestones if step.done_on is None and step.due_on]
        return min(todo, key=lambda step: step.due_on or date.max, default=None)


def dashboard(session: Session, reader: Reader, audience: Audience) -> CustomerDashboard:
    """What this reader sees."""
    plan = shared_plan.seen(session, reader.team_id, reader.plan_id, reader.today)
    results = _results(session, reader)
    steps = sorted(plan.milestones, key=lambda one: (one.done_on is not None, one.due_on or LAST))
    return CustomerDashboard(
        audience=audience,
        reader=reader.name,
        plan=plan,
        readings=_readings(session, reader, plan.goals),
        results=results,
        shows_worth=reader.shows_worth,
        worth=sums(
            ((one.currency, one.worth) for one in results), rates_of(session, reader.team_id)
        ),
        mine=tuple(one for one in steps if one.player_id == reader.player_id),
        seats=_seats(session, reader),
        use=_use(session, reader),
        today=reader.today,
    )


LAST = date.max


def _results(session: Session, reader: Reader) -> tuple[Result, ...]:
    """Of what the customer confirmed: not what belongs to a goal that is hidden, nor what was
    found not to last.
    """
    query = (
        select(Outcome, Goal.unit, Player.name)
        .outerjoin(Goal, (Goal.team_id == Outcome.team_id) & (Goal.id == Outcome.goal_id))
        .outerjoin(
            Player,
            (Player.team_id == Outcome.team_id) & (Player.id == Outcome.verified_player_id),
        )
        .where(
            Outcome.team_id == reader.team_id,
            Outcome.account_id == reader.account_id,
            Outcome.verified_on.is_not(None),
            Outcome.permanence.is_distinct_from(Permanence.LOST),
            or_(Goal.id.is_(None), Goal.is_shared),
        )
        .order_by(Outcome.happened_on.desc(), Outcome.id.desc())
        .limit(MOST_RESULTS)
    )
    rows = session.execute(query)
    return tuple(_result(outcome, unit, name, reader) for outcome, unit, name in rows)


def _result(outcome: Outcome, unit: str | None, name: str | None, reader: Reader) -> Result:
    assert outcome.verified_on is not None  # noqa: S101 - the query asks for it
    return Result(
        change=outcome.change,
        happened_on=outcome.happened_on,
        measured=in_words(
            outcome.metric,
            outcome.metric_baseline,
            outcome.metric_target,
            outcome.metric_actual,
            unit,
        ),
        lasts=outcome.permanence in (Permanence.HELD, Permanence.PERMANENT),
        confirmed_by=name,
        confirmed_on=outcome.verified_on,
        worth=outcome.value if reader.shows_worth else None,
        currency=outcome.currency,
    )


def _readings(
    session: Session, reader: Reader, goals: Sequence[GoalState]
) -> dict[str, tuple[Point, ...]]:
    """One point a day of each goal, by its id."""
    rows = session.execute(
        select(Reading.goal_id, Reading.read_on, Reading.value)
        .where(
            Reading.team_id == reader.team_id,
            Reading.goal_id.in_([goal.id for goal in goals]),
            Reading.read_on > reader.today - LOOKED_BACK,
        )
        .order_by(Reading.read_on, Reading.created_at, Reading.id)
    )
    found: dict[str, list[Point]] = defaultdict(list)
    for row in rows:
        found[row.goal_id].append((row.read_on, row.value))
    return {goal_id: daily(points) for goal_id, points in found.items()}


def _seats(session: Session, reader: Reader) -> Seats:
    account = session.get_one(Account, (reader.team_id, reader.account_id))
    return Seats(account.seats, account.seats_active)


def _use(session: Session, reader: Reader) -> tuple[Use, ...]:
    """What is known of the last year; titles are the product's, since a workspace's are ours."""
    rows = session.execute(
        select(Signal.kind, Signal.read_on, Signal.value)
        .where(
            Signal.team_id == reader.team_id,
            Signal.account_id == reader.account_id,
            Signal.kind.in_(SHOWN_SIGNALS),
            Signal.read_on > reader.today - LOOKED_BACK,
        )
        .order_by(Signal.read_on, Signal.created_at, Signal.id)
    )
    found: dict[str, list[Point]] = defaultdict(list)
    for row in rows:
        found[row.kind].append((row.read_on, row.value))
    return tuple(
        Use(KINDS[kind].title, KINDS[kind].unit, daily(found[kind]))
        for kind in SHOWN_SIGNALS
        if kind in found
    )
