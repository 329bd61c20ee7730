"""The voice of the customer in Slack: quotes by stage, and the way to a file."""

from collections.abc import Iterator

from bot.model import SurveyKind
from bot.practice.voice import Quote, Voice, Wanted
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    option,
    say,
    section,
    select,
)
from bot.ui.dashboard_leader import EVERYBODY
from bot.ui.form import words_of
from bot.ui.ids import Id
from bot.ui.sentiment import NAMES, NOWHERE
from bot.ui.text import Mrkdwn, count, day, join, md, pieces, plain_day, short

MOST_WORDS = 500
SCALE_ENDS = {SurveyKind.CSAT: 5, SurveyKind.CES: 7, SurveyKind.NPS: 10}
FORMS = {"md": "Markdown", "csv": "CSV"}
AGREED = (
    "Each of them agreed to be quoted with name and company. Roles and scores are for colleagues."
)


def page(found: Voice) -> Message:
    """One page of quotes, under their stages."""
    head = section(_head(found))
    if not found.total:
        return Message([head, context(HINT)])
    return Message([head, *_quotes(found), context(Mrkdwn(AGREED)), actions(*_controls(found))])


HINT = Mrkdwn(
    "People are asked with each survey whether they may be quoted. Look further back, or at all: "
    "`/success voice`."
)


def about(wanted: Wanted) -> str:
    """Whose quotes they are, and since when."""
    whose = f"Segment {wanted.segment}" if wanted.segment else EVERYBODY
    return f"{whose}, since {plain_day(wanted.since)}" if wanted.since else whose


def _head(found: Voice) -> Mrkdwn:
    parts = [md("*Voice of the customer*"), short(about(found.wanted), 140)]
    if not found.total:
        return join([join(parts, " · "), Mrkdwn("Nobody agreed to be quoted yet.")])
    where = md("page {} of {}", found.page.number, found.page.pages)
    return join([*parts, md("{}", count(found.total, "quote")), where], " · ")


def stage_of(quote: Quote) -> str:
    """Its stage as people say it."""
    return words_of(quote.stage).capitalize() if quote.stage else NOWHERE


def _quotes(found: Voice) -> Iterator[Block]:
    stage = None
    for quote in found.page.rows:
        if stage_of(quote) != stage:
            stage = stage_of(quote)
            yield section(md("*{}*", stage))
        yield section(join([_words(quote), _said(quote)]))


def _words(quote: Quote) -> Mrkdwn:
    """What was written, each line marked as somebody else's; the file has all of it."""
    text = quote.words[:MOST_WORDS].rstrip() + ("…" if len(quote.words) > MOST_WORDS else "")
    lines = join(pieces(text, 2_600)).split("\n")
    return join([Mrkdwn(f">{line}") for line in lines])


def _said(quote: Quote) -> Mrkdwn:
    who = md("{}, {}", short(quote.player_name, 60), words_of(quote.player_role))
    parts = [who, short(quote.account_name, 60), short(quote.title, 80), md("{}", scored(quote))]
    return join([*parts, day(quote.answered_at.date())], " · ")


def scored(quote: Quote) -> str:
    """CSAT 5 of 5."""
    return f"{NAMES[quote.kind]} {quote.score} of {SCALE_ENDS[quote.kind]}"


def _controls(found: Voice) -> list[Element]:
    written, number = found.wanted.written, found.page.number
    turns = []
    if number > 1:
        turns.append(button("Earlier", Id.VOICE_PAGE, f"{number - 1} {written}"))
    if number < found.page.pages:
        turns.append(button("More", Id.VOICE_NEXT, f"{number + 1} {written}"))
    files = [option(f"As {name}", f"{form} {written}") for form, name in FORMS.items()]
    return [*turns, select(Id.VOICE_EXPORT, files, words="Export")]


def exported(wanted: Wanted, form: str) -> Message:
    """What one reads after asking for a file."""
    return say(
        md(
            "The quotes ({}) are on their way to your messages with me, as a {} file. {}",
            short(about(wanted), 140),
            FORMS[form],
            AGREED,
        )
    )
