"""What to do next for a plan, most pressing first: from its facts, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.practice.goal import STALE_AFTER_DAYS
from bot.practice.milestone import MilestoneState
from bot.practice.plan import PlanSummary

REMEMBERED = timedelta(days=90)
"""So long a loss calls for a new goal."""


class Action(StrEnum):
    """What a step asks for."""

    START_PLAN = "start_plan"
    ADD_PLAYER = "add_player"
    ADD_GOAL = "add_goal"
    AIM_GOAL = "aim_goal"
    ADD_READING = "add_reading"
    ADD_MILESTONE = "add_milestone"
    FINISH_MILESTONE = "finish_milestone"
    LOG_OUTCOME = "log_outcome"
    COMPLETE_OUTCOME = "complete_outcome"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do; `subject_id` is what it is about, and `reason` says why now."""

    action: Action
    subject_id: str
    reason: str


def next_steps(summary: PlanSummary) -> list[NextStep]:
    """The steps that the facts call for, the most pressing first."""
    if summary.head.plan_id is None:
        reason = "say together what success would be"
        if _is_lost_of_late(summary):
            reason = f"“{summary.head.lost}” did not last: {reason} now"
        return [NextStep(Action.START_PLAN, summary.head.account_id, reason)]
    sources = (_late, _foundations, _losses, _goals, _successes, _unfinished)
    return [step for source in sources for step in source(summary)]


def _late(summary: PlanSummary) -> Iterator[NextStep]:
    late = [m for m in summary.milestones if m.state is MilestoneState.LATE]
    for milestone in sorted(late, key=lambda m: (-m.weight, -m.days_late))[:1]:
        more = len(late) - 1
        others = f", and {more} more {'is' if more == 1 else 'are'} late" if more else ""
        reason = f"“{milestone.title}” is {_days(milestone.days_late)} late{others}"
        yield NextStep(Action.FINISH_MILESTONE, milestone.id, reason)


def _foundations(summary: PlanSummary) -> Iterator[NextStep]:
    account_id = summary.head.account_id
    if not summary.head.has_customer_player:
        yield NextStep(Action.ADD_PLAYER, account_id, "nobody of the customer is in the plan yet")
    if not summary.goals and not _is_lost_of_late(summary):
        yield NextStep(Action.ADD_GOAL, account_id, "no goal yet: who will do what differently?")
    for goal in summary.goals:  # what was begun comes before what is new
        if goal.target is None or goal.baseline is None:
            reason = f"“{goal.behaviour}” has no baseline and target yet"
            yield NextStep(Action.AIM_GOAL, goal.id, reason)
    if not summary.milestones:
        yield NextStep(Action.ADD_MILESTONE, account_id, "no step is agreed yet")


def _losses(summary: PlanSummary) -> Iterator[NextStep]:
    """A goal of this plan opens again by itself; what was reached before it takes a new one."""
    if _is_lost_of_late(summary):
        reason = f"“{summary.head.lost}” did not last: make it a goal of this plan?"
        yield NextStep(Action.ADD_GOAL, summary.head.account_id, reason)


def _is_lost_of_late(summary: PlanSummary) -> bool:
    lost_on = summary.head.lost_on
    return lost_on is not None and summary.today - lost_on <= REMEMBERED


def _goals(summary: PlanSummary) -> Iterator[NextStep]:
    for goal in summary.goals:
        if goal.is_achieved or goal.target is None or goal.baseline is None:
            continue
        if goal.latest is None:
            yield NextStep(Action.ADD_READING, goal.id, f"“{goal.behaviour}” has no reading yet")
        elif goal.days_without_reading > STALE_AFTER_DAYS:
            days = _days(goal.days_without_reading)
            reason = f"“{goal.behaviour}” has had no reading for {days}"
            yield NextStep(Action.ADD_READING, goal.id, reason)


def _successes(summary: PlanSummary) -> Iterator[NextStep]:
    for goal in summary.goals:
        if goal.is_achieved and not goal.is_told:
            yield NextStep(Action.LOG_OUTCOME, goal.id, f"“{goal.behaviour}” is reached: tell how")


def _unfinished(summary: PlanSummary) -> Iterator[NextStep]:
    for outcome in summary.outcomes[:1]:
        if outcome.to_complete:
            missing = ", ".join(outcome.to_complete)
            reason = f"“{outcome.change}” still lacks {missing}"
            yield NextStep(Action.COMPLETE_OUTCOME, outcome.id, reason)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
