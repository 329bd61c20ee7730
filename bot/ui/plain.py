"""Blocks as text: for screen readers, notifications and terminals."""

import html
import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from bot.ui.blocks import Block, Element

DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
MENTION = re.compile(r"<[@#]([A-Z0-9]+)(?:\|([^>]*))?>")
LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
EMPHASIS = re.compile(r"\*(?<![\w*]\*)([^*\n]+)\*(?![\w*])")
words = itemgetter(1)


def read_aloud(blocks: Sequence[Block], *, controls: bool = False) -> str:
    """What the blocks say, one line each; with `controls` also what could be pressed."""
    lines = (line for block in blocks for line in _lines(block, controls))
    return "\n".join(line for line in lines if line.strip())


def plainly(text: str) -> str:
    """Slack's markup as a person would read it."""
    text = DATE.sub(words, text)
    text = MENTION.sub(lambda m: f"@{m[2] or m[1]}", text)
    text = LINK.sub(r"\2 (\1)", text)
    return html.unescape(EMPHASIS.sub(words, text))


def _lines(block: Block, controls: bool) -> Iterator[str]:
    kind = block["type"]
    if "fields" in block:
        yield from (plainly(field["text"]) for field in block["fields"])
    elif kind in ("section", "header", "alert"):
        yield plainly(block["text"]["text"])
        if controls and "accessory" in block:
            yield _control(block["accessory"])
    elif kind == "context":
        yield "  ".join(plainly(element["text"]) for element in block["elements"])
    elif kind == "actions" and controls:
        yield "  ".join(_control(element) for element in block["elements"])
    elif kind == "divider":
        yield "—"
    elif kind == "input":
        yield f"{block['label']['text']}: {_control(block['element'])}"
    elif kind == "data_visualization":
        yield f"{block['title']}: {', '.join(_points(block['chart']))}"
    elif kind == "data_table":
        yield block["caption"]
        yield from (" · ".join(cell["text"] for cell in row) for row in block["rows"])


def _points(chart: Element) -> Iterator[str]:
    for series in chart["series"]:
        for point in series["data"]:
            yield f"{point['label']} {point['value']:,}"


def _control(element: Element) -> str:
    if element["type"] == "button":
        return f"[{element['text']['text']}]"
    if element["type"] == "overflow":
        return f"[… {' | '.join(o['text']['text'] for o in element['options'])}]"
    return f"[{element['type']}]"
