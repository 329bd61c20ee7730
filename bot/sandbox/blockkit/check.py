"""A strict checker of Block Kit: what Slack would refuse, refused here, with path, limit, value.

It knows what the bot uses. A block, element or key that it does not know is refused: add its rule
before its first use.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from bot.sandbox.blockkit.blocks import BLOCKS, IN_HOME, IN_MESSAGE, IN_MODAL
from bot.sandbox.blockkit.charts import characters
from bot.sandbox.blockkit.elements import option_groups, options
from bot.sandbox.blockkit.rules import (
    BlockKitError,
    Check,
    anything,
    both,
    each,
    exactly_one,
    fail,
    flag,
    one_of,
    record,
    string,
    typed,
    unique,
)
from bot.sandbox.blockkit.texts import entities, plain
from bot.ui import limits

__all__ = [
    "BlockKitError",
    "check_home",
    "check_message",
    "check_modal",
    "check_options",
    "check_submission",
]


def _block_list(allowed: Collection[str], most: int) -> Check:
    return both(each(typed(BLOCKS, allowed), most), _own_block_ids, _one_focus)


def _own_block_ids(blocks: Any, path: str) -> None:
    unique([one["block_id"] for one in blocks if "block_id" in one], path, "block_id")


def _one_focus(blocks: Any, path: str) -> None:
    focused = [n for n, one in enumerate(blocks) if one.get("element", {}).get("focus_on_load")]
    if len(focused) > 1:
        fail(path, "at most one element with focus_on_load", focused)


def _message_totals(blocks: Any, path: str) -> None:
    found = Counter(one["type"] for one in blocks)
    for kind, most in (("table", limits.TABLES), ("data_visualization", limits.CHARTS)):
        if found[kind] > most:
            fail(path, f"at most {most} {kind} in a message", found[kind])
    markdown = sum(len(one["text"]) for one in blocks if one["type"] == "markdown")
    if markdown > limits.MARKDOWN_TEXT:
        fail(path, f"at most {limits.MARKDOWN_TEXT} characters of markdown together", markdown)
    cells = sum(characters(one["rows"]) for one in blocks if one["type"] == "data_table")
    if cells > limits.DATA_TABLE_TEXT:
        fail(path, f"at most {limits.DATA_TABLE_TEXT} characters of data tables", cells)


def _message_text(value: Any, path: str) -> None:
    string(limits.MESSAGE_TEXT)(value, path)
    entities(value, path)


MESSAGE: dict[str, Check] = {
    "text": _message_text,
    "blocks": both(_block_list(IN_MESSAGE, limits.MESSAGE_BLOCKS), _message_totals),
    "response_type": one_of("ephemeral", "in_channel"),
    "replace_original": flag,
    "delete_original": flag,
    "thread_ts": string(),
    "reply_broadcast": flag,
    "mrkdwn": flag,
    "unfurl_links": flag,
    "unfurl_media": flag,
    "metadata": record({"event_type": string(), "event_payload": anything}),
    "channel": string(),
    "user": string(),
    "ts": string(),
}


def check_message(payload: Any, *, answers_command: bool = False) -> None:
    """Check a message: sent, updated, or as an answer. An answer to a command says who sees it.

    `text` is required, since screen readers and notifications read it and not the blocks.
    """
    if isinstance(payload, dict) and payload.get("delete_original") is True:
        record({"delete_original": flag})(payload, "message")
        return
    required = {"text": MESSAGE["text"]}
    if answers_command:
        required["response_type"] = MESSAGE["response_type"]
    record(required, MESSAGE)(payload, "message")


VIEW: dict[str, Check] = {
    "private_metadata": string(limits.PRIVATE_METADATA, 0),
    "callback_id": string(limits.CALLBACK_ID),
    "external_id": string(limits.EXTERNAL_ID),
}
MODAL = record(
    {
        "type": one_of("modal"),
        "title": plain(limits.MODAL_TITLE),
        "blocks": _block_list(IN_MODAL, limits.MODAL_BLOCKS),
    },
    {
        **VIEW,
        "submit": plain(limits.MODAL_BUTTON),
        "close": plain(limits.MODAL_BUTTON),
        "clear_on_close": flag,
        "notify_on_close": flag,
    },
)
HOME = record(
    {"type": one_of("home"), "blocks": _block_list(IN_HOME, limits.HOME_BLOCKS)},
    VIEW,
)


def check_modal(view: Any) -> None:
    """Check a modal."""
    MODAL(view, "view")
    if "submit" not in view and any(one["type"] == "input" for one in view["blocks"]):
        fail("view.submit", "required, since there is an input block", None)


def check_home(view: Any) -> None:
    """Check somebody's home tab."""
    HOME(view, "view")


def check_options(payload: Any) -> None:
    """Check the answer to what somebody typed into an external select."""
    record({}, {"options": each_option, "option_groups": option_groups})(payload, "answer")
    exactly_one("options", "option_groups")(payload, "answer")


def each_option(value: Any, path: str) -> None:
    """Up to 100 options; none where nothing fits."""
    if value != []:
        options(value, path)


SUBMISSIONS: dict[str, Check] = {
    "update": record({"response_action": anything, "view": lambda view, _: check_modal(view)}),
    "push": record({"response_action": anything, "view": lambda view, _: check_modal(view)}),
    "clear": record({"response_action": anything}),
    "errors": record({"response_action": anything, "errors": anything}),
}


def check_submission(payload: Any, view: Any) -> None:
    """Check the answer to a submission of `view`: errors name input blocks of it."""
    if payload in (None, "", {}):
        return
    action = payload.get("response_action") if isinstance(payload, dict) else None
    if action not in SUBMISSIONS:
        fail("answer.response_action", f"one of {', '.join(SUBMISSIONS)}", payload)
    SUBMISSIONS[action](payload, "answer")
    if action == "errors":
        _check_errors(payload["errors"], view)


def _check_errors(errors: Any, view: Any) -> None:
    inputs = {one.get("block_id") for one in view["blocks"] if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        fail("answer.errors", "at least one error", errors)
    for block_id, sentence in errors.items():
        if block_id not in inputs:
            fail(f"answer.errors.{block_id}", "the block_id of an input", sorted(map(str, inputs)))
        string()(sentence, f"answer.errors.{block_id}")
