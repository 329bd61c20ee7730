"""`/d/<token>`: a dashboard for one person, by a link that was made in Slack.

Looking changes nothing. What the link opens is looked up each time: whether it counts still, and
who its person is now. A page is kept for a minute, and shown again only if nothing in the workspace
changed meanwhile, so that what is hidden from a customer is gone at once.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from bot.database import Database
from bot.errors import UserError
from bot.glance import Glance, Glances
from bot.model import Audience
from bot.practice import page_link
from bot.practice.page_link import HELD, THEIRS_FOR, Held, Key, LinkFacts
from bot.web import dashboard_page
from bot.web.dashboard_page import Asked, asked
from bot.web.guesses import Guesses
from bot.web.links import ExpiredLinkError, ForgedLinkError, Links
from bot.web.pages import HEADERS, sentence

log = structlog.get_logger()
PATH = "/d"
PURPOSE = "dashboard"
HTML = "text/html"
KEPT_FOR = 60.0
"""Seconds: what does not leave a trace in the workspace's memory is seen after these."""
MOST_KEPT = 200
FORGED = (
    "It may have been cut off on its way: please copy all of it, or ask whoever sent it for a new "
    "one."
)
EXPIRED = "Its time is over. Please ask whoever sent it for a new one; your own are in Slack."
AWAY = "This cannot be shown just now. Please try again in a minute."
OFTEN = "Too many links that do not count came from your network. Please try again in a minute."


def link_to(links: Links, team_id: str, link: LinkFacts) -> str:
    """The address of a link, the same whenever asked."""
    return links.make(PATH, PURPOSE, Key(team_id, link.id), link.created_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that was made for a link: of which state of things, on which day, and how long it is.

    `state` is all that decides whether the link counts, and the version of the data.
    """

    key: Key
    held: Held
    state: Glance
    until: float
    response: Response


class DashboardPages:
    """Shows dashboards. `admins` are named in the settings."""

    def __init__(
        self,
        database: Database,
        links: Links,
        admins: Collection[str],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._glances = Glances(database)
        self._links = links
        self._admins = admins
        self._now = now
        self._guesses = Guesses()
        self._kept: OrderedDict[tuple[str, bytes], Kept] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        """The page, or what is wrong: 400 forged, 410 over, 422 asked for what there is not."""
        kept = self._kept.get(_name(request))
        try:
            if kept is not None and await self._is_current(kept):
                return kept.response
            return await self._opened(request)
        except DBAPIError as error:
            log.warning("the database does not answer", reason=str(error.orig))
            return sentence("Not just now", AWAY, 503)

    async def _opened(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        if wait := self._guesses.seconds_to_wait(address):
            return sentence("Please wait", OFTEN, 429, {"Retry-After": str(wait)})
        token = request.path_params["token"]
        try:
            parts = self._links.read(PURPOSE, token, len(Key._fields), self._now(), THEIRS_FOR)
        except ForgedLinkError:
            self._guesses.count(address)
            return sentence("This link does not count", FORGED, 400)
        except ExpiredLinkError:
            return sentence("This link is too old", EXPIRED, 410)
        return await self._show(_name(request), Key(*parts), asked(request.query_params))

    async def _is_current(self, kept: Kept) -> bool:
        """Whether a page can be shown again: the link counts, and nothing changed since."""
        now, who = self._now(), kept.held.who
        if time.monotonic() > kept.until or now >= kept.held.expires_at:
            return False
        return (
            replace(who, now=now).today == who.today and await self._state(kept.key) == kept.state
        )

    async def _state(self, key: Key) -> Glance:
        return await self._glances.first(HELD, team_id=key.team_id, link_id=key.link_id)

    async def _show(self, name: tuple[str, bytes], key: Key, wanted: Asked) -> Response:
        """Make the page. The state is read first: what changes meanwhile makes it old at once."""
        state = await self._state(key)
        try:
            held, body = await self._database.read(self._made, key, wanted)
        except dashboard_page.UnknownError as error:
            return sentence("That is not here", error.sentence, 422)
        except UserError as over:
            return sentence("This is over", over.sentence, 410)
        response = Response(body, headers=HEADERS, media_type=HTML)
        if held.audience is not Audience.ADMIN:  # what is on its way leaves no trace
            until = time.monotonic() + KEPT_FOR
            self._keep(name, Kept(key, held, state, until, response))
        return response

    def _made(self, session: Session, key: Key, wanted: Asked) -> tuple[Held, bytes]:
        held = page_link.held(session, key, self._now(), self._admins)
        return held, dashboard_page.body(session, held, wanted)

    def _keep(self, name: tuple[str, bytes], kept: Kept) -> None:
        self._kept[name] = kept
        self._kept.move_to_end(name)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _name(request: Request) -> tuple[str, bytes]:
    """Under which a page is kept: the link, and what is asked for, as it was written."""
    return request.path_params["token"], request.scope["query_string"]
