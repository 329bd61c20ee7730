"""`redthread export`: everything of a workspace as JSON Lines, or one thing of it as a table."""

import sys
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)

TEAM = Annotated[
    str | None,
    typer.Option(help="The workspace's Slack id, such as T012AB3CD. Needed if there are more."),
]


@app.callback(invoke_without_command=True)
def export(context: typer.Context, team: TEAM = None) -> None:
    """Write all of a workspace as JSON Lines.

    One object a line, to standard output, with its table's name in “table”. Tables come in an
    order in which they can be read back; decimals, days and instants are text.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.practice import export as practice

    _run(practice, team, _json_line)


@app.command()
def outcomes(team: TEAM = None) -> None:
    """Write all outcomes as CSV, to standard output, as “redthread import outcomes” takes them.

    Every text stands in it as it was written. A spreadsheet may take one that begins with = for a
    formula.
    """
    from bot.practice import outcome_export as practice

    sys.stdout.buffer.write(_csv_line(practice.COLUMNS))
    _run(practice, team, _csv_line)


@app.command()
def signals(team: TEAM = None) -> None:
    """Write all signals as CSV, to standard output, as “redthread import signals” takes them."""
    from bot.practice import signal_export as practice

    sys.stdout.buffer.write(_csv_line(practice.COLUMNS))
    _run(practice, team, _csv_line)


@app.command()
def answers(team: TEAM = None) -> None:
    """Write all answers to surveys as CSV, to standard output: who was asked what, and what came.

    Names and words of people are inside. A text that begins as a formula does gets an apostrophe.
    """
    from bot.practice import answer_export as practice

    sys.stdout.buffer.write(_csv_line(practice.COLUMNS))
    _run(practice, team, _csv_line)


@app.command()
def revenue(team: TEAM = None) -> None:
    """Write all changes of revenue as CSV, to standard output.

    “redthread import revenue” takes them so.
    """
    from bot.practice import revenue_export as practice

    sys.stdout.buffer.write(_csv_line(practice.COLUMNS))
    _run(practice, team, _csv_line)


def _run(practice: Any, team: str | None, line: Callable[[Any], bytes]) -> None:  # noqa: ANN401
    """Write the rows that a module of practice counts and gives."""
    from bot.cli.open import migrated
    from bot.cli.progress import progress
    from bot.practice import workspace
    from bot.settings import load

    with migrated(load()) as database, database.reading() as session:
        team = team or workspace.the_only_one(session)
        with progress("Exporting", lambda: practice.count(session, team)) as advance:
            _write((line(row) for row in practice.rows(session, team)), advance)


def _json_line(row: dict[str, Any]) -> bytes:
    import orjson

    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def _csv_line(cells: Iterable[str]) -> bytes:
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _write(lines: Iterable[bytes], advance: Callable[[int], None]) -> None:
    for number, line in enumerate(lines, 1):
        sys.stdout.buffer.write(line)
        if number % 500 == 0:
            advance(number)
    sys.stdout.buffer.flush()
