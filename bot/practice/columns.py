"""The columns of a file: what each is called, and what its cells may hold."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from bot.database import LARGEST
from bot.errors import UserError
from bot.practice.dates import parse_day
from bot.practice.lines import Line
from bot.practice.names import clean, tidy
from bot.practice.numbers import parse_number

E = TypeVar("E", bound=StrEnum)

SLACK_ID = re.compile(r"(?=.*\d)[UW][A-Z0-9]{1,31}")
ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]\d\d:\d\d.*)?", re.ASCII)
NUMBERED_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
WORDED_DAY = re.compile(r"(?=.*[A-Za-z]{3})(?=.*\b\d{4}\b)(?=.*\b\d{1,2}(?:st|nd|rd|th)?\b).*")

Values = dict[str, Any]
"""The values of one line by column."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is bad. Without a column it is the line as a whole."""

    column: str | None
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Headings:
    """Which cell of a line holds which column; `unknown` are columns that are left alone."""

    positions: Mapping[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file of one kind may hold: how each column's cells are read, and which are needed."""

    columns: Mapping[str, Callable[[str], Any]]
    needed: tuple[str, ...]

    def headings(self, columns: Sequence[str], mapping: Mapping[str, str]) -> Headings:
        """Understand a header. `mapping` goes from a name in the file to one of ours.

        A UserError where a name is missing, there twice, or mapped to or from nothing.
        """
        ours_of = {_heading(theirs): ours for theirs, ours in self._mapped(columns, mapping)}
        positions: dict[str, int] = {}
        unknown = []
        for position, column in enumerate(columns):
            heading = _heading(column)
            name = ours_of.get(heading) or heading
            if name not in self.columns or (name in ours_of.values() and heading not in ours_of):
                unknown.append(column)
            elif name in positions:
                raise UserError(
                    f"Two columns are “{name}”: the file's columns {positions[name] + 1} "
                    f"and {position + 1}. Keep one of them."
                )
            else:
                positions[name] = position
        self._check_needed(columns, positions)
        return Headings(positions, tuple(column for column in unknown if column))

    def values(self, headings: Headings, line: Line) -> tuple[Values, tuple[Fault, ...]]:
        """The values of the line's cells that are not empty, and what is wrong with others."""
        if line.fault:
            return {}, (Fault(None, "", line.fault),)
        values: Values = {}
        faults = []
        for column, position in headings.positions.items():
            cell = line.cells[position]
            if not tidy(cell):
                if column in self.needed:
                    faults.append(Fault(column, "", "is empty"))
                continue
            try:
                values[column] = self.columns[column](cell)
            except UserError as error:
                faults.append(Fault(column, cell, error.sentence))
        return values, tuple(faults)

    def _mapped(
        self, columns: Sequence[str], mapping: Mapping[str, str]
    ) -> Sequence[tuple[str, str]]:
        there = {_heading(column) for column in columns}
        pairs = [(theirs, _heading(ours)) for theirs, ours in mapping.items()]
        for theirs, ours in pairs:
            if ours not in self.columns:
                known = ", ".join(self.columns)
                raise UserError(f"--map: there is no column “{ours}”. Ours are {known}.")
            if _heading(theirs) not in there:
                raise UserError(f"--map: the file has no column “{theirs}”. {_found(columns)}")
        return pairs

    def _check_needed(self, columns: Sequence[str], positions: Mapping[str, int]) -> None:
        for name in self.needed:
            if name not in positions:
                raise UserError(
                    f"The file has no column “{name}”. {_found(columns)} The first line must name "
                    f"the columns; --map their_{name}={name} says which is which."
                )


def _heading(column: str) -> str:
    return re.sub(r"[\s-]+", "_", tidy(column).lower())


def _found(columns: Sequence[str]) -> str:
    shown = ", ".join(f"“{column[:40]}”" for column in columns[:20] if column)
    return f"Its columns are {shown}."


def text(most: int) -> Callable[[str], str]:
    """Reads words of so many characters at most."""

    def read(cell: str) -> str:
        words = tidy(cell)
        if len(words) > most:
            raise UserError(f"is {len(words)} characters long; at most {most} fit")
        return words

    return read


def prose(most: int) -> Callable[[str], str]:
    """Reads a text of so many characters at most as it was written, its lines and blanks too."""

    def read(cell: str) -> str:
        written = clean(cell).strip()
        if len(written) > most:
            raise UserError(f"is {len(written)} characters long; at most {most} fit")
        return written

    return read


def several(most: int) -> Callable[[str], list[str]]:
    """Reads words that are separated by “;”, each of so many characters at most."""
    read = text(most)

    def each(cell: str) -> list[str]:
        return [read(part) for part in cell.split(";") if tidy(part)]

    return each


def exact(places: int, *, least: Decimal | None = None) -> Callable[[str], Decimal]:
    """Reads an exact number with so many decimal places at most."""

    def read(cell: str) -> Decimal:
        number = parse_number(cell)
        if least is not None and number < least:
            raise UserError(f"is below {least}")
        if abs(number) > LARGEST:
            raise UserError(f"is larger than {LARGEST:,f}")
        if number != round(number, places):
            raise UserError(f"has more than {places} decimal places")
        return number

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number between two others."""

    def read(cell: str) -> int:
        number = parse_number(cell)
        if number != number.to_integral_value():
            raise UserError("is no whole number")
        if not least <= number <= most:
            raise UserError(f"is not between {least} and {most:,}")
        return int(number)

    return read


def one_of(kind: type[E], noun: str) -> Callable[[str], E]:
    """Reads one of a few words, with blanks or underscores in it."""

    def read(cell: str) -> E:
        try:
            return kind(tidy(cell).lower().replace(" ", "_"))
        except ValueError:
            raise UserError(f"is no {noun}; there are {', '.join(kind)}") from None

    return read


def yes_or_no(cell: str) -> bool:
    """Reads yes or no, as spreadsheets write them."""
    word = tidy(cell).lower()
    if word in ("yes", "true", "1", "x"):
        return True
    if word in ("no", "false", "0"):
        return False
    raise UserError("is neither yes nor no")


def slack_id(cell: str) -> str:
    """Reads a Slack user id."""
    if not SLACK_ID.fullmatch(tidy(cell)):
        raise UserError("is no Slack user id; it looks like U012AB3CD")
    return tidy(cell)


@functools.lru_cache(4096)
def day(cell: str) -> date:
    """Reads a day that can mean one day only."""
    words = tidy(cell)
    iso = _iso(words)
    if iso is None and not WORDED_DAY.fullmatch(words):
        raise UserError("is no date; write it like 2026-12-31")
    try:
        return parse_day(iso or words, date(2000, 1, 1))
    except UserError:
        raise UserError("is no date; write it like 2026-12-31") from None


def _iso(words: str) -> str | None:
    """The ISO form of a day that is written in numbers; a UserError where it could be two days."""
    if match := ISO_DAY.fullmatch(words):
        year, month, day = match.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    match = NUMBERED_DAY.fullmatch(words)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), match[4]
    if match[2] != "." and first != second and max(first, second) <= 12:
        raise UserError(
            f"could be {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}; "
            "write it that way"
        )
    day, month = (first, second) if match[2] == "." or second <= 12 else (second, first)
    return f"{year}-{month:02}-{day:02}"
