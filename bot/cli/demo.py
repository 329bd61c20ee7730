"""Try Redthread on this machine, in a made-up Slack workspace."""

import logging
import os
import signal
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path
from types import FrameType
from typing import Annotated

import platformdirs
import structlog
import typer

from bot.errors import ConfigurationError, UserError
from bot.sandbox.demo import Demo
from bot.sandbox.driver import Trouble
from bot.sandbox.page_state import Words
from bot.sandbox.server import Manners
from bot.sandbox.tour import STEPS
from handlers.commands import TABLE

PORT = 3737
app = typer.Typer(add_completion=False, rich_markup_mode=None)


def words() -> Words:
    """The bot's commands, for the page's completion."""
    return [(command.usage, command.help) for command in TABLE]


@app.command()
def demo(  # noqa: PLR0917 - typer reads its options from here
    port: Annotated[int, typer.Option(help="Port of the page; 0 for any.")] = PORT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address, open no browser.")
    ] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Forget everything, begin anew.")] = False,
    i_know: Annotated[
        bool, typer.Option("--i-know", help="Listen on --host although others may reach it.")
    ] = False,
    script: Annotated[
        str | None, typer.Option(help="“tour”: walk the tour without a browser, print it.")
    ] = None,
) -> None:
    """Open a made-up Slack workspace in the browser, with the bot and a sample portfolio in it."""
    _log_only_trouble()
    if script is not None:
        _play(script)
        return
    folder = Path(platformdirs.user_data_path("redthread")) / "demo"
    with Demo(folder, words(), host=host, port=port, i_know=i_know, afresh=reset) as running:
        typer.echo(f"Redthread’s sandbox is at {running.address}")
        typer.echo(f"It is kept in {folder}; --reset begins anew. Ctrl-C ends it.")
        if not no_browser and _has_screen():
            webbrowser.open(running.address)
        _until_told_to_stop()
    typer.echo("Goodbye.")


def _play(script: str) -> None:
    if script != "tour":
        raise ConfigurationError(f"There is no script “{script}”. There is one: tour.")
    with (
        tempfile.TemporaryDirectory(prefix="redthread-") as folder,
        Demo(Path(folder), words(), Manners(patience=30, trigger_seconds=30)) as running,
    ):
        try:
            running.walk_tour(typer.echo)
        except Trouble as trouble:
            raise UserError(f"The tour failed. {trouble}") from None
        if running.slack.problems:
            raise UserError(f"Slack would have refused this: {running.slack.problems[0]}")
    typer.echo(f"\nThe tour is done: all {len(STEPS)} steps.")


def _log_only_trouble() -> None:
    """The terminal belongs to the address, or to the script's conversation."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _has_screen() -> bool:
    """Without one, a browser in the terminal might take it over."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(one) for one in screens)


def _until_told_to_stop() -> None:
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, told)
    stop.wait()
