"""How `redthread import ravenstack` does it: each file as the table that its own import takes."""

import csv
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.cli.importing import What, run
from bot.connectors.ravenstack import accounts, revenue
from bot.practice.account_columns import ACCOUNTS
from bot.practice.account_import import AccountImport
from bot.practice.revenue_columns import REVENUE
from bot.practice.revenue_import import RevenueImport


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
            bad += run(step.what, file, team, {}, dry_run=False, strict=False).bad
    return bad
