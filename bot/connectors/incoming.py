"""What comes from Slack, over HTTP or Socket Mode alike: looked at before Bolt reads it.

Bolt takes the outline of a request for granted and fails on another one. The outline is checked
here; everything inside it is read with care by `handlers.payload`.
"""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest

Body = dict[str, Any]
Path = tuple[str | int, ...]

OBJECTS = ("team", "enterprise", "user", "channel", "view", "message", "event")
LISTS = ("actions", "authorizations", "response_urls")
TEXTS = ("team_id", "enterprise_id", "user_id", "channel_id", "trigger_id", "response_url")
"""Top-level keys that may be missing or null, and otherwise hold objects, lists of them, texts."""

NEEDED: Mapping[str, tuple[Path, ...]] = {
    "block_actions": (("actions", 0, "action_id"),),
    "block_suggestion": (("action_id",),),
    "event_callback": (("event", "type"), ("event_id",)),
    "message_action": (("callback_id",),),
    "shortcut": (("callback_id",),),
    "url_verification": (("challenge",),),
    "view_closed": (("view", "callback_id"),),
    "view_submission": (("view", "callback_id"), ("view", "type")),
}
"""Where a request of each type has a text without fail."""


def bolt_request(body: object) -> AsyncBoltRequest | None:
    """The request for Bolt; None where Slack cannot have meant it."""
    try:
        if not isinstance(body, dict) or not (_has_outline(body) and _is_known(body)):
            return None
        return AsyncBoltRequest(body=body, mode="socket_mode")  # which means: it is parsed
    except (ValueError, TypeError, AttributeError, LookupError):  # Bolt looks deeper than we do
        return None


def _has_outline(body: Body) -> bool:
    lists = [body[key] for key in LISTS if body.get(key) is not None]
    objects = [body[key] for key in OBJECTS if body.get(key) is not None]
    texts = [body[key] for key in TEXTS if body.get(key) is not None]
    if not all(isinstance(one, list) for one in lists):
        return False
    objects += [one for listed in lists for one in listed]
    return all(isinstance(one, dict) for one in objects) and all(
        isinstance(one, str) for one in texts
    )


def _is_known(body: Body) -> bool:
    kind = body.get("type")
    if kind is None:
        return isinstance(body.get("command"), str) or body.get("ssl_check") == "1"
    return kind in NEEDED and all(isinstance(_at(body, path), str) for path in NEEDED[kind])


def _at(value: Any, path: Path) -> object:  # noqa: ANN401
    """What is at the path; a LookupError or TypeError where it leads nowhere."""
    for step in path:
        value = value[step]
    return value
