"""RavenStack, a public data set of a fictional company: its files as tables that we import.

Source: River @ Rivalytics, fully synthetic; use and remix with credit to the author.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.errors import UserError

Record = Mapping[str, str]
CURRENCY = "USD"


def records(folder: Path, name: str) -> Iterator[Record]:
    """The lines of one of the files, by the names of their columns."""
    file = folder / name
    if not file.is_file():
        raise UserError(f"There is no {name} in {folder}. Name the folder of the RavenStack files.")
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
