"""The columns of an account file: what each is called, and what its cells may hold."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.database import LARGEST
from bot.errors import UserError
from bot.model import Account, AccountStatus
from bot.practice.account import MOST_SEATS
from bot.practice.dates import parse_day
from bot.practice.lines import Line
from bot.practice.names import key_of, tidy
from bot.practice.numbers import parse_number

SLACK_ID = re.compile(r"(?=.*\d)[UW][A-Z0-9]{1,31}")
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
DOMAIN = re.compile(r"[^\s@/:.][^\s@/:]*\.[^\s@/:.]+")
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]\d\d:\d\d.*)?", re.ASCII)
NUMBERED_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
WORDED_DAY = re.compile(r"(?=.*[A-Za-z]{3})(?=.*\b\d{4}\b)(?=.*\b\d{1,2}(?:st|nd|rd|th)?\b).*")
MOST_ALIASES = 50
DECIMALS = 4

Values = dict[str, Any]
"""The values of one line by column; `aliases` is a tuple of names, the rest as in the table."""


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


def read_headings(columns: Sequence[str], mapping: Mapping[str, str]) -> Headings:
    """Understand a header. `mapping` goes from a name in the file to one of ours.

    A UserError where a name is missing, there twice, or mapped to or from nothing.
    """
    ours_of = {_heading(theirs): ours for theirs, ours in _checked_mapping(columns, mapping)}
    positions: dict[str, int] = {}
    unknown = []
    for position, column in enumerate(columns):
        name = ours_of.get(_heading(column)) or _heading(column)
        if name not in COLUMNS or (name in ours_of.values() and _heading(column) not in ours_of):
            unknown.append(column)
        elif name in positions:
            raise UserError(
                f"Two columns are “{name}”: the file's columns {positions[name] + 1} "
                f"and {position + 1}. Keep one of them."
            )
        else:
            positions[name] = position
    _check_name(columns, positions)
    return Headings(positions, tuple(column for column in unknown if column))


def _heading(column: str) -> str:
    return re.sub(r"[\s-]+", "_", tidy(column).lower())


def _checked_mapping(
    columns: Sequence[str], mapping: Mapping[str, str]
) -> Sequence[tuple[str, str]]:
    there = {_heading(column) for column in columns}
    pairs = [(theirs, _heading(ours)) for theirs, ours in mapping.items()]
    for theirs, ours in pairs:
        if ours not in COLUMNS:
            raise UserError(f"--map: there is no column “{ours}”. Ours are {', '.join(COLUMNS)}.")
        if _heading(theirs) not in there:
            raise UserError(f"--map: the file has no column “{theirs}”. {_found(columns)}")
    return pairs


def _check_name(columns: Sequence[str], positions: Mapping[str, int]) -> None:
    if "name" not in positions:
        raise UserError(
            f"The file has no column “name”. {_found(columns)} The first line must name the "
            "columns; --map account_name=name says which is which."
        )


def _found(columns: Sequence[str]) -> str:
    shown = ", ".join(f"“{column[:40]}”" for column in columns[:20] if column)
    return f"Its columns are {shown}."


def read_values(headings: Headings, line: Line) -> tuple[Values, tuple[Fault, ...]]:
    """The values of the line's cells that are not empty, and what is wrong with others."""
    if line.fault:
        return {}, (Fault(None, "", line.fault),)
    values: Values = {}
    faults = []
    for column, position in headings.positions.items():
        cell = line.cells[position]
        if not tidy(cell):
            continue
        try:
            values[column] = COLUMNS[column](cell)
        except UserError as error:
            faults.append(Fault(column, cell, error.sentence))
    if "name" not in values and not any(fault.column == "name" for fault in faults):
        faults.append(Fault("name", "", "is empty"))
    return values, tuple(faults)


def _text(column: str, cell: str) -> str:
    text = tidy(cell)
    most: int = Account.__table__.c[column].type.length  # type: ignore[attr-defined]
    if len(text) > most:
        raise UserError(f"is {len(text)} characters long; at most {most} fit")
    return text


def _name(cell: str) -> str:
    name = _text("name", cell)
    if not key_of(name):
        raise UserError("is no name")
    return name


def _aliases(cell: str) -> tuple[str, ...]:
    """Each spelling once, in the order of the cell."""
    names = {key_of(part): _name(part) for part in re.split(r"[;|]", cell) if tidy(part)}
    if len(names) > MOST_ALIASES:
        raise UserError(f"are {len(names)} names; at most {MOST_ALIASES} fit")
    return tuple(names.values())


def _owner(cell: str) -> str:
    if not SLACK_ID.fullmatch(tidy(cell)):
        raise UserError("is no Slack user id; it looks like U012AB3CD (or use owner_email)")
    return tidy(cell)


def _email(cell: str) -> str:
    email = _text("owner_email", cell).lower()
    if not EMAIL.fullmatch(email):
        raise UserError("is no e-mail address")
    return email


def _amount(cell: str) -> Decimal:
    number = parse_number(cell)
    if number < 0:
        raise UserError("is below 0")
    if number > LARGEST:
        raise UserError(f"is larger than {LARGEST:,f}")
    if number != round(number, DECIMALS):
        raise UserError(f"has more than {DECIMALS} decimal places")
    return number


def _whole(cell: str) -> int:
    number = parse_number(cell)
    if number != number.to_integral_value():
        raise UserError("is no whole number")
    if not 0 <= number <= MOST_SEATS:
        raise UserError(f"is not between 0 and {MOST_SEATS:,}")
    return int(number)


def _currency(cell: str) -> str:
    code = tidy(cell).upper()
    if not CURRENCY.fullmatch(code):
        raise UserError("is no currency code; it has three letters, such as USD")
    return code


@functools.lru_cache(4096)
def _day(cell: str) -> date:
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


def _domain(cell: str) -> str:
    bare = re.sub(r"^[a-z]+://", "", tidy(cell).lower()).split("/")[0]
    if not DOMAIN.fullmatch(bare):
        raise UserError("is no domain; it looks like acme.example")
    return _text("domain", bare)


def _status(cell: str) -> AccountStatus:
    try:
        return AccountStatus(tidy(cell).lower())
    except ValueError:
        raise UserError(f"is no status; there are {', '.join(AccountStatus)}") from None


COLUMNS: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "aliases": _aliases,
    "owner": _owner,
    "owner_email": _email,
    "segment": functools.partial(_text, "segment"),
    "touch_model": functools.partial(_text, "touch_model"),
    "arr": _amount,
    "currency": _currency,
    "started_on": _day,
    "renewal_on": _day,
    "seats": _whole,
    "seats_active": _whole,
    "domain": _domain,
    "external_id": functools.partial(_text, "external_id"),
    "status": _status,
}
