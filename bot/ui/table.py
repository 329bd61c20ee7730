"""Slack's own table, which the reader can sort and filter. It stands in messages only."""

from collections.abc import Sequence
from decimal import Decimal

from bot.ui.blocks import Block, Element
from bot.ui.text import clip, tame

NOTHING = "–"


def words(text: str | None, most: int = 60) -> Element:
    """A cell with text on one line, cut to `most` characters."""
    shown = clip(tame(" ".join((text or "").split())), most)
    return {"type": "raw_text", "text": shown or NOTHING}


def figure(value: Decimal | int | None, shown: str = "") -> Element:
    """A cell that is sorted by its value and reads as `shown`."""
    if value is None:
        return words(None)
    number = int(value) if value == int(value) else float(value)
    return {"type": "raw_number", "value": number, "text": shown or f"{value:,}"}


def table(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[Element]], page: int = 10
) -> Block:
    """A table with at least one row; its first column names what a row is about.

    The caller keeps it within Slack's 200 rows and 20,000 characters.
    """
    return {
        "type": "data_table",
        "caption": caption,
        "rows": [[words(name) for name in header], *map(list, rows)],
        "page_size": page,
        "row_header_column_index": 0,
    }
