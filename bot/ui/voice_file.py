"""Quotes as a file: Markdown to read, or CSV to work with."""

import csv
import io
from collections.abc import Iterator, Sequence

from bot.practice.cells import harmless
from bot.practice.voice import Quote, Wanted
from bot.ui.form import words_of
from bot.ui.sentiment import NAMES
from bot.ui.text import plain_day
from bot.ui.voice import AGREED, about, scored, stage_of

COLUMNS = (
    "stage", "after", "quote", "person", "role", "account", "segment", "kind", "score", "day",
)  # fmt: skip


def written(quotes: Sequence[Quote], wanted: Wanted, form: str) -> bytes:
    """The file, `md` or `csv`."""
    text = table(quotes) if form == "csv" else markdown(quotes, wanted)
    return text.encode()


def table(quotes: Sequence[Quote]) -> str:
    """A line a quote, whose cells no spreadsheet takes for formulas."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([harmless(cell) for cell in _cells(quote)] for quote in quotes)
    return text.getvalue()


def _cells(quote: Quote) -> list[str]:
    return [
        quote.stage.value if quote.stage else "",
        quote.title,
        quote.words,
        quote.player_name,
        quote.player_role.value,
        quote.account_name,
        quote.segment or "",
        NAMES[quote.kind],
        str(quote.score),
        quote.answered_at.date().isoformat(),
    ]


def markdown(quotes: Sequence[Quote], wanted: Wanted) -> str:
    """The quotes under their stages. Lines end in a line feed."""
    head = ["# Voice of the customer", about(wanted), f"> {AGREED}"]
    return "\n\n".join([*head, *_parts(quotes)]) + "\n"


def _parts(quotes: Sequence[Quote]) -> Iterator[str]:
    stage = None
    for quote in quotes:
        if stage_of(quote) != stage:
            stage = stage_of(quote)
            yield f"## {stage}"
        lines = "\n".join(f"> {line}".rstrip() for line in quote.words.splitlines())
        who = f"{quote.player_name}, {words_of(quote.player_role)}, {quote.account_name}"
        about_it = f"{quote.title}, {scored(quote)}, {plain_day(quote.answered_at.date())}"
        yield f"{lines}\n>\n> — {who} ({about_it})"
