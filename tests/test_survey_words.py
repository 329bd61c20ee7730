"""What customers read of surveys: the same in every language, and within Slack's limits."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any

import pytest

from bot.model import Language
from bot.practice.survey import SHIPPED
from bot.ui import limits
from bot.ui.survey_words import day_in, fill, moment_in, words_in

EVERY = list(Language)
NO_BREAK = re.compile(r"« | »| [?!;:]")
"""A plain space where French keeps what it separates on one line."""


def said(language: Language) -> dict[str, str]:
    return dict(_said(words_in(language).model_dump()))


def _said(node: dict[Any, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _said(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", EVERY)
def test_all_languages_say_the_same(language: Language) -> None:
    """The same sentences, which fill in the same facts; none is left in English."""
    here, english = said(language), said(Language.ENGLISH)
    assert list(here) == list(english)
    for key, text in here.items():
        assert names(text) == names(english[key]), key
        assert text == text.strip()
        assert text
    if language is not Language.ENGLISH:
        same = {key for key, text in here.items() if text == english[key]}
        assert not same, same


@pytest.mark.parametrize("language", EVERY)
def test_slack_takes_them(language: Language) -> None:
    words = words_in(language)
    for most, text in (
        (limits.MODAL_TITLE, words.slack.window),
        (limits.MODAL_BUTTON, words.slack.close),
        (limits.MODAL_BUTTON, words.asked.send),
        (limits.BUTTON_TEXT, words.asked.no_more),
        (limits.BUTTON_TEXT, words.slack.more),
        (limits.OPTION_TEXT, words.asked.quote),
        (limits.CONFIRM_TITLE, words.slack.stop_title),
        (limits.CONFIRM_BUTTON, words.slack.stop_yes),
        (limits.CONFIRM_BUTTON, words.slack.stop_no),
    ):
        assert len(text) <= most, text


def test_french_keeps_its_signs_on_the_line() -> None:
    for key, text in said(Language.FRENCH).items():
        assert not NO_BREAK.search(text), key


def test_days_are_written_as_people_do() -> None:
    day, at = date(2027, 3, 2), datetime(2027, 3, 2, 14, 5, tzinfo=UTC)
    assert [day_in(one, day) for one in EVERY] == [
        "2 March 2027", "2. März 2027", "2 mars 2027", "2 de marzo de 2027", "2 de março de 2027",
    ]  # fmt: skip
    assert moment_in(Language.GERMAN, at, "Europe/Lisbon") == "2. März 2027, 14:05 (Lissabon)"
    assert moment_in(Language.ENGLISH, at, "America/New_York") == "2 March 2027, 09:05 (New York)"
    assert moment_in(Language.SPANISH, at, None) == "2 de marzo de 2027, 14:05 (UTC)"


def test_what_is_filled_in_stays_itself() -> None:
    """Neither braces of somebody's nor what turns the line."""
    assert fill("“{title}”.", title="{ours} {0} \u202e x") == "“{ours} {0}  x”."
    assert fill("“{title}”.", title="مرحبا") == "“\u2068مرحبا\u2069”."


def test_every_survey_that_is_shipped_has_its_words() -> None:
    for language in EVERY:
        words = words_in(language)
        for one in SHIPPED.values():
            assert words.why[one.trigger]
            assert words.kinds[one.kind].question
