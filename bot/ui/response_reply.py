"""Our reply to a low answer: the window in which it is written, and what its person reads."""

from bot.model import Way
from bot.practice.response import ResponseFacts
from bot.practice.response_follow_up import Reply
from bot.practice.response_question import Question
from bot.practice.survey import SCALES
from bot.ui.blocks import Block, Message, context, say, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.survey_words import asked, fill
from bot.ui.text import Mrkdwn, day, entities, escape, join, md, short

LONGEST = 2000
SEND, TOLD = "send", "told"
WAYS = {
    Way.CHANNEL: "Send it in the shared channel, only to them",
    Way.DIRECT: "Send it as a direct message",
    Way.MAIL: "Send it by e-mail",
}
"""Whoever was sent a link is written to by us."""
NEXT = Mrkdwn(
    "Thank them, say what you heard, and what you do about it until when. A call first is often "
    "better: then note here what was said."
)


def fields(found: ResponseFacts) -> tuple[Field, ...]:
    """What is said, and how it reaches the person."""
    ways = [Choice(SEND, WAYS[found.way])] if found.way in WAYS else []
    ways.append(Choice(TOLD, "Only note it: I tell them myself"))
    return (
        Field(
            name="words",
            label="What do you tell them?",
            kind=Kind.TEXT,
            most=LONGEST,
            required=True,
            hint="They read it word for word, where it is sent.",
        ),
        Field(
            name="how",
            label="How do they hear of it?",
            kind=Kind.RADIO,
            choices=ways,
            initial=ways[0].value,
            required=True,
        ),
    )


def form(found: ResponseFacts) -> Block:
    """The window."""
    return window(
        "Answer them",
        fields(found),
        note=section(join(_about(found))),
        callback=Id.RESPONSE_SAVE_REPLY,
        submit="Save",
        metadata=found.id,
    )


def said(answers: dict[str, str]) -> Reply:
    """What was entered."""
    return Reply(words=answers["words"], is_sent=answers["how"] == SEND)


def _about(found: ResponseFacts) -> list[Mrkdwn]:
    role = f" ({words_of(found.player_role)})" if found.player_role else ""
    name = found.player_name or "Somebody"
    most = SCALES[found.kind].most
    lines = [
        md(
            "*{}*{} gave *{} of {}* after “{}”.",
            short(name, 80),
            role,
            found.score,
            most,
            short(found.title, 200),
        )
    ]
    if found.words:
        lines.append(md("“{}”", short(found.words, 1000)))
    if found.follow_up_on:
        lines.append(md("They should hear from you by {}.", day(found.follow_up_on)))
    return [*lines, NEXT]


def reply(found: Question) -> Message:
    """What the person reads, in the person's language; the words are as they were written."""
    told, response = asked(found), found.response
    head = fill(told.words.reply.words, asker=told.asker, title=response.title)
    return Message([context(entities(head)), section(escape(response.reply or ""))])


def unsent(found: Question) -> Message:
    """What whoever wrote a reply reads where it did not reach the person."""
    response = found.response
    return say(
        md(
            "Your answer to *{}* of {} did not reach them. Please send it yourself:",
            short(response.player_name or "", 80),
            short(response.account_name, 80),
        ),
        section(escape(response.reply or "")),
    )
