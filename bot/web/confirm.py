"""`/c/<token>`: where a player of the customer without Slack says whether an outcome is so.

Looking changes nothing, since programs that check links look at each; only the button does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.database import Database
from bot.delivery import verification as delivery
from bot.delivery.follow_up import follow_up
from bot.errors import UserError
from bot.model import VerificationState
from bot.practice import verification, verification_answer
from bot.practice.names import clean
from bot.practice.verification import COUNTS_FOR, Question
from bot.practice.verification_answer import CHANGED, Key
from bot.web.body import body_of
from bot.web.guesses import Guesses
from bot.web.links import ExpiredLinkError, ForgedLinkError, Links
from bot.web.pages import page, sentence

log = structlog.get_logger()
PATH = "/c"
PURPOSE = "confirm"
LARGEST_BODY = 20_000
"""Bytes: words as long as they may be, each letter as a browser writes it."""
LONGEST_WORDS = 1000
MOST_FIELDS = 10
YES, NO = "yes", "no"
FORGED = (
    "It may have been cut off on its way: please copy all of it, or ask whoever sent it for a new "
    "one."
)
EXPIRED = "A link counts for 30 days. Please ask whoever sent it for a new one."
ANSWERED = "You have answered this already. Thank you."
AWAY = "This cannot be answered just now. Please try again in a minute."
UNSAID = "Please say in a few words what is not quite so."
OFTEN = "Too many links that do not count came from your network. Please try again in a minute."


@dataclass(frozen=True, slots=True)
class Given:
    """What came from the form: which button, of what was shown, and the words."""

    answer: str = ""
    mark: str = ""
    words: str = ""


def link_to(links: Links, team_id: str, asked: Question) -> str:
    """The link of a question: for one player, about one outcome, and the same whenever asked."""
    key = Key(team_id, asked.id, asked.outcome_id, asked.player_id or "")
    return links.make(PATH, PURPOSE, key, asked.created_at)


class ConfirmPage:
    """Shows the question and takes the one answer."""

    def __init__(self, database: Database, links: Links, now: Callable[[], datetime]) -> None:
        self._database = database
        self._links = links
        self._now = now
        self._guesses = Guesses()

    async def answer(self, request: Request) -> Response:
        """The page, or what is wrong: 400 forged, 410 over, 409 changed, 422 nothing said."""
        address = request.client.host if request.client else ""
        if wait := self._guesses.seconds_to_wait(address):
            return sentence("Please wait", OFTEN, 429, {"Retry-After": str(wait)})
        token = request.path_params["token"]
        try:
            key = self._links.read(PURPOSE, token, len(Key._fields), self._now(), COUNTS_FOR)
        except ForgedLinkError:
            self._guesses.count(address)
            return sentence("This link does not count", FORGED, 400)
        except ExpiredLinkError:
            return sentence("This link is too old", EXPIRED, 410)
        return await self._answer(request, Key(*key))

    async def _answer(self, request: Request, key: Key) -> Response:
        try:
            if request.method == "POST":
                return await self._take(request, key)
            return await self._show(key)
        except ClientDisconnect:
            return Response(status_code=400)
        except DBAPIError as error:
            log.warning("the database does not answer", reason=str(error.orig))
            return sentence("Not just now", AWAY, 503)

    async def _show(self, key: Key, given: Given | None = None, wrong: str = "") -> Response:
        """The question as it stands; with what was wrong about an answer, which loses nothing."""
        try:
            asked, _ = await self._database.read(verification_answer.held, key, self._now())
        except UserError as over:
            return sentence("This is over", over.sentence, 410)
        if asked.state is not VerificationState.ASKED:
            return sentence("Answered", ANSWERED, 410)
        status = {"": 200, CHANGED: 409}.get(wrong, 422)
        return page("confirm.html", status, asked=asked, given=given or Given(), wrong=wrong)

    async def _take(self, request: Request, key: Key) -> Response:
        body = await body_of(request, LARGEST_BODY)
        if body is None:
            return sentence("Too long", "Please go back and say it in fewer words.", 413)
        given = _read(body)
        try:
            asked = await self._database.write(self._carry_out, key, given)
        except UserError as error:
            return await self._show(key, given, error.sentence)
        return page("confirmed.html", asked=asked)

    def _carry_out(self, session: Session, key: Key, given: Given) -> Question:
        _, who = verification_answer.held(session, key, self._now())
        if given.answer == YES:
            delivery.confirm(session, who, key.verification_id, given.mark)
        elif given.answer == NO and given.words:
            delivery.doubt(session, who, key.verification_id, given.mark, given.words)
        else:
            raise UserError(UNSAID)
        follow_up(session, key.team_id, who.now)
        return verification.question(session, key.team_id, key.verification_id)


def _read(body: bytes) -> Given:
    """The form that came; nothing of what cannot be read."""
    try:
        fields = dict(parse_qsl(body.decode(), max_num_fields=MOST_FIELDS))
    except ValueError:
        return Given()
    words = clean(fields.get("words", "")).strip()[:LONGEST_WORDS]
    return Given(fields.get("answer", ""), fields.get("mark", ""), words)
