"""Run the bot, over HTTP or Socket Mode, and stop it so that nothing in hand is lost."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import Annotated

import structlog
import typer
import uvicorn

from bot import migrations
from bot.app import Redthread, build_app
from bot.errors import ConfigurationError
from bot.settings import Settings, load

log = structlog.get_logger()
GRACE_SECONDS = 7
"""For what is in hand when the process is told to stop; it is gone within 10 seconds."""

NoMigrate = Annotated[
    bool,
    typer.Option("--no-migrate", help="Do not touch the schema; refuse to start on an old one."),
]

serve = typer.Typer(add_completion=False, rich_markup_mode=None)
socket = typer.Typer(add_completion=False, rich_markup_mode=None)


@serve.command()
def serve_http(no_migrate: NoMigrate = False) -> None:
    """Answer Slack over HTTP until told to stop."""
    settings = load()
    settings.need("slack_signing_secret")
    _run(settings, build_app(settings), migrate=not no_migrate)


@socket.command()
def serve_socket(no_migrate: NoMigrate = False) -> None:
    """Answer Slack over Socket Mode until told to stop; /livez and /readyz are served as well."""
    settings = load()
    _run(settings, build_app(settings, socket_mode=True), migrate=not no_migrate)


def _run(settings: Settings, app: Redthread, *, migrate: bool) -> None:
    _log_to_stderr()
    _prepare(app, migrate)
    config = uvicorn.Config(
        app.web,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        server = Server(config)
        runner.run(server.serve())
    if not server.started:
        raise ConfigurationError(
            f"Nothing can listen on {settings.host} port {settings.port}. "
            "Is another process there? Set HOST or PORT."
        )


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


def _log_to_stderr() -> None:
    """One line an event: for eyes on a terminal, else as JSON for machines.

    Tracebacks without local variables: those hold what customers wrote.
    """
    shown = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class Server(uvicorn.Server):
    """Ends well on SIGTERM: uvicorn itself would raise the signal again and exit with it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop accepting, finish what is in hand."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.handle_exit, name, None)
        yield
