"""The windows in which an outcome is logged, and its five parts are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.model import ReuseScope
from bot.practice.anatomy import COUNTS, REUSE_WORDS, OutcomeFacts
from bot.practice.outcome_draft import Draft
from bot.practice.outcome_edit import OvertakenError, Seen
from bot.ui.blocks import Block, context, modal, section
from bot.ui.form import NOBODY, Choice, Field, Kind, again, window
from bot.ui.goal import journey
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, join, md, number, plain_day, short

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


TOLD = (CHANGE, GOAL, HAPPENED_ON, STORY)
"""What is asked when one is logged."""
ACCOUNT = Field(
    name="account_id",
    label="Account",
    kind=Kind.SEARCH,
    search=Id.OUTCOME_ACCOUNT,
    required=True,
    at_once=True,
)


def asked_fields(account_id: str) -> tuple[Field, ...]:
    """What is asked where somebody says first whose outcome it is: then its goals are offered."""
    known = account_id not in ("", NOBODY)
    return (ACCOUNT, *(field for field in TOLD if known or field is not GOAL))


def told_form(draft: Draft) -> Block:
    """The window to log one. It is kept when this is submitted; what makes it count follows."""
    return window(
        "Log outcome",
        _begun(TOLD, draft),
        note=context(join(_known(draft))),
        callback=Id.OUTCOME_SAVE,
        submit="Log",
        metadata=draft.about,
    )


def _known(draft: Draft) -> list[Mrkdwn]:
    """What is kept with it although nobody is asked: account, milestone, the goal's measure."""
    name = short(draft.account.name if draft.account else "a customer", 80)
    known = [md("A success of *{}*. Next: what makes it count.", name)]
    if draft.milestone:
        known.append(md("Milestone: {}", short(draft.milestone.name, 150)))
    if draft.goal and (way := journey(draft.goal)):
        known.append(md("Measured: {} {}", short(draft.goal.measure, 150), way))
    return known


def asked_form(draft: Draft, source: str, state: Mapping[str, Any] | None = None) -> Block:
    """The window to log one of an account that is chosen in it; `source` names the message.

    `state` is what was entered until now, where the window is open already.
    """
    asked = _begun(asked_fields(draft.about), draft)
    origin = "The message is its story’s first draft, and a link leads to it."
    next_ = "Next: what makes it count."
    return window(
        "Log outcome",
        asked if state is None else again(asked, state),
        note=context(md("{} {}", origin if source else "A change in what people do.", next_)),
        callback=Id.OUTCOME_SAVE_ASKED,
        submit="Log",
        metadata=f"{draft.about or NOBODY} {source}".rstrip(),
    )


def _begun(asked: Sequence[Field], draft: Draft) -> tuple[Field, ...]:
    """The questions with what is known already."""
    goal, account = draft.goal, draft.account
    known = {
        "account_id": Choice(account.id, clip(account.name, 75)) if account else None,
        "change": draft.change,
        "goal_id": Choice(goal.id, clip(goal.behaviour, 75)) if goal else None,
        "happened_on": draft.happened_on,
        "story": clip(draft.story, STORY.most) if draft.story else None,
    }
    return tuple(_with(field, known[field.name]) for field in asked)


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
    """The window of one of the five parts: its title and its questions, six at most."""

    title: str
    fields: Callable[[OutcomeFacts], tuple[Field, ...]]


PARTS = {
    "outcome": Part("What changed", _change),
    "story": Part("The story", _story),
    "reuse": Part("Reuse", _reuse),
    "measure": Part("Measure and value", _measure),
    "permanence": Part("Does it last?", _behaviour),
}
"""By the names of the points."""


def part_form(name: str, outcome: OutcomeFacts) -> Block:
    """The window for one part."""
    notes = [section(md("{}", short(outcome.change, 300))), context(md("{}", COUNTS[name]))]
    seen = Seen(outcome.version, outcome.version)
    return _part_window(name, PARTS[name].fields(outcome), outcome, seen, notes)


YOURS = section(Mrkdwn("Below is what you wrote. *Save* puts it in its place."))


def overtaken_form(
    name: str,
    outcome: OutcomeFacts,
    opened: int,
    state: Mapping[str, Any],
    overtaken: OvertakenError,
) -> Block:
    """The same window with what the person entered, and what somebody else wrote meanwhile."""
    fields = PARTS[name].fields(outcome)
    stands = {field.name: field for field in fields}
    notes = [theirs(stands[one.field], one.by) for one in overtaken.overlaps]
    notes.append(YOURS)
    written = [
        stands[mine.name] if overtaken.merged[mine.name] == getattr(outcome, mine.name) else mine
        for mine in again(fields, state)
    ]
    return _part_window(name, written, outcome, Seen(opened, overtaken.version), notes)


def theirs(field: Field, by: str) -> Block:
    """What stands in a field that somebody changed meanwhile."""
    now = short(_said(field), 2000)
    return section(md("{} changed “{}” meanwhile to: {}", short(by, 80), field.label, now))


def _said(field: Field) -> str:
    """What stands in a field, as people read it."""
    match field.initial:
        case None | "":
            return "nothing"
        case Choice(text=text):
            return text
        case bool(agreed):
            return "yes" if agreed else "no"
        case Decimal() as value:
            return number(value)
        case date() as value:
            return plain_day(value)
    chosen = (one.text for one in field.choices if one.value == field.initial)
    return next(chosen, str(field.initial))


def _part_window(
    name: str, fields: Sequence[Field], outcome: OutcomeFacts, seen: Seen, notes: Sequence[Block]
) -> Block:
    return modal(
        PARTS[name].title,
        [*notes, *(field.block() for field in fields)],
        callback=Id.OUTCOME_SAVE_PART,
        submit="Save",
        metadata=f"{outcome.id} {seen.opened} {seen.read} {name}",
    )
