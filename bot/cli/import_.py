"""`redthread import accounts`: accounts from a CSV or TSV file."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SOME_BAD = 1


@app.callback()
def _group() -> None:
    """Bring in what other systems know."""


@app.command()
def accounts(
    file: Annotated[Path, typer.Argument(help="A CSV or TSV file whose first line has names.")],
    team: Annotated[
        str | None,
        typer.Option(help="The workspace's Slack id, such as T012AB3CD; made if it is new."),
    ] = None,
    columns: Annotated[
        str,
        typer.Option(
            "--map",
            metavar="THEIRS=OURS,…",
            help="Column names of the file and ours: account_name=name,account_id=external_id.",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="All or nothing: one bad line stops everything.")
    ] = False,
) -> None:
    """Add and change accounts from a CSV or TSV file.

    Importing the same file again changes nothing.

    Columns: name (needed), aliases (with ; or | between them; the cell is the whole list), owner
    (Slack id), owner_email, segment, touch_model, arr, currency, started_on, renewal_on, seats,
    seats_active, domain, external_id, status (active, paused or churned). Other columns are left
    alone.

    A line means the account with its external_id, else the one with its name. A column that is
    absent, or a cell that is empty, leaves what is there.

    Bad lines are reported and left out. Exit code 0: every line was good; 1: some were bad; 2:
    nothing could be done.
    """
    from bot.cli.account_import import run

    report = run(file, team, read_map(columns), dry_run=dry_run, strict=strict)
    raise typer.Exit(SOME_BAD if report.bad else 0)


def read_map(text: str) -> dict[str, str]:
    """`theirs=ours,…` as a mapping; a UserError where it is not of this form."""
    from bot.errors import UserError

    pairs = [pair.split("=") for pair in text.split(",") if pair.strip()]
    wrong = next((pair for pair in pairs if len(pair) != 2 or not all(map(str.strip, pair))), None)
    if wrong is not None:
        raise UserError(f"--map: “{'='.join(wrong)}” is not of the form theirs=ours.")
    return {theirs.strip(): ours.strip() for theirs, ours in pairs}
