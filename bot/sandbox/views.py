"""Windows and home tabs: how they open, stack, change and close."""

import hashlib
import json
import time

from bot.sandbox import blockkit
from bot.sandbox.workspace import APP_ID, BOT_ID, Facts, SlackSaysNo, Trigger, Workspace
from bot.ui import limits

TRIGGER_SECONDS = 3.0
READABLE = {
    "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id",
    "clear_on_close", "notify_on_close", "external_id", "id", "hash", "team_id",
    "previous_view_id", "root_view_id", "state", "app_id", "app_installed_team_id", "bot_id",
}  # fmt: skip


def use_trigger(workspace: Workspace, trigger_id: object, seconds: float) -> Trigger:
    """Take a trigger; Slack's own error where it is unknown, used or too old."""
    trigger = workspace.triggers.get(str(trigger_id))
    if trigger is None:
        raise SlackSaysNo("invalid_trigger_id")
    if trigger.used:
        raise SlackSaysNo("exchanged_trigger_id")
    if trigger.expired or time.monotonic() - trigger.at > seconds:
        raise SlackSaysNo("expired_trigger_id")
    trigger.used = True
    return trigger


def show(workspace: Workspace, user_id: str, content: Facts, below: str | None = None) -> Facts:
    """Open a window for somebody, or put one on top of another. They stack three deep at most."""
    blockkit.check_modal(content)
    if below is not None and below not in workspace.views:
        raise SlackSaysNo("not_found")
    if _depth(workspace, below) >= limits.MODAL_DEPTH:
        raise SlackSaysNo("push_limit_reached")
    _own_external_id(workspace, content)
    view = _store(workspace, workspace.next("V"), content, below)
    stack = workspace.stacks.setdefault(user_id, [])
    stack.append(view["id"])
    return view


def _depth(workspace: Workspace, view_id: str | None) -> int:
    below = workspace.views.get(view_id or "", {}).get("previous_view_id")
    return 0 if view_id is None else 1 + _depth(workspace, below)


def change(workspace: Workspace, view_id: str, content: Facts, hash_: object = None) -> Facts:
    """Put other content into a window. A stale hash is refused."""
    blockkit.check_modal(content)
    view = workspace.views.get(view_id)
    if view is None:
        raise SlackSaysNo("not_found")
    if hash_ is not None and hash_ != view["hash"]:
        raise SlackSaysNo("hash_conflict")
    _own_external_id(workspace, content, view_id)
    workspace.errors.pop(view_id, None)
    return _store(workspace, view_id, content, view["previous_view_id"])


def _own_external_id(workspace: Workspace, content: Facts, view_id: str = "") -> None:
    wanted = content.get("external_id")
    others = (one for one in workspace.views.values() if one["id"] != view_id)
    if wanted and any(one.get("external_id") == wanted for one in others):
        raise SlackSaysNo("duplicate_external_ids")


def close(workspace: Workspace, view_id: str, *, whole_stack: bool = False) -> list[Facts]:
    """Close somebody's window with all that lies above it; those that closed, the top one first.

    `whole_stack`: also those below it.
    """
    if view_id not in workspace.views:
        return []
    root = workspace.views[view_id]["root_view_id"]
    stack = next(one for one in workspace.stacks.values() if view_id in one)
    until = stack.index(root if whole_stack and root in stack else view_id)
    closed = [workspace.views.pop(one) for one in reversed(stack[until:])]
    for one in stack[until:]:
        workspace.entered.pop(one, None)
        workspace.errors.pop(one, None)
    del stack[until:]
    workspace.changed("views")
    return closed


def _store(workspace: Workspace, view_id: str, content: Facts, below: str | None) -> Facts:
    made = workspace.with_block_ids(content)
    root = workspace.views[below]["root_view_id"] if below else view_id
    workspace.views[view_id] = {
        "private_metadata": "",
        "callback_id": "",
        **made,
        "id": view_id,
        "hash": _hash(workspace, content),
        "state": {"values": {}},
        "previous_view_id": below,
        "root_view_id": root,
        **_belongs(workspace),
    }
    _forget_entries(workspace, view_id)
    workspace.changed("views")
    return workspace.views[view_id]


def _belongs(workspace: Workspace) -> Facts:
    return {
        "team_id": workspace.team_id,
        "app_id": APP_ID,
        "app_installed_team_id": workspace.team_id,
        "bot_id": BOT_ID,
    }


def _forget_entries(workspace: Workspace, view_id: str) -> None:
    """What was entered stays where block and action are still the same."""
    there = {block["block_id"] for block in workspace.views[view_id]["blocks"]}
    kept = workspace.entered.get(view_id, {})
    workspace.entered[view_id] = {name: kept[name] for name in kept if name in there}


def publish(workspace: Workspace, user_id: str, content: Facts, hash_: object = None) -> Facts:
    """Somebody's home tab. A stale hash is refused."""
    blockkit.check_home(content)
    old = workspace.homes.get(user_id)
    if hash_ is not None and (old is None or hash_ != old["hash"]):
        raise SlackSaysNo("hash_conflict")
    id_ = old["id"] if old else workspace.next("V")
    made = {"private_metadata": "", "callback_id": "", **workspace.with_block_ids(content)}
    made |= {"id": id_, "hash": _hash(workspace, content), "state": {"values": {}}}
    made |= {"root_view_id": id_, "previous_view_id": None, **_belongs(workspace)}
    workspace.homes[user_id] = made
    workspace.changed("home")
    return made


def _hash(workspace: Workspace, content: Facts) -> str:
    """A hash that no other state of a view has."""
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"{workspace.next('')}.{digest[:8]}"


def find(workspace: Workspace, user_id: str, view_id: str) -> Facts:
    """A window of this person, or the home tab."""
    home = workspace.homes.get(user_id)
    if home is not None and home["id"] == view_id:
        return home
    if view_id not in workspace.stacks.get(user_id, ()):
        raise SlackSaysNo("view_not_found")
    return workspace.views[view_id]


def stack_of(workspace: Workspace, user_id: str) -> list[Facts]:
    """The windows that somebody has before them, the lowest first."""
    every = [workspace.views[one] for one in workspace.stacks.get(user_id, ())]
    return [one for one in every if one["root_view_id"] == every[-1]["root_view_id"]]
