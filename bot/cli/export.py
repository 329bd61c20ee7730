"""`redthread export`: everything of a workspace as JSON Lines."""

import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False)


@app.command()
def export(
    team: Annotated[
        str | None,
        typer.Option(help="The workspace's Slack id, such as T012AB3CD. Needed if there are more."),
    ] = None,
) -> None:
    """Write all of a workspace as JSON Lines.

    One object a line, to standard output, with its table's name in “table”. Tables come in an
    order in which they can be read back; decimals, days and instants are text.
    """
    from bot.cli.open import migrated
    from bot.cli.progress import progress
    from bot.practice import export as practice
    from bot.practice import workspace
    from bot.settings import load

    with migrated(load()) as database, database.reading() as session:
        team = team or workspace.the_only_one(session)
        with progress("Exporting", lambda: practice.count(session, team)) as advance:
            _write(practice.rows(session, team), advance)


def _write(rows: Iterable[dict[str, Any]], advance: Any) -> None:  # noqa: ANN401
    import orjson

    for number, row in enumerate(rows, 1):
        sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        if number % 500 == 0:
            advance(number)
    sys.stdout.buffer.flush()
