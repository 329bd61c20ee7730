"""How far a story may travel: the window that asks, with what others would read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.model import Consent
from bot.practice.outcome_edit import Overlap
from bot.practice.story import StoryFacts
from bot.ui.blocks import Block, context, modal, section
from bot.ui.form import Choice, Field, Kind
from bot.ui.ids import Id
from bot.ui.story import body
from bot.ui.text import join, md, short


def fields_of(story: StoryFacts) -> tuple[Field, ...]:
    """What is asked about how far it may travel."""
    return (
        Field(
            name="consent",
            label="Who may read it?",
            kind=Kind.RADIO,
            required=True,
            choices=(
                Choice(Consent.INTERNAL, "Colleagues only"),
                Choice(Consent.CUSTOMERS, "Other customers too"),
                Choice(Consent.PUBLIC, "Anybody: it may be public"),
            ),
            initial=story.outcome.consent,
            means=Consent,
        ),
        Field(
            name="consent_how",
            label="Who agreed, and how?",
            kind=Kind.TEXT,
            most=1000,
            initial=story.outcome.consent_how,
            hint="Needed where others than colleagues may read it.",
            example="Maria Lopez, by e-mail on 3 November, after she read it",
        ),
    )


def form(
    story: StoryFacts, answers: dict[str, Any] | None = None, overlaps: Sequence[Overlap] = ()
) -> Block:
    """The window, with what the person had answered where somebody else said otherwise meanwhile.

    Beyond colleagues the story leaves with the customer's name, and without what is ours alone.
    """
    fields = fields_of(story)
    if answers is not None:
        fields = tuple(replace(field, initial=answers[field.name]) for field in fields)
    questions = [field.block() for field in fields]
    note = context(md("Others than colleagues would read this, and nothing else:"))
    outcome = story.outcome
    return modal(
        "How far may it travel?",
        [
            *_said_meanwhile(fields, overlaps),
            *questions,
            note,
            *body(story.told_to(Consent.CUSTOMERS)),
        ],
        callback=Id.STORY_SAVE_CONSENT,
        submit="Save",
        metadata=f"{outcome.id} {outcome.version}",
    )


def _said_meanwhile(fields: Sequence[Field], overlaps: Sequence[Overlap]) -> list[Block]:
    labels = {field.name: field.label for field in fields}
    lines = [
        md("{} changed “{}” meanwhile to: {}", one.by, labels[one.field], short(_say(one.now), 500))
        for one in overlaps
        if one.field in labels
    ]
    if not lines:
        return []
    return [section(join([*lines, md("Below is what you answered. *Save* puts it in its place.")]))]


def _say(value: object) -> str:
    return "nothing" if value is None else str(value)
