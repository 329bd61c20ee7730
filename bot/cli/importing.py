"""How `redthread import …` does it: the file, the workspace, the batches, the report."""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import typer
from sqlalchemy.orm import Session

from bot import migrations
from bot.cli.open import migrated, now, opened
from bot.cli.progress import progress
from bot.connectors.files import Table, open_table
from bot.database import Database
from bot.errors import UserError
from bot.practice import workspace
from bot.practice.actor import Actor
from bot.practice.columns import Headings, Sheet
from bot.practice.importing import BATCH, Job, LineResult, Verdict, importer
from bot.practice.lines import Line
from bot.settings import Settings, load

TEAM_ID = re.compile(r"[TE][A-Z0-9]{2,31}")
SHOWN_ADDED = 20
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class What:
    """What a file is about: its columns, and what imports it."""

    sheet: Sheet
    job: Callable[[Actor, Headings], Job]
    has_owners: bool = False


@dataclass
class Report:
    """What became of the lines: how many of each verdict. Details are said as they come."""

    dry_run: bool
    counts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def bad(self) -> int:
        """How many lines are bad."""
        return self.counts[Verdict.BAD]

    def take(self, results: Sequence[LineResult]) -> None:
        """Count the results and say what somebody may want to know of each."""
        for result in results:
            self.counts[result.verdict] += 1
            if result.verdict is Verdict.ADDED and self.dry_run:
                self._say_added(result)
            elif result.verdict is Verdict.CHANGED:
                _say_changed(result)
            elif result.verdict is Verdict.BAD:
                _say_bad(result)

    def _say_added(self, result: LineResult) -> None:
        if self.counts[Verdict.ADDED] <= SHOWN_ADDED:
            typer.echo(f"line {result.line}: add {_short(result.name)}")
        elif self.counts[Verdict.ADDED] == SHOWN_ADDED + 1:
            typer.echo("… and more to add")

    def summary(self) -> str:
        """The counts in one line."""
        added, changed = self.counts[Verdict.ADDED], self.counts[Verdict.CHANGED]
        left = self.counts[Verdict.LEFT]
        if self.dry_run:
            return (
                f"Would add {added:,}, change {changed:,}, leave {left:,}; {self.bad:,} bad. "
                "Nothing was written."
            )
        return (
            f"{added:,} added, {changed:,} changed, {left:,} left as they were; {self.bad:,} bad."
        )


def _say_changed(result: LineResult) -> None:
    typer.echo(f"line {result.line}: {_short(result.name)}")
    for change in result.changes:
        typer.echo(f"    {change.column}: {_value(change.before)} → {_value(change.after)}")


def _say_bad(result: LineResult) -> None:
    for fault in result.faults:
        if fault.column is None:
            typer.echo(f"line {result.line} {fault.reason}", err=True)
        else:
            value = f"“{_short(fault.value)}” " if fault.value else ""
            typer.echo(f"line {result.line}, {fault.column}: {value}{fault.reason}", err=True)


def _value(value: object) -> str:
    if isinstance(value, list):
        value = "; ".join(value)
    return "nothing" if value in (None, "") else _short(str(value))


def _short(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def run(
    what: What,
    file: Path,
    team: str | None,
    mapping: Mapping[str, str],
    *,
    dry_run: bool,
    strict: bool,
) -> Report:
    """Import the file and say what happened; how many lines were good and bad."""
    settings, report = load(), Report(dry_run)
    with open_table(file) as table:
        headings = what.sheet.headings(table.columns, mapping)
        _say_about(table, headings)
        with _database(settings, dry_run=dry_run) as database:
            team_id = _team(settings, database, team, dry_run=dry_run)
            job = what.job(importer(team_id, now()), headings)
            with progress("Importing", lambda: table.size) as advance:
                for results in _results(database, job, table, dry_run=dry_run, strict=strict):
                    report.take(results)
                    advance(table.position)
            if not dry_run:
                database.count_anew()
            _finish(report, strict=strict)
            if what.has_owners and not dry_run and not (strict and report.bad):
                _find_owners(settings, database, team_id)
    return report


def _say_about(table: Table, headings: Headings) -> None:
    if table.warning:
        typer.echo(table.warning, err=True)
    if headings.unknown:
        unknown = ", ".join(f"“{_short(column)}”" for column in headings.unknown)
        typer.echo(f"Left alone, since they are no columns of ours: {unknown}.", err=True)


def _database(settings: Settings, *, dry_run: bool) -> AbstractContextManager[Database]:
    """The database with the present schema: brought there, unless nothing is to be written."""
    if not dry_run:
        with opened(settings) as database:
            migrations.migrate(database.engine)
    return migrated(settings)


def _team(settings: Settings, database: Database, team: str | None, *, dry_run: bool) -> str:
    """The workspace: named, or the only one, or else the one of the token."""
    if team is not None:
        if not TEAM_ID.fullmatch(team):
            raise UserError(f"“{team[:40]}” is no Slack workspace id; it looks like T012AB3CD.")
        if not dry_run:
            database.write_now(workspace.ensure, team, now())
        return team
    if settings.slack_bot_token is None or database.read_now(workspace.known):
        return database.read_now(workspace.the_only_one)
    from bot.cli.slack import installation

    found = installation(settings)
    if not dry_run:
        database.write_now(workspace.record_installation, found, now())
    return found.team_id


def _results(
    database: Database, job: Job, table: Table, *, dry_run: bool, strict: bool
) -> Iterator[list[LineResult]]:
    """Batch by batch: each a transaction of its own, so that a running bot can write between."""
    if strict and not dry_run:
        yield from _all_or_nothing(database, job, table)
        return
    for batch in _batches(table):
        if dry_run:
            yield database.read_now(job.preview, batch)
        else:
            yield database.write_now(job.carry_out, batch)


def _all_or_nothing(database: Database, job: Job, table: Table) -> Iterator[list[LineResult]]:
    """One transaction; after the first bad line the rest is only looked at, then all is undone."""
    with contextlib.suppress(_UndoError), database.writing() as session:
        work = partial(job.carry_out, session)
        bad = False
        for batch in _batches(table):
            results = work(batch)
            bad = bad or any(result.verdict is Verdict.BAD for result in results)
            work = partial(job.preview if bad else job.carry_out, session)
            yield results
        if bad:
            raise _UndoError


class _UndoError(Exception):
    """Nothing of the transaction is to stay."""


def _batches(table: Table) -> Iterator[list[Line]]:
    return iter(lambda: list(islice(table.lines, BATCH)), [])


def _finish(report: Report, *, strict: bool) -> None:
    if strict and report.bad and not report.dry_run:
        lines = "1 line is" if report.bad == 1 else f"{report.bad:,} lines are"
        typer.echo(f"Nothing was imported, since {lines} bad. Mend them, or leave out --strict.")
    else:
        typer.echo(report.summary())


def _find_owners(settings: Settings, database: Database, team_id: str) -> None:
    from bot.practice import owner_email

    def emails(session: Session) -> list[str]:
        return owner_email.emails_to_look_up(session, team_id)

    waiting = database.read_now(emails)
    if not waiting:
        return
    if settings.slack_bot_token is None:
        typer.echo(
            f"{len(waiting):,} owners are kept by their e-mail address and looked up in Slack "
            "later, once SLACK_BOT_TOKEN is set."
        )
        return
    from bot.cli.slack import find_owners

    found, trouble = find_owners(settings, database, team_id, waiting)
    typer.echo(f"{found:,} of {len(waiting):,} owners were found in Slack by their address.")
    if trouble:
        typer.echo(f"{trouble} The other owners are looked up later.", err=True)
