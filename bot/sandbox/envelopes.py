"""What Slack sends to a bot when somebody writes, clicks, submits or does something."""

import itertools
import time

from bot.sandbox.views import READABLE
from bot.sandbox.workspace import APP_ID, BOT_USER, CHANNEL, Facts, Workspace

TOKEN = "unused"  # noqa: S105 - Slack's own field, long out of use
_events = itertools.count(1)


def command(
    workspace: Workspace,
    user_id: str,
    text: str,
    *,
    channel_id: str = CHANNEL,
    trigger_id: str,
    response_url: str,
) -> Facts:
    """A slash command with its words."""
    name, _, words = text.partition(" ")
    return {
        "token": TOKEN,
        "team_id": workspace.team_id,
        "team_domain": _domain(workspace),
        "channel_id": channel_id,
        "channel_name": _channel_name(workspace, channel_id),
        "user_id": user_id,
        "user_name": _user_name(workspace, user_id),
        "command": name,
        "text": words,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def interaction(workspace: Workspace, kind: str, user_id: str, **more: object) -> Facts:
    """What all clicks, submissions and questions for options have in common."""
    return {
        "type": kind,
        "token": TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": workspace.team_id, "domain": _domain(workspace)},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": user_id,
            "username": _user_name(workspace, user_id),
            "name": _user_name(workspace, user_id),
            "team_id": workspace.home_of(user_id),
        },
        **more,
    }


def in_view(view: Facts, values: Facts) -> Facts:
    """A window or home tab as the bot gets it, with what is entered."""
    kept = {key: value for key, value in view.items() if key in READABLE}
    return {
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**kept, "state": {"values": values}},
    }


def in_message(workspace: Workspace, message: Facts, response_url: str) -> Facts:
    """A message as the bot gets it with a click. Of an ephemeral one it learns no content."""
    channel_id = message["channel"]
    is_ephemeral = bool(message.get("ephemeral_to"))
    shown = {} if is_ephemeral else {"message": message}
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel_id,
        "is_ephemeral": is_ephemeral,
    }
    return {
        "container": container,
        "channel": {"id": channel_id, "name": _channel_name(workspace, channel_id)},
        "response_url": response_url,
        **shown,
    }


def shortcut(
    workspace: Workspace,
    user_id: str,
    callback_id: str,
    *,
    trigger_id: str,
    message: Facts | None = None,
    response_url: str = "",
) -> Facts:
    """A global shortcut, or one of a message."""
    more: Facts = {"callback_id": callback_id, "action_ts": workspace.next_ts()}
    if message:
        more |= in_message(workspace, message, response_url) | {"message_ts": message["ts"]}
    kind = "message_action" if message else "shortcut"
    return interaction(workspace, kind, user_id, trigger_id=trigger_id, **more)


def event(workspace: Workspace, kind: str, event_id: str | None = None, **fields: object) -> Facts:
    """An event. The same `event_id` again is Slack's retry of it."""
    team_id = workspace.team_id
    stamp = f"{workspace.now().timestamp():.6f}"
    return {
        "token": TOKEN,
        "team_id": team_id,
        "api_app_id": APP_ID,
        "event": {"type": kind, "event_ts": stamp, **fields},
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_events):08d}",
        "event_time": int(time.time()),
        "authorizations": [
            {"team_id": team_id, "user_id": BOT_USER, "is_bot": True, "enterprise_id": None}
        ],
    }


def _domain(workspace: Workspace) -> str:
    return workspace.name.lower().replace(" ", "-").strip("()")


def _user_name(workspace: Workspace, user_id: str) -> str:
    return str(workspace.users.get(user_id, {}).get("name", user_id.lower()))


def _channel_name(workspace: Workspace, channel_id: str) -> str:
    channel = workspace.channels.get(channel_id, {})
    return "directmessage" if channel.get("kind") == "im" else str(channel.get("name", ""))
