"""The anatomy of a success: what is known of an outcome, and the five points that make it count."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.model import Consent, Direction, Permanence, ReuseScope, VerifiedBy
from bot.practice.goal import attainment
from bot.practice.nudges.say import percent

REUSE_WORDS = {
    ReuseScope.SAME_TEAM: "within the same team",
    ReuseScope.OTHER_TEAM: "by another team or department",
    ReuseScope.OTHER_COMPANY: "by other companies",
}


COUNTS = {
    "outcome": "It counts when it was planned: its goal had begun, or its milestone was written, "
    "by the day it happened.",
    "story": "It counts with three answers: how it was before, what was done, and what changed.",
    "reuse": "It counts once somebody says how far it could travel: the same team, another team "
    "or department, another company.",
    "measure": "It counts with a number against a target that was set beforehand.",
    "permanence": "It counts once the changed behaviour held twice: after 30 and after 90 days.",
}
"""What makes each point count."""


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five points: whether it is made, and in words why or what is missing."""

    name: str
    made: bool
    words: str

    @property
    def counts(self) -> str:
        """What makes it count."""
        return COUNTS[self.name]


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """One logged outcome. `unit` and `direction` are its goal's; names are of its people."""

    id: str
    account_id: str
    version: int
    change: str
    intended: bool
    happened_on: date
    goal_id: str | None
    goal_behaviour: str | None
    unit: str | None
    direction: Direction | None
    milestone_id: str | None
    milestone_title: str | None
    situation: str | None
    action: str | None
    story: str | None
    quote: str | None
    quote_player_id: str | None
    quote_player_name: str | None
    quote_agreed: bool
    source_link: str | None
    consent: Consent
    consent_how: str | None
    consent_on: date | None
    reuse_scope: ReuseScope | None
    reuse_candidates: str | None
    reuse_needs: str | None
    metric: str | None
    metric_baseline: Decimal | None
    metric_target: Decimal | None
    metric_actual: Decimal | None
    behaviour: str | None
    permanence: Permanence | None
    check_due_on: date | None
    verified_by: VerifiedBy | None
    verified_on: date | None
    verified_player_name: str | None
    value: Decimal | None
    value_how: str | None
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
        """The points that somebody can still make now: what is intended or lasts shows itself."""
        waits = {"outcome"} | ({"permanence"} if self.behaviour else set())
        return tuple(p.name for p in self.anatomy if not p.made and p.name not in waits)

    @property
    def score(self) -> int:
        """How many of the five points are made, 0…5."""
        return sum(point.made for point in self.anatomy)

    @property
    def attainment(self) -> Decimal | None:
        """How far the measure came from its baseline to its target; None where one is missing."""
        direction = self.direction or Direction.RISING
        return attainment(self.metric_baseline, self.metric_target, self.metric_actual, direction)

    @property
    def falls(self) -> bool | None:
        """Whether less is better: by baseline and target, else by the goal; None if unknown."""
        start, target = self.metric_baseline, self.metric_target
        if start is not None and target is not None and start != target:
            return target < start
        return None if self.direction is None else self.direction is Direction.FALLING

    @property
    def past_target(self) -> Decimal | None:
        """How far the measure went past its target, in its unit; negative where it falls short.

        None where a value is missing, or nothing says which way is better.
        """
        target, actual = self.metric_target, self.metric_actual
        if target is None or actual is None or self.falls is None:
            return None
        return target - actual if self.falls else actual - target


def _intended(outcome: OutcomeFacts) -> Point:
    if outcome.intended:
        return Point("outcome", True, "intended: it was planned before")
    if outcome.goal_id or outcome.milestone_id:
        return Point("outcome", False, "not intended: its goal was written afterwards")
    return Point("outcome", False, "not intended: welcome all the same")


def _told(outcome: OutcomeFacts) -> Point:
    missing = [
        question
        for told, question in (
            (outcome.situation, "how was it before?"),
            (outcome.action, "what was done?"),
            (outcome.story, "what changed?"),
        )
        if not told
    ]
    if not missing:
        return Point("story", True, "story told")
    if len(missing) == 3:
        return Point("story", False, "no story yet: how did it come about?")
    return Point("story", False, f"story begun: {missing[0]}")


def _reusable(outcome: OutcomeFacts) -> Point:
    if outcome.reuse_scope is None:
        return Point("reuse", False, "no reuse yet: who else could do this?")
    return Point("reuse", True, f"reusable {REUSE_WORDS[outcome.reuse_scope]}")


def _measured(outcome: OutcomeFacts) -> Point:
    if outcome.metric_actual is None:
        return Point("measure", False, "not measured yet: which number shows it?")
    if outcome.metric_target is None:
        return Point("measure", False, "measured, but against no target set beforehand")
    reached = outcome.attainment
    if reached is None:
        return Point("measure", True, "measured against a target")
    way = f"measured: {percent(reached)} of the way to the target"
    return Point("measure", True, f"{way}, and past it" if reached > 1 else way)


def _permanent(outcome: OutcomeFacts) -> Point:
    match outcome.permanence:
        case Permanence.PERMANENT:
            return Point("permanence", True, "permanent: it held twice")
        case Permanence.LOST:
            return Point("permanence", False, "it did not last")
        case Permanence.PARTLY:
            return Point("permanence", False, f"it lasts in part{_next(outcome)}")
        case Permanence.HELD:
            return Point("permanence", False, f"it held once{_next(outcome)}")
    if not outcome.behaviour:
        return Point("permanence", False, "not lasting yet: which behaviour changed?")
    return Point("permanence", False, f"not lasting yet{_next(outcome)}")


def _next(outcome: OutcomeFacts) -> str:
    due = outcome.check_due_on
    return f": next check on {due.day} {due:%b %Y}" if due else ""
