"""Readings as people write them."""

from datetime import date

from bot.practice.goal import GoalState
from bot.practice.numbering import account_of
from bot.ui.blocks import Block, context, notice, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.goal import line
from bot.ui.ids import Id
from bot.ui.text import clip, md, short


def fields(today: date, goal: GoalState | None = None) -> tuple[Field, ...]:
    """The questions about a reading; the goal is chosen already where it is known."""
    return (
        Field(
            name="goal_id",
            label="Goal",
            kind=Kind.SEARCH,
            search=Id.GOAL_SEARCH,
            required=True,
            initial=Choice(goal.id, clip(goal.behaviour, 75)) if goal else None,
        ),
        Field(name="value", label="It is now", kind=Kind.NUMBER, required=True),
        Field(name="read_on", label="As of", kind=Kind.DAY, required=True, initial=today),
        Field(
            name="source",
            label="Where does the number come from?",
            most=120,
            example="Weekly report of the help desk",
        ),
    )


def form(account_id: str, account_name: str, today: date, goal: GoalState | None) -> Block:
    """The window for a reading."""
    note = context(md("A reading for *{}*.", short(account_name, 80)))
    return window(
        "Reading",
        fields(today, goal),
        note=note,
        callback=Id.READING_SAVE,
        submit="Save",
        metadata=account_id,
    )


def saved(goal: GoalState) -> Block:
    """What the person sees after a reading was saved: where the goal stands now."""
    return notice("Reading saved", [section(line(goal))], account_of(goal.id))
