"""Readings as people write them."""

from dataclasses import replace
from datetime import date

from bot.practice.goal import GoalState
from bot.practice.numbering import account_of
from bot.practice.reading import ReadingToChange
from bot.ui.blocks import Block, button, context, notice, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.goal import line
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, md, short


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


def edit_fields(reading: ReadingToChange) -> tuple[Field, ...]:
    """The questions about a reading that was wrong, with what was noted."""
    known = reading.details
    _, value, read_on, source = fields(known.read_on)
    return (
        replace(value, label="It was", initial=known.value),
        read_on,
        replace(source, required=True, initial=known.source),
        Field(name="note", label="Note", kind=Kind.TEXT, most=1000, initial=known.note),
        Field(
            name="is_wrong",
            label="Or",
            kind=Kind.TICK,
            choices=(Choice("remove", "Take it away: it was never measured"),),
        ),
    )


def edit_form(reading: ReadingToChange) -> Block:
    """The window to correct a reading."""
    goal = reading.goal
    return window(
        "Correct a reading",
        edit_fields(reading),
        note=context(md("Of “{}”. What it was stays in the history.", short(goal.behaviour, 150))),
        callback=Id.READING_SAVE_EDIT,
        submit="Save",
        metadata=reading.id,
    )


def saved(goal: GoalState) -> Block:
    """What the person sees after a reading was saved: where the goal stands now.

    A goal that is reached is a success: how it came about can be told at once.
    """
    blocks = [section(line(goal))]
    if goal.is_achieved and not goal.is_told:
        words = "*Reached.* Log it as an outcome while you know how it came about."
        tell = button("Log outcome", Id.OUTCOME_LOG, goal.id, primary=True)
        blocks.append(section(Mrkdwn(words), tell))
    return notice("Reading saved", blocks, account_of(goal.id))
