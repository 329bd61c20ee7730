"""What moved a score since an instant and by how much, and the one change that would help most."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from bot.practice.goal import GoalState
from bot.practice.health_score import (
    HealthFacts,
    Part,
    SignalFacts,
    apportioned,
    explain,
    pieces,
    shares_of,
    weighed,
)
from bot.practice.health_shares import WHOLE, goal_share, mean, progress_share
from bot.practice.milestone import MilestoneFacts
from bot.practice.nudges.say import days, number, quoted

Piece = tuple[Part, str]
OTHER: Piece = (Part.GOALS, "other")
"""What has no piece of its own: targets, dates, weights and limits that were changed."""


@dataclass(frozen=True, slots=True)
class Move:
    """So many points by one goal, by the milestones or by a kind of signal, in words."""

    points: int
    words: str


def moves(then: HealthFacts, now: HealthFacts, fell_from: int, stands_at: int) -> list[Move]:
    """What moved the score from one to the other, the greatest first: the points add up to it."""
    before = {(part, id_): points for part, id_, points in pieces(then, explain(then))}
    after = {(part, id_): points for part, id_, points in pieces(now, explain(now))}
    exact = {key: after.get(key, NONE) - before.get(key, NONE) for key in {**before, **after}}
    total = stands_at - fell_from
    told = apportioned(exact | {OTHER: total - sum(exact.values(), NONE)}, total)
    ordered = sorted(told, key=lambda key: (-abs(told[key]), key))
    return [Move(told[key], _moved(key, then, now)) for key in ordered if told[key]]


NONE = Fraction(0)


def _moved(key: Piece, then: HealthFacts, now: HealthFacts) -> str:
    part, id_ = key
    if key == OTHER:
        return "targets, dates, weights or limits that were changed"
    if part is Part.PROGRESS:
        return f"milestones: {_done(then)}, now {_done(now)}"
    if part is Part.GOALS:
        was, is_ = (next((g for g in facts.goals if g.id == id_), None) for facts in (then, now))
        return _goal_moved(was, is_, now.terms.fresh_days)
    old, new = (next((s for s in facts.signals if s.kind.id == id_), None) for facts in (then, now))
    return _signal_moved(old, new)


def _done(facts: HealthFacts) -> str:
    done = sum(one.done_on is not None for one in facts.milestones)
    late = sum(map(is_late, facts.milestones))
    return f"{done} of {len(facts.milestones)} done" + (f", {late} late" if late else "")


def is_late(milestone: MilestoneFacts) -> bool:
    """Whether it was due by today and is not done: what lowers progress."""
    due_on = milestone.due_on
    return milestone.done_on is None and due_on is not None and due_on <= milestone.today


def _goal_moved(was: GoalState | None, now: GoalState | None, fresh_days: int) -> str:
    one = now or was
    if one is None:
        return "a goal that is gone"
    name = quoted(one.behaviour)
    if now is None or goal_share(now, fresh_days) is None:
        return f"{name}: {unknown_goal(one, fresh_days)}"
    if was is None or was.latest is None or now.latest is None:
        return f"{name}: its pace is known now"
    if was.latest == now.latest:
        return f"{name}: still {number(now.latest)}{_unit(one.unit)} while its time passes"
    return f"{name}: {number(was.latest)} → {number(now.latest)}{_unit(one.unit)}"


def _signal_moved(was: SignalFacts | None, now: SignalFacts | None) -> str:
    one = now or was
    if one is None:
        return "a signal that is gone"
    title = one.kind.title
    if now is None or now.value is None or now.share is None:
        return f"{title}: {unknown_signal(one)}"
    if was is None or was.value is None or was.share is None:
        return f"{title}: known now, {number(now.value)}{_unit(one.kind.unit)}"
    if was.value == now.value:
        return f"{title}: weighs otherwise among what is known"
    return f"{title}: {number(was.value)} → {number(now.value)}{_unit(one.kind.unit)}"


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def unknown_goal(goal: GoalState, fresh_days: int) -> str:
    """Why the pace of a goal is unknown."""
    if goal.baseline is None or goal.target is None:
        return "no target yet"
    if goal.due_on is None:
        return "no date yet"
    if goal.latest is None:
        return "no reading yet"
    return f"no reading for {days(goal.days_without_reading)}, which is more than {fresh_days}"


def unknown_signal(signal: SignalFacts) -> str:
    """Why a kind of signal is unknown."""
    if signal.days_old is None:
        return "no data yet"
    return f"last read {days(signal.days_old)} ago, too long for it"


class Help(StrEnum):
    """What is to be done about it."""

    AIM_GOAL = "aim_goal"
    ADD_READING = "add_reading"
    SHOW_GOAL = "show_goal"
    FINISH_MILESTONE = "finish_milestone"
    SEE_TO_SIGNAL = "see_to_signal"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would help: what to do about which goal, milestone or signal, up to how many
    points it gives. None: the score would be known at all.
    """

    help: Help
    subject_id: str
    words: str
    points: int | None


def best_fix(facts: HealthFacts) -> Fix | None:
    """The one change that would give most; None where nothing is left to be done."""
    return max(
        fixes(facts), key=lambda one: (one.points or 0, one.help, one.subject_id), default=None
    )


def fixes(facts: HealthFacts) -> Iterator[Fix]:
    """What could be better, each with the points that it would give once it is good."""
    said, shares = explain(facts), shares_of(facts)
    now = said.score

    def gain(part: Part, share: int | None) -> int | None:
        score = weighed(facts.terms, shares | {part: share}).score
        return None if now is None or score is None else score - now

    for goal in facts.goals:
        if goal_share(goal, facts.terms.fresh_days) != WHOLE:
            share = _goals_with(facts, goal.id)
            yield Fix(*_goal_fix(goal, facts.terms.fresh_days), gain(Part.GOALS, share))
    for milestone in filter(is_late, facts.milestones):
        done = replace(milestone, done_on=facts.today)
        every = [done if one.id == milestone.id else one for one in facts.milestones]
        words = f"mark {quoted(milestone.title)} done"
        points = gain(Part.PROGRESS, progress_share(every, facts.today))
        yield Fix(Help.FINISH_MILESTONE, milestone.id, words, points)
    for signal in facts.signals:
        if signal.share is not None and signal.share != WHOLE:
            good = f"{number(signal.kind.limit.good)}{_unit(signal.kind.unit)}"
            words = f"bring “{signal.kind.title}” to {good}"
            points = gain(Part.PROXIES, _proxies_with(facts, signal.kind.id))
            yield Fix(Help.SEE_TO_SIGNAL, signal.kind.id, words, points)


def _goal_fix(goal: GoalState, fresh_days: int) -> tuple[Help, str, str]:
    name = quoted(goal.behaviour)
    if goal.baseline is None or goal.target is None or goal.due_on is None:
        return Help.AIM_GOAL, goal.id, f"give {name} its target and its date"
    if goal_share(goal, fresh_days) is None:
        return Help.ADD_READING, goal.id, f"add a reading of {name}"
    return Help.SHOW_GOAL, goal.id, f"bring {name} back to pace"


def _goals_with(facts: HealthFacts, goal_id: str) -> int | None:
    """The share of the goals with one of them on pace."""
    known = [
        WHOLE if one.id == goal_id else goal_share(one, facts.terms.fresh_days)
        for one in facts.goals
    ]
    return mean((1, one) for one in known if one is not None)


def _proxies_with(facts: HealthFacts, kind_id: str) -> int | None:
    """The share of the signals with one of them good."""
    known = [
        (one.kind.limit.weight, WHOLE if one.kind.id == kind_id else one.share)
        for one in facts.signals
    ]
    return mean((weight, one) for weight, one in known if one is not None)
