"""The command `redthread`. Each subcommand is a module of its own, loaded when it is called."""

import gc
import importlib
import io
import logging
import os
import signal
import sys
from types import FrameType, ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.errors import UserError

COMMANDS = {
    "serve": ("bot.cli.serve:serve", "Answer Slack over HTTP."),
    "socket": (
        "bot.cli.serve:socket_mode",
        "Answer Slack over Socket Mode: no public address needed.",
    ),
    "worker": ("bot.cli.serve:worker", "Run the jobs and send messages, without answering Slack."),
    "outbox": ("bot.cli.outbox:app", "See what was not delivered; send it again or drop it."),
    "demo": ("bot.cli.demo:app", "Try it in a made-up Slack workspace on this machine."),
    "settings": ("bot.cli.settings:app", "Show every setting, its value and where it came from."),
    "migrate": ("bot.cli.migrate:app", "Bring the database to the present schema."),
    "import": (
        "bot.cli.import_:app",
        "Bring in accounts, plans, goals, readings, outcomes, signals, revenue from CSV files.",
    ),
    "export": (
        "bot.cli.export:app",
        "Write all of a workspace as JSON Lines, or outcomes, signals or revenue as CSV.",
    ),
    "signals": ("bot.cli.signals:app", "See where signals are fetched from, and fetch them now."),
    "forget": ("bot.cli.forget:app", "Erase a person everywhere; counts and scores stay."),
    "jobs": ("bot.cli.jobs:app", "List the jobs of the clock, or run one now."),
    "doctor": ("bot.cli.doctor:app", "Check the installation and say what to do."),
}
"""Each subcommand: where its Typer is, and its line in the help."""

WRONG = 2


def _load(module: str) -> ModuleType:
    """Import with the collector at rest: what is loaded stays, and need not be gone through."""
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()


class _LateGroup(TyperGroup):
    """A group that loads a subcommand's module only when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401
        """All subcommands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """The subcommand of that name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        found = getattr(_load(module), attribute)
        command = typer.main.get_command(found)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """The help's list, from the table: nothing is loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = typer.Typer(
    name="redthread",
    cls=_LateGroup,
    help="Redthread: the success plan as the one thread through all customer-success work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"redthread {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line. What a person can mend is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name may hold what a terminal cannot show
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        app(prog_name="redthread")
    except UserError as error:
        _fail(error.sentence)
    except OSError as error:
        _fail(f"This could not be read or written: {error.strerror or error}.")
    except Exception as error:
        sentence = _database_trouble(error)
        if sentence is None:
            raise
        _fail(sentence)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End at Ctrl-C. One that falls while a connection closes is logged with its traceback."""
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL + 1)
    sys.unraisablehook = lambda _: None
    signal.default_int_handler(number, frame)


def _fail(sentence: str) -> None:
    try:
        sys.stdout.flush()
    except OSError:  # it would fail again when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(sentence, file=sys.stderr)
    raise SystemExit(WRONG)


def _database_trouble(error: Exception) -> str | None:
    """What the database says where it refuses to work at all; None where it is a fault of ours."""
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return (
            "DATABASE_URL names PostgreSQL, whose driver is missing. "
            "Install redthread-bot[postgresql]."
        )
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is None or type(error) not in (
        sqlalchemy.OperationalError,
        sqlalchemy.DatabaseError,
    ):
        return None
    reason = " ".join(str(getattr(error, "orig", error)).split())
    return f"The database cannot be used: {reason}. Check DATABASE_URL, then try again."
