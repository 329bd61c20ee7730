"""Whether a file of signals is in long or in wide form, and which kinds its columns may be."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bot.cli.open import migrated
from bot.connectors.files import open_table
from bot.database import sqlite_file
from bot.errors import UserError
from bot.practice import workspace
from bot.practice.actor import Actor
from bot.practice.columns import Headings, Sheet
from bot.practice.importing import Job
from bot.practice.names import key_of
from bot.practice.signal_import import SIGNALS, VALUE, SignalImport, WideSignalImport, wide_sheet
from bot.practice.signal_kind import KINDS, Kind, kinds
from bot.settings import load

Making = Callable[[Actor, Headings], Job]


def sheet_and_job(
    file: Path, mapping: Mapping[str, str], known: Callable[[], Iterable[Kind]]
) -> tuple[Sheet, Making]:
    """Long where a column holds values, else wide; a UserError where no column is of a kind."""
    with open_table(file) as table:
        ours = {key_of(theirs): name.strip().lower() for theirs, name in mapping.items()}
        named = {ours.get(key_of(column), key_of(column)) for column in table.columns}
        if VALUE in named:
            return SIGNALS, SignalImport
        sheet = wide_sheet(known())
        headings = sheet.headings(table.columns, mapping)
    if not headings.positions.keys() - SIGNALS.columns.keys():
        there = ", ".join(sheet.columns.keys() - SIGNALS.columns.keys())
        raise UserError(
            "The file has neither a column “value” nor one of a kind of signal. "
            f"Kinds are {there}; --map theirs=usage says which is which."
        )
    return sheet, WideSignalImport


def kinds_of(team: str | None) -> Iterable[Kind]:
    """The kinds of the workspace; those of every workspace where there is no database yet."""
    settings = load()
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        return KINDS.values()
    with migrated(settings) as database:
        known = database.read_now(workspace.known)
        if team is None and len(known) != 1:
            return KINDS.values()
        return database.read_now(kinds, team or known[0].team_id).values()
