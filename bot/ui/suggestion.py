"""Suggestions as both sides read and write them."""

from bot.model import SuggestionState
from bot.practice.suggestion import SuggestionFacts, SuggestionPage
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    modal,
    notice,
    say,
    section,
)
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, join, md, short

MARKS = {
    SuggestionState.OPEN: "○ open",
    SuggestionState.TAKEN: "✓ taken",
    SuggestionState.DECLINED: "✕ declined",
}

FIELDS = (
    Field(
        name="words",
        label="What should be different?",
        kind=Kind.TEXT,
        required=True,
        most=1000,
        example="The training can only begin in May",
        hint="Everybody in the channel will see it, with your name.",
    ),
)
TAKEN = (
    Field(
        name="answer",
        label="What will you do?",
        kind=Kind.TEXT,
        most=1000,
        hint="Everybody in the channel will see it, with your name.",
    ),
)
DECLINED = (
    Field(
        name="answer",
        label="Why not?",
        kind=Kind.TEXT,
        required=True,
        most=1000,
        hint="Everybody in the channel will see it, with your name.",
    ),
)
FIELDS_OF = {SuggestionState.TAKEN: TAKEN, SuggestionState.DECLINED: DECLINED}


def form(plan_id: str) -> Block:
    """The window in which a customer suggests a change of the plan."""
    return window(
        "Suggest a change",
        FIELDS,
        note=context(md("Your contact decides, and answers in the channel.")),
        callback=Id.SUGGESTION_SAVE,
        submit="Suggest",
        metadata=plan_id,
    )


def saved() -> Block:
    """What the customer sees after suggesting something."""
    words = md("Thank you. Your suggestion stands in the plan, and your contact is told.")
    return modal("Suggested", [section(words)], callback=Id.NOTICE, close="Done")


def asked(suggestion: SuggestionFacts) -> Message:
    """What whoever looks after the account reads; answered, it says so and asks no more."""
    head = md(
        "*{}* of {} suggests a change of the plan:",
        short(suggestion.by, 80),
        short(suggestion.account_name, 80),
    )
    if suggestion.state is not SuggestionState.OPEN:
        return say(join([head, line(suggestion)]))
    words = md("“{}”", short(suggestion.words, 1000))
    return say(join([head, words]), _answers(suggestion, primary=True))


def _answers(suggestion: SuggestionFacts, *, primary: bool = False) -> Block:
    said = clip(suggestion.words, 60)
    return actions(
        button(
            "Take it",
            Id.SUGGESTION_TAKE,
            suggestion.id,
            primary=primary,
            spoken=f"Take it: {said}",
        ),
        button("Decline", Id.SUGGESTION_DECLINE, suggestion.id, spoken=f"Decline: {said}"),
    )


def page(found: SuggestionPage) -> Block:
    """The window with what the customer wants changed and nobody has answered."""
    head = md(
        "*{}* · {} open · page {} of {}",
        short(found.account_name, 80),
        found.total,
        found.page,
        found.pages,
    )
    blocks: list[Block] = [context(head)]
    for one in found.suggestions:
        blocks.append(section(line(one)))
        if found.may_change:
            blocks.append(_answers(one))
    if not found.total:
        blocks.append(section(md("All suggestions are answered.")))
    turns = _turns(found)
    return modal(
        "Suggestions",
        [*blocks, *([actions(*turns)] if turns else [])],
        callback=Id.NOTICE,
        close="Close",
        metadata=found.account_id,
    )


def _turns(found: SuggestionPage) -> list[Element]:
    turns = []
    if found.page > 1:
        value = f"{found.account_id} {found.page - 1}"
        turns.append(button("Earlier", Id.SUGGESTIONS_PAGE, value))
    if found.page < found.pages:
        value = f"{found.account_id} {found.page + 1}"
        turns.append(button("More", Id.SUGGESTIONS_NEXT, value))
    return turns


def line(suggestion: SuggestionFacts) -> Mrkdwn:
    """A suggestion on one line, and what came of it."""
    head = md(
        "{}  {}: “{}”",
        MARKS[suggestion.state],
        short(suggestion.by, 60),
        short(suggestion.words, 300),
    )
    if suggestion.state is SuggestionState.OPEN:
        return head
    who = short(suggestion.answered_by or "our side", 60)
    said = md(": “{}”", short(suggestion.answer, 300)) if suggestion.answer else Mrkdwn("")
    return md("{} — {}{}", head, who, said)


def take_form(suggestion: SuggestionFacts) -> Block:
    """The window to take a suggestion."""
    return window(
        "Take the suggestion",
        TAKEN,
        note=section(line(suggestion)),
        callback=Id.SUGGESTION_SAVE_TAKEN,
        submit="Take it",
        metadata=suggestion.id,
    )


def decline_form(suggestion: SuggestionFacts) -> Block:
    """The window to decline a suggestion."""
    return window(
        "Decline the suggestion",
        DECLINED,
        note=section(line(suggestion)),
        callback=Id.SUGGESTION_SAVE_DECLINED,
        submit="Decline",
        metadata=suggestion.id,
    )


def answered(suggestion: SuggestionFacts) -> Block:
    """What our side sees after the answer. Changing the plan itself is one click away."""
    return notice("Answered", [section(line(suggestion))], suggestion.account_id)
