"""Looking up in Slack whether a message arrived of which nobody was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from bot.connectors.web_api import Answer, WebApi
from bot.delivery.task import Task
from bot.delivery.verdict import PASSING
from bot.ui.limits import HISTORY_PAGE

EVENT_TYPE = "redthread_message"
PAGES = 5
"""The newest messages of a channel are looked through, and nothing of ours came after it."""
BEFORE = timedelta(hours=1)
"""Slack's clock may differ from ours."""


class Found(Enum):
    """What Slack says of it."""

    THERE = auto()
    ABSENT = auto()
    REFUSED = auto()
    BUSY = auto()


@dataclass(frozen=True, slots=True)
class Sighting:
    """Whether it is there, and where; `answer` is what Slack said where it did not say that."""

    found: Found
    channel: str | None = None
    ts: str | None = None
    answer: Answer | None = None


def metadata(message_id: str) -> dict[str, Any]:
    """The mark by which a message is found again. Every app may read it: an id, and no more."""
    return {"event_type": EVENT_TYPE, "event_payload": {"id": message_id}}


async def look_up(api: WebApi, task: Task) -> Sighting:
    """Go through the channel's or the thread's newest messages. Raises UnansweredError."""
    channel = task.above[0] if task.above else task.lane
    if channel[:1] in ("U", "W"):
        opened = await api.ask("conversations.open", users=channel)
        if opened.error:
            return _no(opened)
        channel = str(opened.body["channel"]["id"])
    oldest = (task.created_at - BEFORE).timestamp() if task.created_at else 0.0
    method, where = "conversations.history", {"channel": channel}
    if task.above is not None:
        method, where["ts"] = "conversations.replies", task.above[1]
    cursor = ""
    for _ in range(PAGES):
        more = {"cursor": cursor} if cursor else {}
        answer = await api.ask(
            method,
            **where,
            **more,
            oldest=f"{oldest:.6f}",
            limit=HISTORY_PAGE,
            include_all_metadata="true",
        )
        if answer.error:
            return _no(answer)
        for message in answer.body.get("messages", ()):
            if _is(message, task.id):
                return Sighting(Found.THERE, channel, str(message["ts"]))
        cursor = (answer.body.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return Sighting(Found.ABSENT)
    return Sighting(Found.REFUSED, answer=answer)


def _is(message: Mapping[str, Any], message_id: str) -> bool:
    mark = message.get("metadata")
    if not isinstance(mark, dict) or mark.get("event_type") != EVENT_TYPE:
        return False
    return bool(mark.get("event_payload", {}).get("id") == message_id)


def _no(answer: Answer) -> Sighting:
    is_busy = answer.status != 200 or answer.error in PASSING
    return Sighting(Found.BUSY if is_busy else Found.REFUSED, answer=answer)
