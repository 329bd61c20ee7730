"""The windows in which an outcome is logged, and its five parts are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.model import ReuseScope
from bot.practice.anatomy import REUSE_WORDS, OutcomeFacts
from bot.practice.goal import GoalState
from bot.practice.outcome_edit import (
    OutcomeBehaviour,
    OutcomeChange,
    OutcomeMeasure,
    OutcomePart,
    OutcomeReuse,
    OutcomeStory,
    Overlap,
)
from bot.ui.blocks import Block, context, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, join, md, short

CHANGE = Field(
    name="change",
    label="What changed in what people do?",
    kind=Kind.TEXT,
    required=True,
    most=1000,
    example="Agents solve 61 % of tickets alone",
)
GOAL = Field(
    name="goal_id",
    label="Goal",
    kind=Kind.SEARCH,
    search=Id.GOAL_SEARCH,
    hint="The goal that it belongs to, if there is one: then it was intended.",
)
HAPPENED_ON = Field(name="happened_on", label="When", kind=Kind.DAY, required=True)
STORY = Field(
    name="story",
    label="What changed, and what was it like?",
    kind=Kind.TEXT,
    most=3000,
    hint="In a few sentences, so that somebody else could tell it.",
)


def told_fields(today: date, goal: GoalState | None = None) -> tuple[Field, ...]:
    """What is asked when one is logged."""
    return (
        _with(CHANGE, goal.behaviour if goal else None),
        _with(GOAL, Choice(goal.id, clip(goal.behaviour, 75)) if goal else None),
        _with(HAPPENED_ON, today),
        STORY,
    )


def told_form(account_id: str, account_name: str, today: date, goal: GoalState | None) -> Block:
    """The window to log one. It is kept when this is submitted; what makes it count follows."""
    note = context(md("A success of *{}*. Next: what makes it count.", short(account_name, 80)))
    return window(
        "Log outcome",
        told_fields(today, goal),
        note=note,
        callback=Id.OUTCOME_SAVE,
        submit="Log",
        metadata=account_id,
    )


def _with(field: Field, initial: object) -> Field:
    return replace(field, initial=initial)


def _change(outcome: OutcomeFacts) -> tuple[Field, ...]:
    goal, step = outcome.goal_id, outcome.milestone_id
    return (
        _with(CHANGE, outcome.change),
        _with(GOAL, Choice(goal, clip(outcome.goal_behaviour or goal, 75)) if goal else None),
        Field(
            name="milestone_id",
            label="Milestone",
            kind=Kind.SEARCH,
            search=Id.MILESTONE_SEARCH,
            initial=Choice(step, clip(outcome.milestone_title or step, 75)) if step else None,
        ),
        _with(HAPPENED_ON, outcome.happened_on),
    )


def _story(outcome: OutcomeFacts) -> tuple[Field, ...]:
    speaker = outcome.quote_player_id
    name = clip(outcome.quote_player_name or speaker or "", 75)
    return (
        Field(
            name="situation",
            label="How was it before?",
            kind=Kind.TEXT,
            most=2000,
            initial=outcome.situation,
        ),
        Field(
            name="action",
            label="What was done?",
            kind=Kind.TEXT,
            most=2000,
            initial=outcome.action,
        ),
        _with(STORY, outcome.story),
        Field(
            name="quote",
            label="In somebody’s own words",
            kind=Kind.TEXT,
            most=1000,
            initial=outcome.quote,
        ),
        Field(
            name="quote_player_id",
            label="Who said it?",
            kind=Kind.SEARCH,
            search=Id.PLAYER_SEARCH,
            initial=Choice(speaker, name) if speaker else None,
        ),
        Field(
            name="quote_agreed",
            label="May it be quoted?",
            kind=Kind.TICK,
            choices=(Choice("yes", "Yes, the person agreed to be quoted by name"),),
            initial=outcome.quote_agreed,
        ),
    )


def _reuse(outcome: OutcomeFacts) -> tuple[Field, ...]:
    return (
        Field(
            name="reuse_scope",
            label="Who else could do this?",
            kind=Kind.MENU,
            choices=tuple(Choice(s, f"It is reusable {REUSE_WORDS[s]}") for s in ReuseScope),
            initial=outcome.reuse_scope,
            means=ReuseScope,
        ),
        Field(
            name="reuse_candidates",
            label="Who comes to mind?",
            initial=outcome.reuse_candidates,
            most=1000,
            example="Their Lyon office; Globex",
        ),
        Field(
            name="reuse_needs",
            label="What do they need for it?",
            kind=Kind.TEXT,
            initial=outcome.reuse_needs,
            most=1000,
            example="Two hours with a team lead, and the macro list",
        ),
    )


def _measure(outcome: OutcomeFacts) -> tuple[Field, ...]:
    return (
        Field(name="metric", label="The number that shows it", initial=outcome.metric),
        _number("metric_baseline", "Where it stood before", outcome.metric_baseline),
        _number("metric_target", "Target that was set beforehand", outcome.metric_target),
        _number("metric_actual", "What was reached", outcome.metric_actual),
        _number("value", f"What it is worth, in {outcome.currency}", outcome.value),
        Field(
            name="value_how",
            label="How is that computed?",
            initial=outcome.value_how,
            example="120 tickets a month × 9 minutes × 45 an hour × 12",
        ),
    )


def _number(name: str, label: str, initial: object) -> Field:
    return Field(name=name, label=label, kind=Kind.NUMBER, initial=initial)


def _behaviour(outcome: OutcomeFacts) -> tuple[Field, ...]:
    return (
        Field(
            name="behaviour",
            label="Which behaviour should last?",
            kind=Kind.TEXT,
            most=1000,
            initial=outcome.behaviour or outcome.goal_behaviour,
            hint="Somebody looks again after 30 and after 90 days.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five parts: its window's title, its questions, and what the answers make."""

    title: str
    fields: Callable[[OutcomeFacts], tuple[Field, ...]]
    make: Callable[..., OutcomePart]


PARTS = {
    "outcome": Part("What changed", _change, OutcomeChange),
    "story": Part("The story", _story, OutcomeStory),
    "reuse": Part("Reuse", _reuse, OutcomeReuse),
    "measure": Part("Measure and value", _measure, OutcomeMeasure),
    "permanence": Part("Does it last?", _behaviour, OutcomeBehaviour),
}
"""By the names of the points."""


def part_form(name: str, outcome: OutcomeFacts) -> Block:
    """The window for one part."""
    part = PARTS[name]
    return _part_window(
        name, part.fields(outcome), outcome, section(md("{}", short(outcome.change, 300)))
    )


def overtaken_form(
    name: str, outcome: OutcomeFacts, answers: dict[str, Any], overlaps: Sequence[Overlap]
) -> Block:
    """The same window with what the person wrote, and what somebody else wrote meanwhile."""
    fields = PARTS[name].fields(outcome)
    labels = {field.name: field.label for field in fields}
    lines = [
        md("{} changed “{}” meanwhile to: {}", one.by, labels[one.field], short(_say(one.now), 800))
        for one in overlaps
    ]
    note = section(join([*lines, Mrkdwn("Below is what you wrote. *Save* puts it in its place.")]))
    written = tuple(_kept(field, answers[field.name]) for field in fields)
    return _part_window(name, written, outcome, note)


def _kept(field: Field, answer: Any) -> Field:  # noqa: ANN401
    """What was chosen in a search is named by the choice that stands, where it is the same."""
    if field.kind is not Kind.SEARCH or answer is None:
        return _with(field, answer)
    same = isinstance(field.initial, Choice) and field.initial.value == answer
    return field if same else _with(field, Choice(answer, answer))


def _say(value: object) -> str:
    return "nothing" if value is None else str(value)


def _part_window(name: str, fields: Sequence[Field], outcome: OutcomeFacts, note: Block) -> Block:
    return window(
        PARTS[name].title,
        fields,
        note=note,
        callback=Id.OUTCOME_SAVE_PART,
        submit="Save",
        metadata=f"{name} {outcome.id} {outcome.version}",
    )
