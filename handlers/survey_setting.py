"""Surveys in the settings' window: what is asked of whom, in which words, and how often."""

from bot.model import Language
from bot.practice import survey_setting as practice
from bot.practice import survey_terms_setting as terms_practice
from bot.practice.survey import language_of
from bot.practice.survey_setting import OwnWords
from bot.practice.survey_terms import Terms
from bot.ui import survey as ui
from bot.ui.form import read
from bot.ui.text import Mrkdwn, md
from handlers.call import Call
from handlers.payload import placed
from handlers.reply import Reply, Turned, Window


async def show(call: Call) -> Reply:
    """`surveys`: all of them, in a window."""
    return Window(ui.page(await call.read(practice.page, 1)))


async def change(call: Call) -> Reply:
    """The page for a survey: `1 renewal`, or `1` for one that is to be added."""
    number, survey_id = placed(call.value)
    return Turned(ui.form(await call.read(practice.to_change, survey_id), number))


async def save(call: Call) -> Reply:
    """The submitted page."""
    _, survey_id = placed(call.subject)
    found = await call.read(practice.to_change, survey_id)
    wanted = ui.told(survey_id, read(ui.fields(found), call.state))
    return await _card(call, await call.write(practice.save, wanted))


async def change_words(call: Call) -> Reply:
    """The page for a survey's words in one language: `1 renewal de`."""
    number, survey_id, language = _worded(call.value)
    found = await call.read(practice.card_to_change, survey_id)
    return Turned(ui.words_form(found, language, number))


async def save_words(call: Call) -> Reply:
    """The submitted page."""
    _, survey_id, language = _worded(call.subject)
    words = OwnWords(**read(ui.words_fields(None), call.state))
    await call.write(practice.set_words, survey_id, language, words)
    return await _card(call, survey_id)


async def change_terms(call: Call) -> Reply:
    """The page for how often, for all accounts or for a segment: `1 enterprise`."""
    number, segment = placed(call.value)
    return Turned(ui.terms_form(await call.read(terms_practice.line, segment), number))


async def save_terms(call: Call) -> Reply:
    """The submitted page."""
    number, segment = placed(call.subject)
    found = await call.read(terms_practice.line, segment)
    answers = read(ui.terms_fields(found), call.state)
    if answers.pop("state") == ui.INHERIT:
        await call.write(terms_practice.inherit, segment)
    else:
        sends_itself = answers.pop("sending") == ui.SENDS
        await call.write(
            terms_practice.set_terms, segment, Terms(sends_itself=sends_itself, **answers)
        )
    return Turned(ui.terms_page(await call.read(terms_practice.page, number), _SAVED))


_SAVED: Mrkdwn = md("Saved.")


async def _card(call: Call, survey_id: str) -> Reply:
    return Turned(ui.card(await call.read(practice.card, survey_id), _SAVED))


def _worded(written: str) -> tuple[int, str, Language]:
    number, rest = placed(written)
    survey_id, _, language = rest.partition(" ")
    return number, survey_id, language_of(language)
