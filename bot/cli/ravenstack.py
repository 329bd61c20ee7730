"""How `redthread import ravenstack` does it: each file as the table that its own import takes."""

import csv
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.cli.importing import What, run
from bot.cli.open import migrated, now
from bot.connectors.ravenstack import accounts, revenue, signals
from bot.practice import signal_kind, signal_setting, workspace
from bot.practice.account_columns import ACCOUNTS
from bot.practice.account_import import AccountImport
from bot.practice.importing import importer
from bot.practice.names import key_of
from bot.practice.revenue_columns import REVENUE
from bot.practice.revenue_import import RevenueImport
from bot.practice.signal_import import SIGNALS, SignalImport
from bot.settings import load


@dataclass(frozen=True, slots=True)
class Step:
    """One table that is made of the files, and what imports it."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Path], Iterable[tuple[str, ...]]]
    what: What


STEPS = (
    Step("accounts", accounts.COLUMNS, accounts.rows, What(ACCOUNTS, AccountImport)),
    Step("revenue", revenue.COLUMNS, revenue.rows, What(REVENUE, RevenueImport)),
    Step("signals", signals.COLUMNS, signals.rows, What(SIGNALS, SignalImport)),
)
"""In the order in which one needs the other."""


def run_all(folder: Path, team: str | None) -> int:
    """Carry out all steps; how many lines were bad."""
    bad = 0
    with tempfile.TemporaryDirectory() as made:
        for step in STEPS:
            file = Path(made) / f"{step.name}.csv"
            with file.open("w", encoding="utf-8", newline="") as lines:
                writer = csv.writer(lines)
                writer.writerow(step.columns)
                writer.writerows(step.rows(folder))
            typer.echo(f"{step.name}:")
            if step.what.job is SignalImport:
                _add_kinds(team)
            bad += run(step.what, file, team, {}, dry_run=False, strict=False).bad
    return bad


def _add_kinds(team: str | None) -> None:
    """Add the kinds of signals that only these files have."""
    with migrated(load()) as database, database.writing() as session:
        actor = importer(team or workspace.the_only_one(session), now())
        known = signal_kind.by_words(signal_kind.kinds(session, actor.team_id).values())
        for title, (unit, limit) in signals.KINDS.items():
            if key_of(title) not in known:
                signal_setting.add_kind(session, actor, title, unit, limit)
