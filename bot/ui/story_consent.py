"""How far a story may travel: the window that asks, with what others would read."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.model import Consent
from bot.practice.outcome_edit import OvertakenError, Seen
from bot.practice.story import StoryFacts
from bot.ui.blocks import Block, context, modal
from bot.ui.form import Choice, Field, Kind, again
from bot.ui.ids import Id
from bot.ui.outcome_form import YOURS, theirs
from bot.ui.story import body
from bot.ui.text import md


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


def form(story: StoryFacts) -> Block:
    """The window. Beyond colleagues the story leaves with the customer's name, and without what is
    ours alone.
    """
    version = story.outcome.version
    return _window(story, fields_of(story), Seen(version, version), [])


def overtaken_form(
    story: StoryFacts, opened: int, state: Mapping[str, Any], overtaken: OvertakenError
) -> Block:
    """The same window with what the person answered, and what somebody else said meanwhile."""
    fields = fields_of(story)
    stands = {field.name: field for field in fields}
    notes = [*(theirs(stands[one.field], one.by) for one in overtaken.overlaps), YOURS]
    return _window(story, again(fields, state), Seen(opened, overtaken.version), notes)


def _window(
    story: StoryFacts, fields: Sequence[Field], seen: Seen, notes: Sequence[Block]
) -> Block:
    others = context(md("Others than colleagues would read this, and nothing else:"))
    return modal(
        "How far may it travel?",
        [
            *notes,
            *(field.block() for field in fields),
            others,
            *body(story.told_to(Consent.CUSTOMERS)),
        ],
        callback=Id.STORY_SAVE_CONSENT,
        submit="Save",
        metadata=f"{story.outcome.id} {seen.opened} {seen.read}",
    )
