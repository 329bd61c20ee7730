"""Outcomes as people read and write them."""

from datetime import date

from bot.model import Permanence, ReuseScope
from bot.practice.goal import GoalState
from bot.practice.outcome import REUSE_WORDS, OutcomeFacts
from bot.ui.blocks import Block, button, context, notice, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, day, escape, join, md, money, number, short

INTENDED, UNINTENDED = "intended", "unintended"
PERMANENCE_WORDS = {
    Permanence.STICKS: "Yes, it sticks",
    Permanence.UNSURE: "Too early to say",
    Permanence.FADING: "No, it is fading",
}


def told_fields(today: date, goal: GoalState | None = None) -> tuple[Field, ...]:
    """The first page: what changed, and how it came about."""
    return (
        Field(
            name="change",
            label="What changed in what people do?",
            kind=Kind.TEXT,
            required=True,
            most=1000,
            example="Agents solve 61 % of tickets alone",
            initial=goal.behaviour if goal else None,
        ),
        Field(
            name="goal_id",
            label="Goal",
            kind=Kind.SEARCH,
            search=Id.GOAL_SEARCH,
            hint="The goal that it belongs to, if there is one.",
            initial=Choice(goal.id, clip(goal.behaviour, 75)) if goal else None,
        ),
        Field(
            name="intended",
            label="Was it intended?",
            kind=Kind.RADIO,
            required=True,
            choices=(
                Choice(INTENDED, "Yes, we worked towards it"),
                Choice(UNINTENDED, "No, a welcome surprise"),
            ),
            initial=INTENDED,
        ),
        Field(name="happened_on", label="When", kind=Kind.DAY, required=True, initial=today),
        story_field(),
    )


def told_form(account_id: str, account_name: str, today: date, goal: GoalState | None) -> Block:
    """The window for the first page."""
    note = context(
        md("A success of *{}*. Next page: what makes it count.", short(account_name, 80))
    )
    return window(
        "Log outcome",
        told_fields(today, goal),
        note=note,
        callback=Id.OUTCOME_SAVE,
        submit="Next",
        metadata=account_id,
    )


def story_field() -> Field:
    """The story, on whichever page it is told."""
    return Field(
        name="story",
        label="The story",
        kind=Kind.TEXT,
        most=3000,
        hint="The situation, what was done, what changed.",
    )


def proof_fields(outcome: OutcomeFacts) -> tuple[Field, ...]:
    """The second page: what makes the outcome count for others and for later."""
    return (
        *(() if outcome.story else (story_field(),)),
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
        Field(name="metric", label="The number that shows it", initial=outcome.metric),
        Field(
            name="metric_target",
            label="Target that was set beforehand",
            kind=Kind.NUMBER,
            initial=outcome.metric_target,
        ),
        Field(
            name="metric_actual",
            label="What was reached",
            kind=Kind.NUMBER,
            initial=outcome.metric_actual,
        ),
        Field(
            name="behaviour",
            label="Which behaviour changed?",
            most=1000,
            initial=outcome.behaviour or outcome.goal_behaviour,
        ),
        Field(
            name="permanence",
            label="Does it stick?",
            kind=Kind.RADIO,
            choices=tuple(Choice(p, words) for p, words in PERMANENCE_WORDS.items()),
            initial=outcome.permanence,
            means=Permanence,
        ),
        Field(
            name="value",
            label=f"What it is worth, in {outcome.currency}",
            kind=Kind.NUMBER,
            initial=outcome.value,
        ),
    )


def proof_form(outcome: OutcomeFacts) -> Block:
    """The window for the second page. The outcome is kept already: closing loses nothing."""
    note = section(
        md("{}\nWhat makes it count. All of it is optional.", short(outcome.change, 300))
    )
    return window(
        "Make it count",
        proof_fields(outcome),
        note=note,
        callback=Id.OUTCOME_SAVE_PROOF,
        submit="Save",
        close="Later",
        metadata=outcome.id,
    )


def anatomy(outcome: OutcomeFacts) -> Mrkdwn:
    """The five points: ✓ made or ✗ missing, each in words."""
    return join([md("{} {}", "✓" if p.made else "✗", p.words) for p in outcome.anatomy], "   ")


def line(outcome: OutcomeFacts) -> Mrkdwn:
    """An outcome on one line."""
    worth = md(" · {}", money(outcome.value, outcome.currency)) if outcome.value else Mrkdwn("")
    return md(
        "{} of 5  *{}*  {}{}",
        outcome.score,
        short(outcome.change, 140),
        day(outcome.happened_on),
        worth,
    )


def saved(outcome: OutcomeFacts) -> Block:
    """What the person sees after an outcome was logged: its anatomy, and what is missing."""
    head = md("Logged: “{}” — *{} of 5 points*", short(outcome.change, 300), outcome.score)
    blocks = [section(head), section(anatomy(outcome))]
    if measured := _measured(outcome):
        blocks.append(context(measured))
    if missing := outcome.to_complete:
        add = button("Add what is missing", Id.OUTCOME_COMPLETE, outcome.id)
        blocks.append(section(md("Missing: {}.", ", ".join(missing)), add))
    return notice("Outcome logged", blocks, outcome.account_id)


def _measured(outcome: OutcomeFacts) -> Mrkdwn | None:
    if outcome.metric_actual is None:
        return None
    name = escape(outcome.metric or "Measured")
    if outcome.metric_target is None:
        return md("{}: {}", name, number(outcome.metric_actual))
    return md("{}: {} of {}", name, number(outcome.metric_actual), number(outcome.metric_target))
