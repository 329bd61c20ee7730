"""What Slack knows: users, triggers, views and messages. No network here: see `slack`."""

import hashlib
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from bot.ui import limits
from tests.harness import blockkit

TEAM = "T0TEAM"
BOT_USER = "U0BOT"
CHANNEL = "C0GENERAL"
Facts = dict[str, Any]


class SlackSaysNo(Exception):  # noqa: N818
    """Slack's answer `{"ok": false, "error": code}`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Trigger:
    """A person's click that may open one window."""

    user_id: str
    view_id: str | None = None
    opened_id: str | None = None
    used: bool = False
    expired: bool = False


@dataclass
class Workspace:
    """The state behind the Web API. `views` holds every view as it is now, by id."""

    team_id: str = TEAM
    users: dict[str, Facts] = field(default_factory=dict)
    views: dict[str, Facts] = field(default_factory=dict)
    homes: dict[str, Facts] = field(default_factory=dict)
    messages: dict[tuple[str, str], Facts] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def add_user(
        self,
        user_id: str,
        *,
        name: str = "",
        guest: bool = False,
        bot: bool = False,
        team: str | None = None,
        deleted: bool = False,
        email: str | None = None,
        tz: str = "Europe/Berlin",
    ) -> None:
        """Let somebody be known to Slack."""
        team = team or self.team_id
        name = name or user_id.lower()
        self.users[user_id] = {
            "id": user_id,
            "team_id": team,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "deleted": deleted,
            "is_bot": bot,
            "is_restricted": guest,
            "is_ultra_restricted": False,
            **({"is_stranger": True} if team != self.team_id else {}),
            "tz": tz,
            "profile": {
                "real_name": name,
                "display_name": name,
                **({"email": email} if email else {}),
            },
        }

    def next(self, prefix: str) -> str:
        """A new id."""
        return f"{prefix}{next(self.numbers):08d}"

    def trigger(self, user_id: str, view_id: str | None = None) -> str:
        """A trigger id, good for one window. `view_id`: the window that was clicked in."""
        trigger_id = f"{self.next('')}.{self.team_id}.trigger"
        self.triggers[trigger_id] = Trigger(user_id, view_id)
        return trigger_id

    def use_trigger(self, trigger_id: object) -> Trigger:
        """Take a trigger; Slack's own error where it is unknown, used or too old."""
        trigger = self.triggers.get(str(trigger_id))
        if trigger is None:
            raise SlackSaysNo("invalid_trigger_id")
        if trigger.used:
            raise SlackSaysNo("exchanged_trigger_id")
        if trigger.expired:
            raise SlackSaysNo("expired_trigger_id")
        trigger.used = True
        return trigger

    def show_view(self, content: Facts, below: str | None = None) -> Facts:
        """Open a window, or put one on top of another. Windows stack three deep at most."""
        blockkit.check_modal(content)
        if self.depth(below) >= limits.MODAL_DEPTH:
            raise SlackSaysNo("push_limit_reached")
        return self._store(self.next("V"), content, below)

    def depth(self, view_id: str | None) -> int:
        """How many windows are stacked up to this one."""
        below = self.views.get(view_id or "", {}).get("previous_view_id")
        return 0 if view_id is None else 1 + self.depth(below)

    def change_view(self, view_id: str, content: Facts, hash_: object = None) -> Facts:
        """Put other content into a window. A stale hash is refused."""
        blockkit.check_modal(content)
        view = self.views.get(view_id)
        if view is None:
            raise SlackSaysNo("not_found")
        if hash_ is not None and hash_ != view["hash"]:
            raise SlackSaysNo("hash_conflict")
        return self._store(view_id, content, view["previous_view_id"])

    def close_view(self, view_id: str, *, whole_stack: bool = False) -> None:
        """Somebody's window is closed."""
        view = self.views.pop(view_id, None)
        if view and whole_stack and view["previous_view_id"]:
            self.close_view(view["previous_view_id"], whole_stack=True)

    def _store(self, view_id: str, content: Facts, below: str | None) -> Facts:
        self.views[view_id] = {
            "private_metadata": "",
            "callback_id": "",
            **content,
            "blocks": [
                {**block, "block_id": block.get("block_id") or self.next("b")}
                for block in content["blocks"]
            ],
            "id": view_id,
            "hash": self.hash(content),
            "team_id": self.team_id,
            "previous_view_id": below,
            "root_view_id": self.views[below]["root_view_id"] if below else view_id,
        }
        return self.views[view_id]

    def publish_home(self, user_id: str, content: Facts, hash_: object = None) -> Facts:
        """Somebody's home tab. A stale hash is refused."""
        blockkit.check_home(content)
        old = self.homes.get(user_id)
        if hash_ is not None and (old is None or hash_ != old["hash"]):
            raise SlackSaysNo("hash_conflict")
        id_ = old["id"] if old else self.next("V")
        self.homes[user_id] = {**content, "id": id_, "hash": self.hash(content)}
        return self.homes[user_id]

    def hash(self, content: Facts) -> str:
        """A hash that no other state of a view has."""
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return f"{next(self.numbers)}.{digest[:8]}"

    def post(self, arguments: Facts) -> Facts:
        """Post a message; a user's id means the direct channel with them."""
        blockkit.check_message(arguments)
        channel = self.channel(str(arguments.get("channel", "")))
        ts = f"{1_700_000_000 + next(self.numbers)}.000100"
        message = {"type": "message", "ts": ts, **arguments, "channel": channel}
        self.messages[channel, ts] = message
        return message

    def change_message(self, arguments: Facts) -> Facts:
        """Change a message. Without `blocks` its blocks go, as they do in Slack."""
        blockkit.check_message(arguments)
        key = (str(arguments.get("channel")), str(arguments.get("ts")))
        if key[0].startswith("U"):
            raise SlackSaysNo("channel_not_found")
        if key not in self.messages:
            raise SlackSaysNo("message_not_found")
        self.messages[key] = {"type": "message", **arguments}
        return self.messages[key]

    def channel(self, channel_id: str) -> str:
        """Where a message to this id ends up."""
        if not channel_id:
            raise SlackSaysNo("channel_not_found")
        return "D" + channel_id[1:] if channel_id[0] in "UW" else channel_id
