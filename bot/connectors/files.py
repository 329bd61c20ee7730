"""Tables in files, read line by line: CSV and TSV as spreadsheets and other systems write them.

UTF-8, with or without a byte order mark; anything else is taken for Windows-1252, with a warning.
The whole file is looked through once for that, in constant memory, before its first line is read.
"""

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.errors import UserError
from bot.practice.lines import Line

CHUNK = 1 << 20
LONGEST_CELL = 1 << 17
DELIMITERS = (",", "\t", ";")
SAID = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)
"""Excel's own way to name the delimiter, on a line before the header."""
UNUSED_IN_WINDOWS_1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
SAVE_AS = "Save it as “CSV UTF-8” and try again."
OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "compressed",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


@dataclass(frozen=True)
class Table:
    """An open file: its column names, and its lines to go through once."""

    columns: tuple[str, ...]
    lines: Iterator[Line]
    warning: str | None
    size: int
    _bytes: BinaryIO

    @property
    def position(self) -> int:
        """How many bytes of `size` have been read; reading runs a little ahead of the lines."""
        return self._bytes.tell()


@contextlib.contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV or TSV file. A UserError says what is wrong with it as a whole."""
    with _opened(path) as file:
        encoding, warning = _encoding(path, file)
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        header, delimiter, before = _header(path, text)
        yield Table(
            columns=header,
            lines=_lines(text, delimiter, len(header), before),
            warning=warning,
            size=path.stat().st_size,
            _bytes=file,
        )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise UserError(f"{path} is a folder. Name a CSV file in it.")
    if path.exists() and not path.is_file():
        raise UserError(f"{path} is no ordinary file. Save the table to a file first.")
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        yield file


def _encoding(path: Path, file: BinaryIO) -> tuple[str, str | None]:
    """How the file is to be decoded, and a warning where that is a guess."""
    wrong = _first_wrong_byte(path, file)
    if wrong is None:
        return "utf-8-sig", None
    line = _line_at(file, wrong)
    file.seek(0)
    if file.read(3) == codecs.BOM_UTF8:
        raise UserError(f"{path.name} says that it is UTF-8, but line {line} is not. {SAVE_AS}")
    file.seek(0)
    for chunk in iter(lambda: file.read(CHUNK), b""):
        if len(chunk.translate(None, UNUSED_IN_WINDOWS_1252)) < len(chunk):
            raise UserError(f"{path.name} is neither UTF-8 nor Windows-1252. {SAVE_AS}")
    return "cp1252", (
        f"{path.name} is not UTF-8 (see line {line}); it is read as Windows-1252. "
        f"If accents look wrong: {SAVE_AS[0].lower()}{SAVE_AS[1:]}"
    )


def _first_wrong_byte(path: Path, file: BinaryIO) -> int | None:
    """Where the file stops being UTF-8; None where it does not. A UserError for no text at all."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    at, wrong = 0, None
    while chunk := file.read(CHUNK):
        _check_text(path, file, chunk, at)
        if wrong is None:
            wrong = _decode(decoder, chunk, at)
        at += len(chunk)
    if at == 0:
        raise UserError(f"{path.name} is empty. Its first line must name the columns.")
    return wrong if wrong is not None else _decode(decoder, b"", at, final=True)


def _decode(
    decoder: codecs.IncrementalDecoder, chunk: bytes, at: int, *, final: bool = False
) -> int | None:
    kept = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        return at - kept + error.start
    return None


def _check_text(path: Path, file: BinaryIO, chunk: bytes, at: int) -> None:
    kind = next((k for start, k in OTHER_KINDS.items() if chunk.startswith(start)), None)
    if at == 0 and kind:
        raise UserError(f"{path.name} is {kind}, not CSV. {SAVE_AS}")
    if b"\0" in chunk:
        line = _line_at(file, at + chunk.index(b"\0"))
        raise UserError(f"{path.name} is no text: there is a NUL byte on line {line}. {SAVE_AS}")


def _line_at(file: BinaryIO, at: int) -> int:
    file.seek(0)
    line = 1
    while at > 0 and (chunk := file.read(min(CHUNK, at))):
        line += chunk.count(b"\n")
        at -= len(chunk)
    return line


def _header(path: Path, text: TextIO) -> tuple[tuple[str, ...], str, int]:
    """The column names, the delimiter, and how many lines of the file they took."""
    raw, said, taken = "", None, 0
    for line in text:
        taken += 1
        if not raw and (match := SAID.fullmatch(line)):
            said = match[1]
        elif raw or line.strip():
            raw += line
            if raw.count('"') % 2 == 0:
                break
        if len(raw) > LONGEST_CELL:
            raise UserError(f"The first line of {path.name} has a quotation mark without an end.")
    found = [(_cells(raw, one), one) for one in (said or _candidates(path))]
    cells, delimiter = max(found, key=lambda one: len(one[0]))
    if not any(cells):
        raise UserError(f"{path.name} is empty. Its first line must name the columns.")
    return cells, delimiter, taken


def _candidates(path: Path) -> Sequence[str]:
    """Among equals, the first wins: for a .tsv it is the tab."""
    first = "\t" if path.suffix.lower() in {".tsv", ".tab"} else ","
    return sorted(DELIMITERS, key=lambda one: one != first)


def _cells(raw: str, delimiter: str) -> tuple[str, ...]:
    try:
        row = next(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in row)


def _lines(text: TextIO, delimiter: str, width: int, before: int) -> Iterator[Line]:
    """The records. After one that cannot be read the next one is tried."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        number = before + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Line(number, fault=_explained(error, number, before + reader.line_num))
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _checked(number, cells, width)


def _checked(number: int, cells: list[str], width: int) -> Line:
    surplus = cells[width:]
    if any(cell.strip() for cell in surplus):
        return Line(number, fault=f"has {len(cells)} cells, but there are {width} columns")
    if len(cells) < width:
        return Line(number, fault=f"has only {len(cells)} cells, but there are {width} columns")
    return Line(number, tuple(cells[:width]))


def _explained(error: csv.Error, first: int, last: int) -> str:
    upto = f" (read up to line {last})" if last > first else ""
    if "field larger" in str(error) or "unexpected end" in str(error):
        return f"has a quotation mark without an end{upto}"
    return f"has a quotation mark in the wrong place; inside quotes, write it twice{upto}"
