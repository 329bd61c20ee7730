"""The rules of Block Kit's blocks, one entry a type."""

from typing import Any

from bot.sandbox.blockkit.charts import DATA_TABLE, TABLE, VISUALIZATION
from bot.sandbox.blockkit.elements import (
    ELEMENTS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    image_of,
)
from bot.sandbox.blockkit.richtext import RICH_TEXT
from bot.sandbox.blockkit.rules import (
    Check,
    anything,
    both,
    each,
    fail,
    flag,
    one_of,
    record,
    string,
    typed,
    unique,
)
from bot.sandbox.blockkit.texts import no_broadcast, plain, rich
from bot.ui import limits

block_id = string(limits.BLOCK_ID)


def block(optional: dict[str, Check] | None = None, **required: Check) -> Check:
    """A block: it may have a block_id."""
    return record({"type": anything, **required}, {"block_id": block_id, **(optional or {})})


def says_something(section: Any, path: str) -> None:
    """A section has text or fields."""
    if "text" not in section and "fields" not in section:
        fail(path, "text or fields", section)


def markdown(value: Any, path: str) -> None:
    """Markdown is not mrkdwn, but a broadcast would ring all the same."""
    string(limits.MARKDOWN_TEXT)(value, path)
    no_broadcast(value, path)


def own_action_ids(value: Any, path: str) -> None:
    """No action_id twice in one block."""
    found = [value.get("accessory"), value.get("element"), *value.get("elements", [])]
    ids = [one["action_id"] for one in found if isinstance(one, dict) and "action_id" in one]
    unique(ids, path, "action_id")


BLOCKS: dict[str, Check] = {
    "header": block(text=plain(limits.HEADER)),
    "section": both(
        block(
            {
                "text": rich(limits.TEXT),
                "fields": each(rich(limits.SECTION_FIELD), limits.SECTION_FIELDS),
                "accessory": typed(ELEMENTS, IN_SECTION),
                "expand": flag,
            }
        ),
        says_something,
    ),
    "context": block(
        elements=each(
            typed(
                {
                    "image": image_of(),
                    "plain_text": rich(),
                    "mrkdwn": rich(),
                }
            ),
            limits.CONTEXT_ELEMENTS,
        )
    ),
    "actions": both(
        block(elements=each(typed(ELEMENTS, IN_ACTIONS), limits.ACTIONS_ELEMENTS)),
        own_action_ids,
    ),
    "divider": block(),
    "image": image_of(title=plain(limits.IMAGE_TITLE), block_id=block_id),
    "input": block(
        {"hint": plain(limits.INPUT_HINT), "optional": flag, "dispatch_action": flag},
        label=plain(limits.INPUT_LABEL),
        element=typed(ELEMENTS, IN_INPUT),
    ),
    "rich_text": RICH_TEXT,
    "markdown": block(text=markdown),
    "alert": block(
        {"level": one_of("default", "info", "warning", "error", "success")},
        text=rich(limits.ALERT_TEXT),
    ),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": VISUALIZATION,
}

EVERYWHERE = {
    "header", "section", "context", "actions", "divider", "image", "input", "rich_text",
}  # fmt: skip
IN_MESSAGE = EVERYWHERE | {"markdown", "table", "data_table", "data_visualization"}
IN_MODAL = EVERYWHERE | {"alert"}
IN_HOME = EVERYWHERE
