"""Run the bot, or a part of it, and stop it so that nothing in hand is lost."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from types import FrameType
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
"""For what is in hand when the process is told to stop."""
LAST_SECONDS = 9.0
"""Whatever is in hand then, such as a database that does not answer, is given up."""

NoMigrate = Annotated[
    bool,
    typer.Option("--no-migrate", help="Do not touch the schema; refuse to start on an old one."),
]

NoWorker = Annotated[
    bool,
    typer.Option("--no-worker", help="Only answer; “redthread worker” runs jobs and sends."),
]

serve = typer.Typer(add_completion=False, rich_markup_mode=None)
socket_mode = typer.Typer(add_completion=False, rich_markup_mode=None)
worker = typer.Typer(add_completion=False, rich_markup_mode=None)


@serve.command()
def serve_http(no_migrate: NoMigrate = False, no_worker: NoWorker = False) -> None:
    """Answer Slack over HTTP, run the jobs and send messages, until told to stop."""
    settings = load()
    settings.need("slack_signing_secret")
    app = build_app(settings, clock=not no_worker, sender=not no_worker)
    _run(settings, app, migrate=not no_migrate)


@socket_mode.command()
def serve_socket(no_migrate: NoMigrate = False, no_worker: NoWorker = False) -> None:
    """The same over Socket Mode; /livez and /readyz are served as well."""
    settings = load()
    app = build_app(settings, clock=not no_worker, sender=not no_worker, socket_mode=True)
    _run(settings, app, migrate=not no_migrate)


@worker.command()
def work(no_migrate: NoMigrate = False) -> None:
    """Run the jobs and send messages until told to stop; /livez and /readyz are served as well."""
    settings = load()
    _run(settings, build_app(settings, front=False), migrate=not no_migrate)


def _run(settings: Settings, app: Redthread, *, migrate: bool) -> None:
    _log_to_stderr()
    _prepare(app, migrate)
    sockets = _listen(settings.host, settings.port)
    config = uvicorn.Config(
        app.web,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(Server(config).serve(sockets))


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


def _listen(host: str, port: int) -> list[socket.socket]:
    """Sockets for every address of the host; a ConfigurationError where one cannot be had."""
    try:
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_ADDRCONFIG
        )
        places = dict.fromkeys((one[0], one[4][:2]) for one in found)
        sockets = [socket.create_server(place, family=family) for family, place in places]
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can listen on {host} port {port}: {error.strerror}. Set HOST or PORT."
        ) from None
    for one in sockets:
        log.info("listening", host=one.getsockname()[0], port=one.getsockname()[1])
    return sockets


def _log_to_stderr() -> None:
    """One line an event, of ours and of libraries: for eyes on a terminal, else as JSON.

    Tracebacks without local variables: those hold what customers wrote.
    """
    shown: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    steps: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*steps, shown], logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    of_libraries = logging.StreamHandler(sys.stderr)
    of_libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=shown, foreign_pre_chain=steps)
    )
    logging.basicConfig(handlers=[of_libraries], level=logging.WARNING)


class Server(uvicorn.Server):
    """Ends well on SIGTERM: uvicorn itself would raise the signal again and exit with it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop accepting, finish what is in hand."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.handle_exit, name, None)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; what hangs is not waited for longer than it may be."""
        last = threading.Timer(LAST_SECONDS, _give_up)
        last.daemon = True
        last.start()
        super().handle_exit(sig, frame)


def _give_up() -> None:
    """What was not committed is undone by the database, and Slack sends events again."""
    log.error("stopped with work in hand")
    os._exit(0)
