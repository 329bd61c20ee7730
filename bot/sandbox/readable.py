"""What a person reads: the words of messages and windows, without the machinery around them."""

import html
import re
from collections.abc import Iterator
from typing import Any

ENTITY = re.compile(r"<([^<>]+)>")
WORDS = {
    "text", "alt_text", "caption", "title", "label", "initial_value", "initial_date",
    "initial_time", "name",
}  # fmt: skip
HIDDEN = {"type", "action_id", "block_id", "callback_id", "private_metadata", "metadata", "style"}
INLINE = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}


def words_of(value: Any) -> str:
    """Everything readable in a payload, a line for each text."""
    return "\n".join(line for line in lines(value) if line)


def lines(value: Any) -> Iterator[str]:
    """The texts of a payload in their order."""
    if isinstance(value, list):
        for one in value:
            yield from lines(one)
    elif isinstance(value, dict):
        yield from _of_object(value)


def _of_object(value: dict[str, Any]) -> Iterator[str]:
    kind = value.get("type")
    if kind in INLINE:
        yield "".join(_inline(one) for one in value["elements"])
    elif kind == "plain_text":
        yield value["text"]
    else:
        for key, one in value.items():
            if isinstance(one, str) and key in WORDS:
                yield shown(one)
            elif key not in HIDDEN:
                yield from lines(one)


def _inline(one: dict[str, Any]) -> str:
    match one["type"]:
        case "user":
            return f"@{one['user_id']}"
        case "channel":
            return f"#{one['channel_id']}"
        case "emoji":
            return f":{one['name']}:"
        case "date":
            return str(one.get("fallback", one["timestamp"]))
        case _:
            return str(one.get("text") or one.get("url"))


def shown(mrkdwn: str) -> str:
    """A mrkdwn text as it is shown: mentions by id, links by label, dates by fallback."""
    return html.unescape(ENTITY.sub(lambda found: _entity(found[1]), mrkdwn))


def _entity(inside: str) -> str:
    what, _, label = inside.partition("|")
    return label or what
