"""What Slack sends, read with care: nothing about its shape is taken for granted."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.edge import Edge
from bot.practice.member import USER_ID
from bot.practice.names import clean
from handlers.call import Call, Said

Body = Mapping[str, Any]
MENTION = re.compile(rf"<@({USER_ID.pattern})(?:\|[^>]*)?>")
"""A person as Slack writes one into a command."""

SOURCE = re.compile(r"[A-Z0-9]{1,32} \d{1,10}\.\d{1,6}", re.ASCII)
"""A message as Slack names one: its channel and its time stamp."""


def text_at(body: object, *path: str) -> str:
    """The text at a path, without what no database keeps; empty where there is none."""
    for step in path:
        body = body.get(step) if isinstance(body, Mapping) else None
    return clean(body) if isinstance(body, str) else ""


def mapping_at(body: object, *path: str) -> Body:
    """The object at a path; empty where there is none."""
    for step in path:
        body = body.get(step) if isinstance(body, Mapping) else None
    return body if isinstance(body, Mapping) else {}


def unescaped(words: str) -> str:
    """Words as they were typed, where Slack wrote its three signs of markup as entities."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def page_number(written: str) -> int:
    """The number of a page in a button's value; 1 where it is none."""
    return int(written) if written.isdecimal() and len(written) < 7 else 1


def placed(written: str) -> tuple[int, str]:
    """The number of the page to come back to, and what was chosen there: `2 acme-7`."""
    number, _, what = written.partition(" ")
    return page_number(number), what


def message_named(subject: str) -> str:
    """The message that a window's subject names behind its account; empty where it names none."""
    _, _, source = subject.partition(" ")
    return source if SOURCE.fullmatch(source) else ""


def command_call(edge: Edge, body: Body) -> Call:
    """A slash command. Each sending of one has its own trigger."""
    return Call(
        edge=edge,
        team_id=text_at(body, "team_id"),
        user_id=text_at(body, "user_id"),
        now=edge.now(),
        key=_key("command", text_at(body, "trigger_id")),
        words=text_at(body, "text"),
        trigger_id=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url"),
        channel_id=text_at(body, "channel_id"),
    )


def action_call(edge: Edge, body: Body) -> tuple[str, Call]:
    """A click: the id of what was clicked, and the call. Each click has its own trigger.

    In a menu behind “…” the chosen value is the id, a space, and the value.
    """
    listed = body.get("actions")
    first = listed[0] if isinstance(listed, list) and listed else {}
    chosen = text_at(first, "selected_option", "value")
    action, value = text_at(first, "action_id"), text_at(first, "value") or chosen
    if text_at(first, "type") == "overflow":
        action, _, value = chosen.partition(" ")
    key = _key("click", text_at(body, "trigger_id"))
    return action, replace(_interactive(edge, body, key), value=value)


def submission_call(edge: Edge, body: Body) -> tuple[str, Call]:
    """A submitted window: its callback id, and the call. One window in one state counts once."""
    view = mapping_at(body, "view")
    callback = text_at(view, "callback_id")
    state = f"{text_at(view, 'hash')}:{callback}"
    key = _key("view", text_at(view, "id"), state)
    return callback, _interactive(edge, body, key)


def options_call(edge: Edge, body: Body) -> tuple[str, Call]:
    """A menu that asks what it can offer: its id, and the call with what was typed."""
    call = replace(_interactive(edge, body, None), words=text_at(body, "value"))
    return text_at(body, "action_id"), call


def shortcut_call(edge: Edge, body: Body) -> tuple[str, Call]:
    """A shortcut: its callback id, and the call, with the message that it was used on."""
    key = _key("shortcut", text_at(body, "trigger_id"))
    call = _interactive(edge, body, key)
    is_on_message = text_at(body, "type") == "message_action"
    said = _said(body, call) if is_on_message else None
    return text_at(body, "callback_id"), replace(call, said=said)


def _said(body: Body, call: Call) -> Said:
    ts = text_at(body, "message_ts") or text_at(body, "message", "ts")
    source = message_named(f"- {call.channel_id} {ts}")
    return Said(
        text=text_at(body, "message", "text"),
        author_id=text_at(body, "message", "user"),
        at=datetime.fromtimestamp(float(ts), UTC) if source else call.now,
        source=source,
    )


def _interactive(edge: Edge, body: Body, key: str | None) -> Call:
    team_id = text_at(body, "view", "app_installed_team_id") or text_at(body, "team", "id")
    return Call(
        edge=edge,
        team_id=team_id,
        user_id=text_at(body, "user", "id"),
        home_team_id=text_at(body, "user", "team_id") if not body.get("enterprise") else "",
        now=edge.now(),
        key=key,
        subject=text_at(body, "view", "private_metadata"),
        state=mapping_at(body, "view", "state", "values"),
        trigger_id=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url"),
        view_id=text_at(body, "view", "id"),
        channel_id=text_at(body, "container", "channel_id") or text_at(body, "channel", "id"),
        user_team_id=text_at(body, "user", "team_id"),
        on_home=text_at(body, "view", "type") == "home",
    )


def _key(kind: str, name: str, *more: str) -> str | None:
    return ":".join((kind, name, *more)) if name else None
