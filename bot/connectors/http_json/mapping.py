"""From a page of JSON to lines of signals in long form, as a file would have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jsonpath import JSONPath

from bot.connectors.http_json.config import Source
from bot.practice.lines import Line
from bot.practice.numbers import EITHER
from bot.practice.sheet_import import ACCOUNT
from bot.practice.signal_import import DAY, ID, KIND, SIGNALS, SOURCE, VALUE

LARGEST_POWER = 30
"""A number with more digits before its point is no measurement, and costs memory to write out."""


class _CellError(ValueError):
    """What a path finds is no value of a cell; says what it is."""


def rows_of(source: Source, page: Any) -> list[Any]:  # noqa: ANN401 - whatever came
    """The rows of a page: all that the path finds, or what is in the one list that it finds."""
    found = source.rows.findall(page)
    if len(found) == 1 and isinstance(found[0], list):
        return list(found[0])
    return list(found)


def lines_of(source: Source, page: Any, first: int, today: date) -> Iterator[Line]:  # noqa: ANN401
    """The signals of a page. A line has the number of its row; rows are counted from `first`."""
    for number, row in enumerate(rows_of(source, page), first):
        for measure in _measures(source):
            try:
                cells = _cells(source, row, measure, today)
            except _CellError as error:
                yield Line(number, fault=str(error))
                continue
            if cells[VALUE] or not measure.is_one_of_many:
                yield Line(number, tuple(cells[name] for name in SIGNALS.columns))


@dataclass(frozen=True, slots=True)
class _Measure:
    """What of a row is one signal. Of many kinds, not every row has each."""

    kind: JSONPath | str | None
    value: JSONPath | None
    is_one_of_many: bool


def _measures(source: Source) -> list[_Measure]:
    several = [_Measure(kind, path, True) for kind, path in source.kinds.items()]
    return several or [_Measure(source.kind, source.value, False)]


def _cells(source: Source, row: Any, measure: _Measure, today: date) -> dict[str, str]:  # noqa: ANN401
    kind, id_ = _cell(measure.kind, row), _cell(source.id, row)
    if id_:  # ids are another system's own, and two systems may count alike
        parts = (source.name, id_, kind) if measure.is_one_of_many else (source.name, id_)
        id_ = ":".join(parts)
    return {
        ACCOUNT: _cell(source.account, row),
        KIND: kind,
        VALUE: _cell(measure.value, row),
        DAY: today.isoformat() if source.day is None else _cell(source.day, row),
        SOURCE: source.name,
        ID: id_,
    }


def _cell(path: JSONPath | str | None, row: Any) -> str:  # noqa: ANN401 - whatever came
    """What a path finds, as text; a word as it is. Nothing and null are empty."""
    if not isinstance(path, JSONPath):
        return path or ""
    found = path.findall(row)
    if len(found) > 1:
        raise _CellError(f"has {len(found)} values at {path}")
    return _text(found[0], path) if found else ""


def _text(value: object, path: JSONPath) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        what = {bool: "yes or no", dict: "an object", list: "a list"}.get(type(value), "no value")
        raise _CellError(f"has {what} at {path}")
    number = Decimal(value)
    if number.is_finite() and number.adjusted() > LARGEST_POWER:
        raise _CellError(f"has a number of {number.adjusted() + 1:,} digits at {path}")
    written = f"{number:f}"
    # in JSON a point is never one between thousands, as it might be in a file
    return f"{written}0" if EITHER.fullmatch(written) else written
