"""“Does it still hold?”: the window for a look at an outcome, with what was found before."""

from bot.model import Verdict
from bot.practice.permanence_check import CheckFacts, OutcomeToCheck
from bot.ui.blocks import Block, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.goal import journey
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, day, join, md, number, short

SHOWN = 3
"""Earlier looks."""
FOUND = {
    Verdict.YES: "it held",
    Verdict.PARTLY: "it held in part",
    Verdict.NO: "it did not hold",
}
CHOICES = (
    Choice(Verdict.YES, "Yes, it still holds"),
    Choice(Verdict.PARTLY, "Partly: something is missing"),
    Choice(Verdict.NO, "No, it did not last"),
)


def fields(found: OutcomeToCheck) -> tuple[Field, ...]:
    """The questions; a number only where there is a measure."""
    return (
        Field(
            name="verdict",
            label="Does it still hold?",
            kind=Kind.RADIO,
            choices=CHOICES,
            means=Verdict,
            required=True,
        ),
        *((_value(found),) if found.has_measure else ()),
        Field(
            name="reason",
            label="What is missing, or why did it not last?",
            kind=Kind.TEXT,
            most=1000,
            hint="Needed unless it holds.",
        ),
    )


def _value(found: OutcomeToCheck) -> Field:
    measure = found.goal.measure if found.goal else found.outcome.metric or ""
    unit = _unit(found)
    return Field(
        name="value",
        label=f"It reads now{f', in {unit}' if unit else ''}",
        kind=Kind.NUMBER,
        hint=f"{measure[:200]}. Needed if it holds; it is kept as a reading of the goal."
        if found.goal
        else f"{measure[:200]}. Needed if it holds.",
    )


def form(found: OutcomeToCheck) -> Block:
    """The window for a look."""
    return window(
        "Does it last?",
        fields(found),
        note=section(join([*_about(found), *_before(found)])),
        callback=Id.PERMANENCE_SAVE,
        submit="Save",
        metadata=found.outcome.id,
    )


def _about(found: OutcomeToCheck) -> list[Mrkdwn]:
    outcome, goal = found.outcome, found.goal
    head = md("*{}*, {}", short(outcome.change, 300), day(outcome.happened_on))
    lines = [head, md("The behaviour: {}", short(outcome.behaviour or "", 300))]
    if goal is not None and goal.latest_on is not None:
        lines.append(md("{} on {}", journey(goal), day(goal.latest_on)))
    if found.counts_from is not None:
        lines.append(
            md("Too early to say that it lasts: “yes” counts from {} on.", day(found.counts_from))
        )
    return lines


def _before(found: OutcomeToCheck) -> list[Mrkdwn]:
    return [_look(one, _unit(found)) for one in found.checks[:SHOWN]]


def _look(one: CheckFacts, unit: str) -> Mrkdwn:
    value = md(", {}", number(one.value, unit)) if one.value is not None else Mrkdwn("")
    reason = md(": {}", short(one.reason, 200)) if one.reason else Mrkdwn("")
    return md("{} {}{}{}", day(one.checked_on), FOUND[one.verdict], value, reason)


def _unit(found: OutcomeToCheck) -> str:
    return found.goal.unit if found.goal else ""
