"""The words of surveys, in the language of whoever reads them.

A language is a file in `bot/languages`. All say the same: a test compares what they fill in.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date, format_time, get_timezone_location
from pydantic import model_validator

from bot.model import Language, SurveyKind, Trigger
from bot.practice.response_answer import AnsweredError, RefusedError
from bot.practice.response_question import Question
from bot.practice.strict_yaml import Part
from bot.ui.text import tame


class KindWords(Part):
    """The questions of a kind, and what its least and its most score mean."""

    question: str
    open_question: str
    least: str
    most: str


class AskedWords(Part):
    """What stands around every question, wherever it is asked."""

    sender: str
    reminder: str
    score: str
    optional: str
    quote: str
    send: str
    no_more: str
    stopped: str


class KeptWords(Part):
    """What is kept of an answer, and for how long."""

    title: str
    what: str
    days: str
    always: str
    erase: str


class PageWords(Part):
    """What only the page says."""

    title: str
    choose: str
    thanks: str
    yours: str
    quoted: str
    until: str
    change: str
    save: str
    close: str
    stopped: str


class Sentence(Part):
    """A page that only says something."""

    title: str
    words: str


class RefusedWords(Part):
    """Why a page is not shown."""

    forged: Sentence
    over: Sentence
    answered: Sentence
    often: Sentence
    away: Sentence
    long: Sentence


class SlackWords(Part):
    """What only Slack's messages and windows say."""

    window: str
    close: str
    done: str
    consent: str
    more: str
    stop_title: str
    stop_words: str
    stop_yes: str
    stop_no: str


class MailWords(Part):
    """What only mails say."""

    subject: str
    reminder: str
    hello: str
    choose: str
    page: str
    until: str
    write_back: str


class ReplyWords(Part):
    """What stands around our reply to an answer."""

    subject: str
    words: str


class Words(Part):
    """All that is said in one language; `name` is what the language calls itself."""

    name: str
    our_company: str
    your_contact: str
    kinds: Mapping[SurveyKind, KindWords]
    why: Mapping[Trigger, str]
    asked: AskedWords
    kept: KeptWords
    page: PageWords
    refused: RefusedWords
    slack: SlackWords
    mail: MailWords
    reply: ReplyWords

    @model_validator(mode="after")
    def _says_all(self) -> "Words":
        if set(self.kinds) != set(SurveyKind) or set(self.why) != set(Trigger):
            raise ValueError("every kind and every trigger has its words")
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its person's language, filled in, for whatever shows it. It is plain text.

    `why` says what happened; `sender` who asks whom; `kept` are the sentences about what is kept.
    """

    language: Language
    words: Words
    question: str
    open_question: str
    least: str
    most: str
    why: str
    sender: str
    kept: tuple[str, ...]
    asker: str
    ours: str
    player: str


@functools.cache
def words_in(language: Language) -> Words:
    """The words of a language."""
    file = resources.files("bot.languages") / f"{language.value}.yml"
    return Words.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def asked(found: Question) -> Asked:
    """A question in the language of its person."""
    response, language = found.response, found.response.language
    words = words_in(language)
    kind, facts = words.kinds[response.kind], _facts(found, words)
    own = found.own
    return Asked(
        language=language,
        words=words,
        question=own.question or fill(kind.question, **facts),
        open_question=own.open_question or fill(kind.open_question, **facts),
        least=kind.least,
        most=kind.most,
        why=fill(words.why[response.trigger], **facts),
        sender=fill(words.asked.sender, **facts),
        kept=tuple(_kept(found, words, facts)),
        asker=facts["asker"],
        ours=facts["ours"],
        player=facts["player"],
    )


def _facts(found: Question, words: Words) -> dict[str, str]:
    """What the texts fill in."""
    response = found.response
    ours = response.ours or words.our_company
    asker = words.your_contact
    if found.person:
        asker = f"{found.person} ({response.ours})" if response.ours else found.person
    elif response.ours:
        asker = response.ours
    return {
        "asker": asker,
        "day": day_in(response.language, response.happened_on),
        "ours": ours,
        "player": response.player_name or "",
        "title": response.title,
    }


def _kept(found: Question, words: Words, facts: Mapping[str, str]) -> list[str]:
    days = found.keep_days
    until = words.kept.always if days is None else fill(words.kept.days, days=days)
    more = [] if days is None else [words.kept.erase]
    return [fill(words.kept.what, **facts), until, *more]


def fill(text: str, **facts: object) -> str:
    """One of our texts with what it is about; that may be anybody's words in any script."""
    return text.format_map({name: tame(str(value)) for name, value in facts.items()})


def words_of(refusal: RefusedError, otherwise: Language = Language.ENGLISH) -> Sentence:
    """Why a question cannot be answered, in its person's language or, unknown, in another."""
    words = words_in(refusal.language or otherwise).refused
    return words.answered if isinstance(refusal, AnsweredError) else words.over


def score_in(found: Question, score: int) -> str:
    """A score with its scale, as its person reads it."""
    scale = found.scale
    text = words_in(found.response.language).asked.score
    return fill(text, score=score, least=scale.least, most=scale.most)


def day_in(language: Language, day: date) -> str:
    """A day as people write it in this language: 1 March 2027, 1. März 2027."""
    return str(format_date(day, "long", locale=_locale(language)))


def moment_in(language: Language, at: datetime, zone: str | None) -> str:
    """An instant where the person is, with the zone's place, as people write it in the language."""
    local, locale = at.astimezone(ZoneInfo(zone or "UTC")), _locale(language)
    place = get_timezone_location(str(local.tzinfo), locale=locale, return_city=True)
    hour = format_time(local, "short", locale=locale)
    return f"{day_in(language, local.date())}, {hour} ({place})"


def _locale(language: Language) -> str:
    """English days as most of its readers write them."""
    return {Language.ENGLISH: "en_GB", Language.PORTUGUESE: "pt_PT"}.get(language, language.value)
