"""Run the bot: over HTTP, or over Socket Mode; stop it so that nothing in hand is lost."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

import structlog
import uvicorn

from bot import migrations
from bot.app import Redthread, build_app
from bot.errors import ConfigurationError
from bot.settings import Settings

log = structlog.get_logger()
GRACE_SECONDS = 7
"""For what is in hand when the process is told to stop; it is gone within 10 seconds."""


def serve(settings: Settings, *, migrate: bool = True) -> None:
    """Answer Slack over HTTP until told to stop."""
    settings.need("slack_signing_secret")
    _run(settings, migrate, None)


def socket(settings: Settings, *, migrate: bool = True) -> None:
    """Answer Slack over Socket Mode until told to stop; readiness is served over HTTP all the same."""
    app_token = settings.need("slack_app_token")

    async def talk(app: Redthread) -> None:
        from bot.connectors.socket_mode import SocketMode

        await SocketMode(app.bolt, app.edge.slack, app_token).run()

    _run(settings, migrate, talk)


def _run(
    settings: Settings, migrate: bool, beside: Callable[[Redthread], Awaitable[None]] | None
) -> None:
    app = build_app(settings)
    _prepare(app, migrate)
    config = uvicorn.Config(
        app.web,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.setup_event_loop = lambda: None  # type: ignore[method-assign]
    runner = config.get_loop_factory()
    with asyncio.Runner(loop_factory=runner) as loop:
        loop.run(_serve(Server(config), app, beside))


def _prepare(app: Redthread, migrate: bool) -> None:
    """Bring the schema up to date, or refuse to work on an old one."""
    if migrate:
        if migrations.migrate(app.database.engine):
            log.info("migrated", schema=migrations.head())
    elif not migrations.is_current(app.database.engine):
        raise ConfigurationError(
            "The database's schema is not current. Run `redthread migrate`, or start without "
            "--no-migrate."
        )


class Server(uvicorn.Server):
    """A server that ends well on SIGTERM: uvicorn's own raises the signal again and exits with it."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        """Stop accepting, finish what is in hand."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.handle_exit, name, None)
        yield


async def _serve(
    server: Server, app: Redthread, beside: Callable[[Redthread], Awaitable[None]] | None
) -> None:
    other = asyncio.create_task(beside(app)) if beside else None
    try:
        await server.serve()
    finally:
        if other is not None:
            other.cancel()
            await asyncio.wait([other], timeout=1)
