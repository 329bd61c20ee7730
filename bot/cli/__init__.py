"""The command `redthread`. Each subcommand is a module of its own, loaded when it is called."""

import importlib
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.errors import UserError

COMMANDS = {
    "settings": "bot.cli.settings",
    "migrate": "bot.cli.migrate",
    "import": "bot.cli.import_",
    "export": "bot.cli.export",
    "doctor": "bot.cli.doctor",
}
"""Each subcommand and the module that has it as `app`, a Typer of its own."""

WRONG = 2


class _LateGroup(TyperGroup):
    """A group that loads a subcommand's module only when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401
        """All subcommands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """The subcommand of that name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(importlib.import_module(COMMANDS[cmd_name]).app)
        command.name = cmd_name
        return command


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
    try:
        app()
    except UserError as error:
        _fail(error.sentence)
    except Exception as error:
        sentence = _database_trouble(error)
        if sentence is None:
            raise
        _fail(sentence)


def _fail(sentence: str) -> None:
    sys.stdout.flush()
    print(sentence, file=sys.stderr)
    raise SystemExit(WRONG)


def _database_trouble(error: Exception) -> str | None:
    """What the database says where it refuses to work at all; None where it is a fault of ours."""
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is None or not isinstance(error, sqlalchemy.OperationalError):
        return None
    reason = " ".join(str(error.orig).split())
    return f"The database cannot be used: {reason}. Check DATABASE_URL, then try again."
