"""Pins, bookmarks, reactions and canvases."""

import re

from bot.sandbox.methods.method import TIER_2, TIER_3, Host, Method
from bot.sandbox.workspace import BOT_USER, Facts, SlackSaysNo

EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
OPERATIONS = {
    "insert_at_end", "insert_at_start", "insert_after", "insert_before", "replace", "delete",
    "rename",
}  # fmt: skip


def pin(slack: Host, arguments: Facts) -> Facts:
    """Pin a message."""
    message = _message(slack, arguments)
    if message.get("pinned"):
        raise SlackSaysNo("already_pinned")
    message["pinned"] = True
    slack.workspace.changed("messages")
    return {}


def unpin(slack: Host, arguments: Facts) -> Facts:
    """Take a pin away."""
    message = _message(slack, arguments)
    if not message.pop("pinned", False):
        raise SlackSaysNo("no_pin")
    slack.workspace.changed("messages")
    return {}


def pins(slack: Host, arguments: Facts) -> Facts:
    """All pinned messages of a channel."""
    channel = slack.workspace.joined(arguments["channel"])
    found = [one for one in slack.workspace.messages_in(channel["id"]) if one.get("pinned")]
    return {
        "items": [{"type": "message", "channel": channel["id"], "message": one} for one in found]
    }


def _message(slack: Host, arguments: Facts) -> Facts:
    channel = slack.workspace.joined(arguments["channel"])
    return slack.workspace.message(channel["id"], arguments.get("timestamp"))


def add_bookmark(slack: Host, arguments: Facts) -> Facts:
    """A link at the top of a channel."""
    channel = slack.workspace.joined(arguments["channel_id"])
    if arguments["type"] != "link":
        raise SlackSaysNo("invalid_bookmark_type")
    link = str(arguments.get("link") or "")
    if not link.startswith(("https://", "http://")):
        raise SlackSaysNo("invalid_link")
    id_ = slack.workspace.next("Bk")
    title = str(arguments["title"])
    made = {"id": id_, "channel_id": channel["id"], "title": title, "link": link, "type": "link"}
    slack.workspace.bookmarks[id_] = made
    slack.workspace.changed("channels")
    return {"bookmark": made}


def edit_bookmark(slack: Host, arguments: Facts) -> Facts:
    """Another title or link."""
    found = _bookmark(slack, arguments)
    found |= {key: arguments[key] for key in ("title", "link") if arguments.get(key)}
    slack.workspace.changed("channels")
    return {"bookmark": found}


def remove_bookmark(slack: Host, arguments: Facts) -> Facts:
    """Take a link away."""
    del slack.workspace.bookmarks[_bookmark(slack, arguments)["id"]]
    slack.workspace.changed("channels")
    return {}


def bookmarks(slack: Host, arguments: Facts) -> Facts:
    """All links of a channel."""
    channel = slack.workspace.channel(arguments["channel_id"])
    every = slack.workspace.bookmarks.values()
    return {"bookmarks": [one for one in every if one["channel_id"] == channel["id"]]}


def _bookmark(slack: Host, arguments: Facts) -> Facts:
    channel = slack.workspace.joined(arguments["channel_id"])
    found = slack.workspace.bookmarks.get(str(arguments["bookmark_id"]))
    if found is None or found["channel_id"] != channel["id"]:
        raise SlackSaysNo("not_found")
    return found


def react(slack: Host, arguments: Facts) -> Facts:
    """The bot's reaction to a message."""
    name = str(arguments["name"]).strip(":")
    if not EMOJI.fullmatch(name):
        raise SlackSaysNo("invalid_name")
    if not toggle(_message(slack, arguments), name, BOT_USER, on=True):
        raise SlackSaysNo("already_reacted")
    slack.workspace.changed("messages")
    return {}


def unreact(slack: Host, arguments: Facts) -> Facts:
    """Take the bot's reaction back."""
    name = str(arguments["name"]).strip(":")
    if not toggle(_message(slack, arguments), name, BOT_USER, on=False):
        raise SlackSaysNo("no_reaction")
    slack.workspace.changed("messages")
    return {}


def toggle(message: Facts, name: str, user_id: str, *, on: bool) -> bool:
    """Set or take one person's reaction; whether that changed anything."""
    listed: list[Facts] = message.setdefault("reactions", [])
    found = next((one for one in listed if one["name"] == name), None)
    users: list[str] = found["users"] if found else []
    if on == (user_id in users):
        return False
    if on:
        users.append(user_id)
        if found is None:
            listed.append({"name": name, "users": users})
    else:
        users.remove(user_id)
        message["reactions"] = [one for one in listed if one["users"]]
    return True


def reactions(slack: Host, arguments: Facts) -> Facts:
    """A message with its reactions."""
    channel_id = str(arguments["channel"])
    return {"type": "message", "channel": channel_id, "message": _message(slack, arguments)}


def create_canvas(slack: Host, arguments: Facts) -> Facts:
    """A canvas of its own, or a channel's tab."""
    content = arguments.get("document_content") or {"type": "markdown", "markdown": ""}
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise SlackSaysNo("invalid_arguments")
    if arguments.get("channel_id"):
        slack.workspace.joined(arguments["channel_id"])
    id_ = slack.workspace.next("F")
    title = str(arguments.get("title") or "")
    slack.workspace.canvases[id_] = {
        "id": id_, "title": title, "markdown": str(content.get("markdown", "")),
        "channel_id": arguments.get("channel_id"),
    }  # fmt: skip
    return {"canvas_id": id_}


def edit_canvas(slack: Host, arguments: Facts) -> Facts:
    """One change of a canvas a call, as Slack takes them."""
    canvas = slack.workspace.canvases.get(str(arguments["canvas_id"]))
    if canvas is None:
        raise SlackSaysNo("canvas_not_found")
    changes = arguments["changes"]
    if not isinstance(changes, list) or len(changes) != 1:
        raise SlackSaysNo("invalid_arguments")
    operation = changes[0].get("operation")
    if operation not in OPERATIONS:
        raise SlackSaysNo("canvas_editing_failed")
    _edit(canvas, operation, str(changes[0].get("document_content", {}).get("markdown", "")))
    return {}


def _edit(canvas: Facts, operation: str, markdown: str) -> None:
    old = canvas["markdown"]
    if operation == "rename":
        canvas["title"] = markdown
    elif operation in ("replace", "delete"):
        canvas["markdown"] = markdown
    else:
        both = (markdown, old) if operation == "insert_at_start" else (old, markdown)
        canvas["markdown"] = "\n".join(one for one in both if one)


MESSAGE = ("channel", "timestamp")
BOOKMARK = ("channel_id", "bookmark_id")
METHODS = {
    "pins.add": Method(pin, MESSAGE, (), ("pins:write",), TIER_2),
    "pins.remove": Method(unpin, MESSAGE, (), ("pins:write",), TIER_2),
    "pins.list": Method(pins, ("channel",), (), ("pins:read",), TIER_2),
    "bookmarks.add": Method(
        add_bookmark, ("channel_id", "title", "type"), ("link", "emoji"), ("bookmarks:write",),
        TIER_2,
    ),
    "bookmarks.edit": Method(
        edit_bookmark, BOOKMARK, ("title", "link", "emoji"), ("bookmarks:write",), TIER_2
    ),
    "bookmarks.remove": Method(remove_bookmark, BOOKMARK, (), ("bookmarks:write",), TIER_2),
    "bookmarks.list": Method(bookmarks, ("channel_id",), (), ("bookmarks:read",), TIER_3),
    "reactions.add": Method(react, (*MESSAGE, "name"), (), ("reactions:write",), TIER_3),
    "reactions.remove": Method(unreact, (*MESSAGE, "name"), (), ("reactions:write",), TIER_2),
    "reactions.get": Method(reactions, MESSAGE, ("full",), ("reactions:read",), TIER_3),
    "canvases.create": Method(
        create_canvas, (), ("title", "document_content", "channel_id"), ("canvases:write",), TIER_2
    ),
    "canvases.edit": Method(
        edit_canvas, ("canvas_id", "changes"), (), ("canvases:write",), TIER_3
    ),
}  # fmt: skip
