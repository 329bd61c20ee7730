"""All the wiring, in one place. Importing it has no effect."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from bot.connectors.slack import Slack
from bot.connectors.smtp import Smtp
from bot.database import Database
from bot.delivery.follow_up import follow_up
from bot.delivery.mail_sender import MailSender
from bot.delivery.sender import Sender
from bot.delivery.tempo import Tempo
from bot.edge import Edge
from bot.errors import ConfigurationError
from bot.practice.item_batch import ItemBatch
from bot.practice.reading_batch import ReadingBatch
from bot.practice.revenue_batch import RevenueBatch
from bot.practice.signal_batch import SignalBatch
from bot.settings import Settings, explain
from bot.web import confirm, dashboard, survey
from bot.web.confirm import ConfirmPage
from bot.web.dashboard import DashboardPages
from bot.web.items import ItemsEndpoint
from bot.web.links import Links
from bot.web.mail import Letters
from bot.web.readiness import Readyz, livez
from bot.web.slack import SlackEndpoint
from bot.web.survey import SurveyPage
from handlers import listeners
from handlers.authorize import Authorizer

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from bot.connectors.http_json.config import Source

ITEMS: Mapping[str, type[ItemBatch[Any]]] = {
    "/api/v1/readings": ReadingBatch,
    "/api/v1/revenue": RevenueBatch,
    "/api/v1/signals": SignalBatch,
}
"""What other systems send, and where."""


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Redthread:
    """The wired application. `web` is the ASGI app; its lifespan starts and stops everything."""

    edge: Edge
    bolt: AsyncApp
    web: Starlette

    @property
    def database(self) -> Database:
        """The database that it works on."""
        return self.edge.database


def build_app(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    *,
    clock: bool = True,
    sender: bool = True,
    front: bool = True,
    tempo: Tempo | None = None,
    socket_mode: bool = False,
    register: Callable[[AsyncApp, Edge], None] = listeners.register,
) -> Redthread:
    """Wire everything. Nothing is connected, asked or started before the lifespan begins.

    `clock` runs the jobs, `sender` empties the outbox, `front` answers Slack's requests, takes what
    other systems send and shows pages. Without a signing secret there is no `/slack/events`: Socket
    Mode needs none; without a public address there are no pages. Raises ConfigurationError where a
    token is missing.
    """
    url, token = settings.slack_api_url, settings.need("slack_bot_token")
    sockets = Slack(settings.need("slack_app_token"), url) if socket_mode else None
    edge = Edge(
        database=Database(settings.database_url),
        slack=Slack(token, url),
        admins=frozenset(settings.admin_users),
        now=now,
        links=links_of(settings),
        sources=sources_of(settings),
        smtp=Smtp.of(settings),
    )
    bolt = _make_bolt(edge, token)
    register(bolt, edge)
    routes: list[BaseRoute] = [
        Route("/livez", livez),
        Route("/readyz", Readyz(edge.database).answer),
    ]
    if front:
        for path, batch in ITEMS.items():
            items = ItemsEndpoint(batch, edge.database, now, follow_up)
            routes.append(Route(path, items.answer, methods=["POST"]))
    if front and edge.links is not None:
        asking = ConfirmPage(edge.database, edge.links, now)
        path = f"{confirm.PATH}/{{token}}"
        routes.append(Route(path, asking.answer, methods=["GET", "POST"]))
        surveying = SurveyPage(edge.database, edge.links, now)
        path = f"{survey.PATH}/{{token}}"
        routes.append(Route(path, surveying.answer, methods=["GET", "POST"]))
        showing = DashboardPages(edge.database, edge.links, edge.admins, now)
        routes.append(Route(f"{dashboard.PATH}/{{token}}", showing.answer))
    if front and settings.slack_signing_secret is not None:
        secret = settings.need("slack_signing_secret")
        routes.append(Route("/slack/events", SlackEndpoint(bolt, secret).answer, methods=["POST"]))
    sending: list[Sender | MailSender] = []
    if sender:
        sending = [Sender(edge.database, edge.slack, tempo or Tempo()), *_mail_sender(edge)]
    lifespan = _lifespan(edge, bolt, sockets, sending, clock=clock)
    return Redthread(edge, bolt, Starlette(routes=routes, lifespan=lifespan))


def sources_of(settings: Settings) -> "Sequence[Source]":
    """Where signals are fetched from; a ConfigurationError where the file of them is wrong."""
    if settings.signal_sources is None:
        return ()
    from bot.connectors.http_json import config

    return config.load(settings.signal_sources)


def links_of(settings: Settings) -> Links | None:
    """What makes links to pages; without a public address nobody could open one."""
    if settings.public_url is None or settings.secret_key is None:
        return None
    return Links(settings.need("secret_key"), settings.public_url)


def _mail_sender(edge: Edge) -> Iterator[MailSender]:
    """Where there is a mail server. A mail without links would be no use to anybody."""
    if edge.smtp is None:
        return
    if edge.links is None:
        raise ConfigurationError(
            f"SMTP_HOST needs PUBLIC_URL and SECRET_KEY. {explain('secret_key')}"
        )
    letters = Letters(edge.links, edge.smtp.sender)
    yield MailSender(edge.database, edge.smtp, letters.write, edge.now)


def _make_bolt(edge: Edge, token: str) -> AsyncApp:
    """Bolt without its own signature check (ours answers 401 to everything malformed)."""
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)  # it warns of settings that are meant
    return AsyncApp(
        name="redthread",
        logger=quiet,
        signing_secret="",
        authorize=Authorizer(edge, token),
        process_before_response=True,
        request_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )


Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def _lifespan(
    edge: Edge,
    bolt: AsyncApp,
    sockets: Slack | None,
    senders: Sequence[Sender | MailSender],
    *,
    clock: bool,
) -> Lifespan:
    """Starts the senders, the clock and, with the app-level token, Socket Mode.

    Stops first what takes work, then what does it.
    """

    @asynccontextmanager
    async def run(_web: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(edge.database.close)
            stack.push_async_callback(edge.slack.close)
            for sender in senders:
                await sender.start()
                stack.push_async_callback(sender.stop)
            if clock:
                stack.callback(_start_clock(edge).shutdown, wait=False)
            if sockets is not None:
                stack.push_async_callback(await _start_sockets(bolt, sockets))
            yield

    return run


async def run_jobs(app: Redthread) -> None:
    """Run every job once, now. For whoever moves the clock by hand."""
    from schedules import jobs

    for job in jobs.TABLE:
        await jobs.run(job, app.edge)


def _start_clock(edge: Edge) -> "AsyncIOScheduler":
    from schedules.clock import make_clock

    clock = make_clock(edge)
    clock.start()
    return clock


async def _start_sockets(bolt: AsyncApp, sockets: Slack) -> Callable[[], Awaitable[None]]:
    """Connect in the background; gives what stops it."""
    from bot.connectors.socket_mode import SocketMode

    connection = SocketMode(bolt, sockets)
    await connection.start()
    return connection.stop
