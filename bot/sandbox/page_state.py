"""Everything that one person sees, as the page draws it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.sandbox import northstar, tour
from bot.sandbox.views import stack_of
from bot.sandbox.workspace import BOT_USER, Facts, Workspace

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

HIDDEN = {"channel", "team", "bot_id", "app_id", "ephemeral_to", "type", "metadata"}
Words = Sequence[tuple[str, str]]


def state(slack: "Sandbox", me: str, words: Words) -> Facts:
    """What `me` sees now. `words` are the bot's commands: usage and help."""
    workspace = slack.workspace
    mine = [one for one in workspace.channels.values() if me in one["members"]]
    return {
        "team": {"id": workspace.team_id, "name": workspace.name},
        "now": workspace.now().isoformat(),
        "me": me,
        "people": [_person(workspace, one) for one in workspace.users.values()],
        "bot": {"user_id": BOT_USER, "name": workspace.users[BOT_USER]["real_name"]},
        "channels": [_channel(workspace, me, one) for one in mine],
        "messages": {one["id"]: messages(workspace, me, one["id"]) for one in mine},
        "views": [_view(workspace, one) for one in stack_of(workspace, me)],
        "home": workspace.homes.get(me),
        "commands": _commands(slack.manifest, words),
        "shortcuts": _shortcuts(slack.manifest),
        "toast": workspace.toasts.get(me),
        "tour": tour.shown(workspace),
    }


def _person(workspace: Workspace, user: Facts) -> Facts:
    team = user["team_id"]
    return {
        "id": user["id"],
        "name": user["real_name"],
        "title": user["profile"]["title"],
        "role_line": northstar.role_line(user["id"]),
        "avatar_color": f"#{user['color']}",
        "is_guest": user["is_restricted"],
        "is_bot": user["is_bot"],
        "external_team": workspace.teams.get(team) if team != workspace.team_id else None,
        "zone": user["tz"],
        "can_be": not user["is_bot"] and not user["deleted"],
    }


def _channel(workspace: Workspace, me: str, channel: Facts) -> Facts:
    other = next((one for one in channel["members"] if one != me), None)
    is_direct = channel["kind"] == "im"
    return {
        "id": channel["id"],
        "name": "Redthread" if is_direct else channel["name"],
        "kind": channel["kind"] if channel["kind"] in ("im", "shared") else "channel",
        "with": other if is_direct else None,
        "unread": workspace.unread.get(me, {}).get(channel["id"], 0),
        "topic": channel["topic"],
    }


def messages(workspace: Workspace, me: str, channel_id: str) -> list[Facts]:
    """A channel's messages as `me` sees them, oldest first."""
    found = workspace.messages_in(channel_id, me)
    threads = [one.get("thread_ts") for one in found if one.get("thread_ts") != one["ts"]]
    return [_message(one, threads.count(one["ts"])) for one in found]


def _message(message: Facts, replies: int) -> Facts:
    shown = {key: value for key, value in message.items() if key not in HIDDEN}
    shown |= {
        "blocks": message.get("blocks", []),
        "ephemeral": bool(message.get("ephemeral_to")),
        "edited": "edited" in message,
        "reactions": message.get("reactions", []),
        "files": message.get("files", []),
        "pinned": bool(message.get("pinned")),
    }
    if "metadata" in message:
        shown["metadata"] = message["metadata"]
    return {**shown, "reply_count": replies} if replies else shown


def _view(workspace: Workspace, view: Facts) -> Facts:
    values: dict[str, Any] = workspace.entered.get(view["id"], {})
    errors = workspace.errors.get(view["id"])
    return {**view, "state": {"values": values}, "errors": errors}


def _commands(manifest: Facts, words: Words) -> list[Facts]:
    listed = manifest.get("features", {}).get("slash_commands", [])
    return [
        {
            "command": one["command"],
            "description": one.get("description", ""),
            "usage_hint": one.get("usage_hint", ""),
            "words": [{"usage": usage, "help": help_} for usage, help_ in words],
        }
        for one in listed
    ]


def _shortcuts(manifest: Facts) -> list[Facts]:
    listed = manifest.get("features", {}).get("shortcuts", [])
    return [{key: one[key] for key in ("callback_id", "name", "type")} for one in listed]
