"""The rules of tables and charts."""

from typing import Any

from bot.sandbox.blockkit.richtext import RICH_TEXT
from bot.sandbox.blockkit.rules import (
    Check,
    anything,
    both,
    each,
    fail,
    flag,
    number,
    one_of,
    record,
    string,
    typed,
    unique,
    whole,
)
from bot.ui import limits

CELLS: dict[str, Check] = {
    "raw_text": record({"type": anything, "text": string()}),
    "raw_number": record({"type": anything, "value": number}, {"text": string()}),
    "rich_text": RICH_TEXT,
}
column = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
label = string(limits.CHART_LABEL)


def characters(value: object) -> int:
    """How many characters a table shows."""
    if isinstance(value, dict):
        shown = value.get("text", value.get("value"))
        own = len(str(shown)) if isinstance(shown, str | int | float) else 0
        return own + sum(characters(one) for one in value.values() if isinstance(one, list))
    return sum(characters(one) for one in value) if isinstance(value, list) else 0


def not_too_long(most: int) -> Check:
    """The text of all cells together."""

    def check(value: Any, path: str) -> None:
        found = characters(value["rows"])
        if found > most:
            fail(f"{path}.rows", f"at most {most} characters together", found)

    return check


def even(value: Any, path: str) -> None:
    """All rows are as wide as the header, which is not rich text."""
    width = len(value["rows"][0])
    for index, row in enumerate(value["rows"]):
        if len(row) != width:
            fail(f"{path}.rows[{index}]", f"as many cells as the header: {width}", len(row))
    for index, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            fail(f"{path}.rows[0][{index}].type", "no rich_text in the header", cell["type"])
    if value.get("row_header_column_index", 0) >= width:
        fail(f"{path}.row_header_column_index", f"less than {width}", width)


TABLE = both(
    record(
        {
            "type": anything,
            "rows": each(each(typed(CELLS), limits.TABLE_CELLS), limits.TABLE_ROWS),
        },
        {
            "block_id": string(limits.BLOCK_ID),
            "column_settings": each(column, limits.TABLE_CELLS),
        },
    ),
    not_too_long(limits.TABLE_TEXT),
)
DATA_TABLE = both(
    record(
        {
            "type": anything,
            "caption": string(),
            "rows": each(
                each(typed(CELLS), limits.DATA_TABLE_COLUMNS),
                limits.DATA_TABLE_ROWS,
                limits.DATA_TABLE_LEAST_ROWS,
            ),
        },
        {
            "block_id": string(limits.BLOCK_ID),
            "page_size": whole(1, limits.DATA_TABLE_PAGE),
            "row_header_column_index": whole(0),
        },
    ),
    even,
    not_too_long(limits.DATA_TABLE_TEXT),
)


def positive(value: Any, path: str) -> None:
    """A pie has no empty and no negative piece."""
    number(value, path)
    if value <= 0:
        fail(path, "more than 0", value)


def fits_axis(chart: Any, path: str) -> None:
    """Each series has its own name, and one point for each category."""
    unique([one["name"] for one in chart["series"]], f"{path}.series", "a series' name")
    categories = chart["axis_config"]["categories"]
    unique(categories, f"{path}.axis_config.categories", "a category")
    for index, one in enumerate(chart["series"]):
        labels = [point["label"] for point in one["data"]]
        if sorted(labels) != sorted(categories):
            fail(f"{path}.series[{index}].data", f"one point for each of {categories}", labels)


axis = record(
    {"categories": each(label, limits.CHART_POINTS)},
    {"x_label": string(limits.AXIS_TITLE), "y_label": string(limits.AXIS_TITLE)},
)
point = record({"label": label, "value": number})
series = record({"name": label, "data": each(point, limits.CHART_POINTS)})
by_axis = both(
    record({"type": anything, "series": each(series, limits.CHART_SERIES), "axis_config": axis}),
    fits_axis,
)
pie = record(
    {
        "type": anything,
        "segments": each(record({"label": label, "value": positive}), limits.PIE_SEGMENTS),
    }
)
VISUALIZATION = record(
    {
        "type": anything,
        "title": string(limits.CHART_TITLE),
        "chart": typed({"pie": pie, "bar": by_axis, "line": by_axis, "area": by_axis}),
    },
    {"block_id": string(limits.BLOCK_ID)},
)
