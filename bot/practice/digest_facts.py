"""What a digest tells of one span: what its accounts achieved and moved, are at risk of and due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.model import Stage, SurveyKind
from bot.practice.account import AccountLine
from bot.practice.anatomy import OutcomeFacts
from bot.practice.goal import GoalState
from bot.practice.nudge import NudgeFacts
from bot.practice.sums import Sums
from bot.practice.survey_score import Said

T = TypeVar("T")

DUE_WITHIN = timedelta(days=7)
RENEWING_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OutcomeTold:
    """An outcome that was logged, and whose it is."""

    account_name: str
    outcome: OutcomeFacts


@dataclass(frozen=True, slots=True)
class GoalReached:
    """A goal that was not reached before, and whose it is."""

    account_name: str
    goal: GoalState


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A milestone: done or due on `day`."""

    account_name: str
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class Renewal:
    """An account whose contract ends."""

    account_name: str
    renewal_on: date
    arr: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class PlanMoved:
    """A plan that was begun or came into another stage."""

    account_name: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Risk:
    """An account at risk, why first of all, and how many matters there are."""

    account: AccountLine
    nudge: NudgeFacts
    matters: int


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """How many there are, and the first of them."""

    total: int
    first: tuple[T, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """All that a digest tells of what happened since `since`, as of `today` in `zone`.

    `weeks` counts the outcomes logged in each of the last weeks: its first day, how many.
    `verified` of the outcomes are confirmed by the customer. `said` is what customers answered.
    `new_risks` of the accounts at risk were not so before.
    """

    about: str
    is_of_all: bool
    since: datetime
    until: datetime
    zone: str
    customers: int
    revenue: Sums
    outcomes: Listed[OutcomeTold]
    verified: int
    value: Sums
    goals: tuple[GoalReached, ...]
    weeks: tuple[tuple[date, int], ...]
    steps_done: Listed[StepFacts]
    plans_begun: tuple[PlanMoved, ...]
    plans_moved: tuple[PlanMoved, ...]
    said: Mapping[SurveyKind, Said]
    risks: Listed[Risk]
    risk_revenue: Sums
    new_risks: int
    steps_due: Listed[StepFacts]
    renewals: tuple[Renewal, ...]

    @property
    def today(self) -> date:
        """The day on which it is told, in its zone."""
        return self.until.astimezone(ZoneInfo(self.zone)).date()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is new: neither achieved nor moved, no new risk, and nothing is due."""
        happened = self.outcomes.total or self.goals or self.steps_done.total
        moved = self.plans_begun or self.plans_moved
        said = sum(one.answers for one in self.said.values())
        ahead = self.new_risks or self.steps_due.total or self.renewals
        return not (happened or moved or said or ahead)
