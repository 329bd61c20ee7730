"""The score, computed from facts and explained part by part.

`health_statement` computes the same for all accounts at once; a test proves that both agree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from bot.model import HealthBand
from bot.practice.goal import GoalState
from bot.practice.health_shares import (
    WHOLE,
    goal_share,
    mean,
    progress_share,
    signal_share,
)
from bot.practice.health_terms import Terms
from bot.practice.milestone import MilestoneFacts
from bot.practice.signal_kind import Kind

K = TypeVar("K")
ROUNDED = WHOLE // 200
"""Half a hundredth of a point: by so much shares may have been rounded, and no limit is missed."""


class Part(StrEnum):
    """The parts of a score, in the order in which they are told."""

    GOALS = "goals"
    PROGRESS = "progress"
    PROXIES = "proxies"


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """A kind of signal that counts at an account, with its latest reading where it has one."""

    kind: Kind
    value: Decimal | None
    read_on: date | None
    today: date

    @property
    def days_old(self) -> int | None:
        """Days since it was read; None where it never was."""
        return None if self.read_on is None else (self.today - self.read_on).days

    @property
    def share(self) -> int | None:
        """Where it stands between bad and good; None where it is missing or too old."""
        if self.value is None or self.days_old is None:
            return None
        is_fresh = self.days_old <= self.kind.limit.fresh_days
        return signal_share(self.value, self.kind.limit) if is_fresh else None


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """All that a score is made of, as of `today`: the open plan's goals and milestones, signals."""

    terms: Terms
    goals: tuple[GoalState, ...]
    milestones: tuple[MilestoneFacts, ...]
    signals: tuple[SignalFacts, ...]
    today: date


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part: its weight by the terms, its share of one in millionths, and its points.

    Where the share is None, it is unknown, and the other parts share its weight out.
    """

    part: Part
    weight: int
    share: int | None
    points: int = 0

    @property
    def counted(self) -> int:
        """The weight that counted."""
        return 0 if self.share is None else self.weight


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and what each part gives to it: the points of the parts add up to the score."""

    score: int | None
    band: HealthBand
    parts: tuple[PartScore, ...]

    def of(self, part: Part) -> PartScore:
        """One of the parts."""
        return next(one for one in self.parts if one.part is part)

    @property
    def whole(self) -> int:
        """The weights that counted, together."""
        return sum(one.counted for one in self.parts)


def explain(facts: HealthFacts) -> Explanation:
    """The score and its parts. Source: the design's rule of health."""
    return weighed(facts.terms, shares_of(facts))


def shares_of(facts: HealthFacts) -> dict[Part, int | None]:
    """The share of each part; None where it is unknown."""
    goals = [goal_share(one, facts.terms.fresh_days) for one in facts.goals]
    signals = [(one.kind.limit.weight, one.share) for one in facts.signals]
    return {
        Part.GOALS: mean((1, one) for one in goals if one is not None),
        Part.PROGRESS: progress_share(facts.milestones, facts.today),
        Part.PROXIES: mean((weight, one) for weight, one in signals if one is not None),
    }


def weighed(terms: Terms, shares: Mapping[Part, int | None]) -> Explanation:
    """The score of shares. Without goals and progress nobody knows it, whatever signals say."""
    weights = {Part.GOALS: terms.goals, Part.PROGRESS: terms.progress, Part.PROXIES: terms.proxies}
    parts = tuple(PartScore(one, weights[one], shares[one]) for one in Part)
    if shares[Part.GOALS] is None and shares[Part.PROGRESS] is None:
        return Explanation(None, HealthBand.UNKNOWN, parts)
    whole = sum(one.counted for one in parts)
    come = sum(one.counted * (one.share or 0) for one in parts)
    score = (100 * come + ROUNDED * whole) // (WHOLE * whole)
    exact = {one.part: points_of(one.counted, one.share, whole) for one in parts}
    told = apportioned(exact, score)
    return Explanation(
        score, terms.band(score), tuple(replace(one, points=told[one.part]) for one in parts)
    )


def points_of(weight: int, share: int | None, whole: int) -> Fraction:
    """What a share with its weight of the whole gives, before it is rounded."""
    return Fraction(100 * weight * (share or 0), WHOLE * whole)


def apportioned(exact: Mapping[K, Fraction], total: int) -> dict[K, int]:
    """Whole numbers that add up to the total: what rounding leaves over goes to the largest rests.

    Source: the method of the largest remainder (Hamilton).
    """
    told = {key: value.numerator // value.denominator for key, value in exact.items()}
    by_rest = sorted(exact, key=lambda key: told[key] - exact[key])
    left = total - sum(told.values())
    for key in by_rest[:left] if left > 0 else by_rest[left:] if left < 0 else ():
        told[key] += 1 if left > 0 else -1
    return told


def pieces(facts: HealthFacts, said: Explanation) -> Iterator[tuple[Part, str, Fraction]]:
    """What each goal, the milestones together and each signal give, before it is rounded."""
    if not said.whole or said.score is None:
        return
    goals = {one.id: goal_share(one, facts.terms.fresh_days) for one in facts.goals}
    known = {id_: one for id_, one in goals.items() if one is not None}
    for id_, one in known.items():
        exact = points_of(said.of(Part.GOALS).counted, one, said.whole)
        yield Part.GOALS, id_, exact / len(known)
    progress = said.of(Part.PROGRESS)
    yield Part.PROGRESS, "", points_of(progress.counted, progress.share, said.whole)
    fresh = [one for one in facts.signals if one.share is not None]
    weights = sum(one.kind.limit.weight for one in fresh)
    for signal in fresh:
        exact = points_of(said.of(Part.PROXIES).counted, signal.share, said.whole)
        yield Part.PROXIES, signal.kind.id, exact * signal.kind.limit.weight / weights
