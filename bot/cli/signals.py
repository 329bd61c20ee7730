"""`redthread signals`: where signals are fetched from, how that went, and fetching them now."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.connectors.http_json.config import Source
    from bot.practice.importing import LineResult
    from bot.practice.lines import Line
    from bot.settings import Settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="See where signals are fetched from, and fetch them now.",
)
SHOWN = 50
FAILED = 1
HEAD = ("row", "account", "kind", "value", "day", "what it would do")
LONGEST = 30
WIDTHS = (5, 30, 16, 14, 10)


@app.command("list")
def list_() -> None:
    """List the sources of SIGNAL_SOURCES: how often, and how the last run of each went."""
    from bot.cli.open import migrated
    from bot.practice import signal_pull
    from bot.practice.workspace import the_only_one
    from bot.settings import load

    settings = load()
    with migrated(settings) as database, database.reading() as session:
        for source in _sources(settings):
            team_id = source.team or the_only_one(session)
            known = {one.name: one for one in signal_pull.pulls(session, team_id)}
            typer.echo(f"{source.name}: every {source.every} h from {source.url}")
            typer.echo(f"    {_last(known.get(source.name))}")


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="The source’s name in SIGNAL_SOURCES.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would come in, and write nothing.")
    ] = False,
) -> None:
    """Fetch a source now, whether or not it is due.

    Exit code 0: every row was good; 1: some were bad, or the source failed; 2: nothing could be
    done.
    """
    from bot.settings import load

    settings = load()
    source = _named(_sources(settings), name)
    is_good = asyncio.run((_rehearse if dry_run else _pull)(settings, source))
    raise typer.Exit(0 if is_good else FAILED)


def _sources(settings: "Settings") -> "Sequence[Source]":
    from bot.app import sources_of
    from bot.errors import UserError

    found = sources_of(settings)
    if not found:
        raise UserError("SIGNAL_SOURCES names no source. See docs/signals.md.")
    return found


def _named(sources: "Sequence[Source]", name: str) -> "Source":
    from bot.errors import UserError

    for source in sources:
        if source.name == name:
            return source
    raise UserError(
        f"There is no source “{name}”. There are: {', '.join(one.name for one in sources)}."
    )


def _last(found: object) -> str:
    from bot.practice.signal_pull import PullFacts

    if not isinstance(found, PullFacts) or found.state is None:
        return "not fetched yet"
    ended = f" {found.ended_at:%Y-%m-%d %H:%M} UTC" if found.ended_at else ""
    reason = f": {found.reason}" if found.reason else ""
    return f"{found.state}{ended}, {found.figures}{reason}"


async def _pull(settings: "Settings", source: "Source") -> bool:
    from bot.cli.open import migrated, now
    from bot.connectors.http_json.pull import pull as carry_out
    from bot.delivery.follow_up import follow_up
    from bot.errors import UserError
    from bot.practice import signal_pull
    from bot.practice.importing import Verdict

    with migrated(settings) as database:
        pulled = await carry_out(database, source, now(), follow_up, early=True)
    if pulled is None:
        lost = signal_pull.LOST
        raise UserError(f"{source.name} is being fetched. Try again when that is done, or {lost}.")
    counts = ", ".join(f"{pulled.tally[one]:,} {one}" for one in Verdict)
    typer.echo(f"{counts}.")
    if pulled.reason:
        typer.echo(pulled.reason, err=True)
    return not pulled.failed and not pulled.tally[Verdict.BAD]


async def _rehearse(settings: "Settings", source: "Source") -> bool:
    from bot.cli.open import migrated, now
    from bot.connectors.http_json.pull import rehearse
    from bot.practice.importing import Verdict

    rows, bad = 0, 0
    typer.echo(_row(HEAD))
    with migrated(settings) as database:
        async for lines, results in rehearse(database, source, now()):
            for row in islice(_rows(lines, results), max(0, SHOWN - rows)):
                typer.echo(row)
            rows += len(lines)
            bad += sum(one.verdict is Verdict.BAD for one in results)
    if rows > SHOWN:
        typer.echo(f"… and {rows - SHOWN:,} more")
    typer.echo(f"{rows:,} signals, {bad:,} of them not understood. Nothing was written.")
    return not bad


def _rows(lines: "Sequence[Line]", results: "Sequence[LineResult]") -> Iterator[str]:
    """A row of the table a line: what came in, and what it would do or what is wrong."""
    for line, result in zip(lines, results, strict=True):
        said: str = result.verdict
        if result.faults:
            said = "; ".join(f"{one.column or ''} {one.reason}".strip() for one in result.faults)
        yield _row((str(line.number), *(line.cells or ("", "", "", ""))[:4], said))


def _row(cells: Sequence[str]) -> str:
    *short, said = ("".join(c if c.isprintable() else " " for c in one) for one in cells)
    padded = [f"{one[:LONGEST]:{width}}" for one, width in zip(short, WIDTHS, strict=True)]
    return "  ".join([*padded, said])
