"""`/s/<token>`: where somebody of the customer answers a question after something happened.

Looking changes nothing, since programs that check links look at each; only sending the page does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.database import Database
from bot.delivery.follow_up import follow_up
from bot.errors import UserError
from bot.model import Language
from bot.practice import response_answer, response_question
from bot.practice.names import clean
from bot.practice.response_answer import LONGEST_WORDS, Key, RefusedError
from bot.practice.response_question import Question
from bot.practice.survey import known_language
from bot.ui import survey_words
from bot.ui.survey_words import Sentence, moment_in, score_in, words_in
from bot.web.body import body_of
from bot.web.guesses import Guesses
from bot.web.links import ExpiredLinkError, ForgedLinkError, Links
from bot.web.pages import page, sentence

log = structlog.get_logger()
PATH = "/s"
PURPOSE = "survey"
STOPS_FOR = timedelta(days=400)
"""Whoever finds an old mail can still ask for no more of them; when a question ends, it says."""
LARGEST_BODY = 40_000
"""Bytes: words as long as they may be, each letter as a browser writes it."""
MOST_FIELDS = 10
MOST_TAGS = 20
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@dataclass(frozen=True, slots=True)
class Given:
    """What came from the form, or from the link. `no_more`: this person wants no surveys."""

    score: int | None = None
    words: str = ""
    may_quote: bool = False
    no_more: bool = False


def link_to(
    links: Links,
    team_id: str,
    response_id: str,
    asked_at: datetime,
    player_id: str,
    *,
    score: int | None = None,
) -> str:
    """The link of one response, the same whenever asked for.

    A score in it is only chosen beforehand: nothing is kept before the person sends the page. A
    POST of `List-Unsubscribe=One-Click` to it asks the person no more.
    """
    address = links.make(PATH, PURPOSE, Key(team_id, response_id, player_id), asked_at)
    return address if score is None else f"{address}?score={score}"


class SurveyPage:
    """Shows the question, takes the answer, and lets it be changed for a day."""

    def __init__(self, database: Database, links: Links, now: Callable[[], datetime]) -> None:
        self._database = database
        self._links = links
        self._now = now
        self._guesses = Guesses()

    async def answer(self, request: Request) -> Response:
        """The page, or what is wrong: 400 forged, 410 over, 422 no score."""
        address = request.client.host if request.client else ""
        language = language_of(request)
        refused = words_in(language).refused
        if wait := self._guesses.seconds_to_wait(address):
            return _said(refused.often, 429, language, wait=wait)
        token = request.path_params["token"]
        try:
            key = self._links.read(PURPOSE, token, len(Key._fields), self._now(), STOPS_FOR)
        except ForgedLinkError:
            self._guesses.count(address)
            return _said(refused.forged, 400, language)
        except ExpiredLinkError:
            return _said(refused.over, 410, language)
        return await self._answer(request, Key(*key), language)

    async def _answer(self, request: Request, key: Key, language: Language) -> Response:
        """`language` is the browser's, for what is not known to be anybody's."""
        try:
            if request.method == "POST":
                return await self._take(request, key, language)
            return await self._show(key, _score_of(request.query_params.get("score")))
        except RefusedError as over:
            told = survey_words.words_of(over, language)
            return _said(told, 410, over.language or language)
        except ClientDisconnect:
            return Response(status_code=400)
        except DBAPIError as error:
            log.warning("the database does not answer", reason=str(error.orig))
            return _said(words_in(language).refused.away, 503, language)

    async def _show(self, key: Key, score: int | None) -> Response:
        """The question, or the answer that can still be changed; a score is chosen beforehand."""
        found, _ = await self._database.read(response_answer.held, key, self._now())
        known = found.response
        chosen = known.score if score is None else score
        given = Given(chosen, known.words or "", known.may_quote)
        return _shown(found, given, is_changing=chosen != known.score)

    async def _take(self, request: Request, key: Key, language: Language) -> Response:
        body = await body_of(request, LARGEST_BODY)
        if body is None:
            return _said(words_in(language).refused.long, 413, language)
        given = _read(body)
        if given.no_more:
            found = await self._database.write(self._stop, key)
            told = survey_words.asked(found).words
            stopped = Sentence(title=told.page.stopped, words=told.asked.stopped)
            return _said(stopped, 200, found.response.language)
        try:
            found = await self._database.write(self._carry_out, key, given)
        except RefusedError:
            raise
        except UserError:
            found, _ = await self._database.read(response_answer.held, key, self._now())
            wrong = survey_words.asked(found).words.page.choose
            return _shown(found, given, is_changing=True, wrong=wrong)
        return _shown(found, given)

    def _carry_out(self, session: Session, key: Key, given: Given) -> Question:
        _, who = response_answer.held(session, key, self._now())
        if given.score is None:
            raise UserError(response_answer.NO_SCORE)
        response_answer.answer(
            session,
            who,
            key.response_id,
            given.score,
            words=given.words,
            may_quote=given.may_quote,
        )
        follow_up(session, key.team_id, who.now)
        return response_question.question(session, key.team_id, key.response_id)

    def _stop(self, session: Session, key: Key) -> Question:
        found, who = response_answer.holder(session, key, self._now())
        response_answer.ask_no_more(session, who, key.response_id)
        follow_up(session, key.team_id, who.now)
        return found


def language_of(request: Request) -> Language:
    """The first of our languages that the browser names, which begins with the reader's own."""
    named = request.headers.get("accept-language", "").split(",")[:MOST_TAGS]
    known = (known_language(one.partition(";")[0].strip()) for one in named)
    return next(filter(None, known), Language.ENGLISH)


def _shown(
    found: Question, given: Given, *, is_changing: bool = False, wrong: str = ""
) -> Response:
    """The page, with what was wrong about an answer; nothing that was entered is lost."""
    asked, known = survey_words.asked(found), found.response
    words, until = asked.words, found.changeable_until
    changeable = moment_in(known.language, until, known.player_zone) if until else ""
    return page(
        "survey.html",
        422 if wrong else 200,
        asked=asked,
        given=given,
        is_changing=is_changing,
        language=known.language.value,
        longest=LONGEST_WORDS,
        question=found,
        score="" if known.score is None else score_in(found, known.score),
        thanks=survey_words.fill(words.page.thanks, player=asked.player),
        until=survey_words.fill(words.page.until, moment=changeable),
        words=words,
        wrong=wrong,
    )


def _said(told: Sentence, status: int, language: Language, *, wait: int = 0) -> Response:
    headers = {"Retry-After": str(wait)} if wait else None
    return sentence(told.title, told.words, status, headers, language=language.value)


def _score_of(written: str | None) -> int | None:
    """A score as an address or a form names it; None where it is none."""
    is_number = written is not None and written.isascii() and written.isdecimal()
    return int(written) if written is not None and is_number and len(written) < 3 else None


def _read(body: bytes) -> Given:
    """The form that came; nothing of what cannot be read."""
    try:
        fields = dict(parse_qsl(body.decode(), max_num_fields=MOST_FIELDS))
    except ValueError:
        return Given()
    words = clean(fields.get("words", "")).strip()[:LONGEST_WORDS]
    return Given(
        score=_score_of(fields.get("score")),
        words=words,
        may_quote="may_quote" in fields,
        no_more="no_more" in fields or ONE_CLICK in fields.items(),
    )
