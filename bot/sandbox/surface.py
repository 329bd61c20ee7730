"""What of a message or window can be clicked or filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Facts = dict[str, Any]


@dataclass(frozen=True)
class Button:
    """Something to click: a button, or one entry of a menu behind “…”."""

    text: str
    action_id: str
    value: str
    url: str = ""


def buttons_of(blocks: list[Facts]) -> Iterator[Button]:
    """Everything in the blocks that can be clicked."""
    for _, element in elements_of(blocks):
        if element["type"] == "button":
            url, value = element.get("url", ""), element.get("value", "")
            yield Button(element["text"]["text"], element["action_id"], value, url)
        elif element["type"] == "overflow":
            for option in element["options"]:
                yield Button(option["text"]["text"], element["action_id"], option["value"])


def elements_of(blocks: list[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """Every interactive element with its block."""
    for block in blocks:
        held = [block.get("accessory"), block.get("element")]
        if block["type"] == "actions":
            held += block["elements"]
        yield from ((block, one) for one in held if one and "action_id" in one)
