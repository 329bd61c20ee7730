"""What the sandbox's Slack knows: people, channels, messages, views. No network here."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

TEAM = "T0TEAM"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP_ID = "A0APP"
CHANNEL = "C0GENERAL"
HISTORY = 500
"""How many of the latest deeds are remembered."""
Facts = dict[str, Any]


class SlackSaysNo(Exception):  # noqa: N818 - it is Slack's answer, not a fault of ours
    """Slack's answer `{"ok": false, "error": code}`, with what it says besides."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass
class Trigger:
    """A person's click that may open one window. `at`: seconds of the process's own clock."""

    user_id: str
    at: float
    view_id: str | None = None
    opened_id: str | None = None
    used: bool = False
    expired: bool = False


@dataclass
class Workspace:
    """The state behind the Web API and the page. Whoever changes it says so by `changed`.

    `views` holds every open window by id, `stacks` whose they are; `deeds` is what people did.
    """

    team_id: str = TEAM
    name: str = "Acme Suppliers"
    now: Callable[[], datetime] = utc_now
    users: dict[str, Facts] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    channels: dict[str, Facts] = field(default_factory=dict)
    messages: dict[tuple[str, str], Facts] = field(default_factory=dict)
    unread: dict[str, dict[str, int]] = field(default_factory=dict)
    views: dict[str, Facts] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    entered: dict[str, Facts] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    homes: dict[str, Facts] = field(default_factory=dict)
    files: dict[str, Facts] = field(default_factory=dict)
    bookmarks: dict[str, Facts] = field(default_factory=dict)
    canvases: dict[str, Facts] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, Facts] = field(default_factory=dict)
    toasts: dict[str, Facts] = field(default_factory=dict)
    tours: dict[str, Facts] = field(default_factory=dict)
    deeds: list[Facts] = field(default_factory=list)
    last: int = 0
    listeners: list[Callable[[frozenset[str]], None]] = field(default_factory=list)

    def next(self, prefix: str) -> str:
        """A new id."""
        self.last += 1
        return f"{prefix}{self.last:08d}"

    def next_ts(self) -> str:
        """The timestamp of a new message: later than every other."""
        self.last += 1
        return f"{int(self.now().timestamp())}.{self.last:06d}"

    def changed(self, *what: str) -> None:
        """Tell whoever listens that this part of the state is different now."""
        for listener in self.listeners:
            listener(frozenset(what))

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
        title: str = "",
        color: str = "8c1d2f",
    ) -> None:
        """Let somebody be known to Slack."""
        team = team or self.team_id
        name = name or user_id.lower()
        profile = {"real_name": name, "display_name": name, "title": title}
        self.users[user_id] = {
            "id": user_id,
            "team_id": team,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "deleted": deleted,
            "color": color,
            "is_bot": bot,
            "is_restricted": guest,
            "is_ultra_restricted": False,
            **({"is_stranger": True} if team != self.team_id else {}),
            "tz": tz,
            "profile": profile | ({"email": email} if email else {}),
        }
        self.changed("people")

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: Iterable[str] = (),
        *,
        kind: str = "channel",
        topic: str = "",
    ) -> Facts:
        """Let a channel be known: `kind` is channel, private, shared or im."""
        made: Facts = {"id": channel_id, "name": name, "kind": kind, "topic": topic, "with": None}
        self.channels[channel_id] = {**made, "members": list(members)}
        self.changed("channels")
        return self.channels[channel_id]

    def direct(self, user_id: str) -> Facts:
        """The app's direct channel with somebody."""
        channel_id = "D" + user_id[1:]
        if channel_id not in self.channels:
            members = (user_id, BOT_USER)
            self.add_channel(channel_id, "", members, kind="im")["with"] = user_id
        return self.channels[channel_id]

    def trigger(self, user_id: str, view_id: str | None = None) -> str:
        """A trigger id, good for one window. `view_id`: the window that was clicked in."""
        trigger_id = f"{self.next('')}.{self.team_id}.trigger"
        self.triggers[trigger_id] = Trigger(user_id, time.monotonic(), view_id)
        return trigger_id

    def channel(self, channel_id: object) -> Facts:
        """A channel by its id."""
        found = self.channels.get(str(channel_id))
        if found is None:
            raise SlackSaysNo("channel_not_found")
        return found

    def joined(self, channel_id: object) -> Facts:
        """A channel in which the bot is."""
        found = self.channel(channel_id)
        if BOT_USER not in found["members"]:
            raise SlackSaysNo("not_in_channel")
        return found

    def user(self, user_id: object, code: str = "user_not_found") -> Facts:
        """Somebody by id."""
        found = self.users.get(str(user_id))
        if found is None:
            raise SlackSaysNo(code)
        return found

    def message(self, channel_id: object, ts: object) -> Facts:
        """A message that everybody in the channel sees."""
        found = self.messages.get((str(channel_id), str(ts)))
        if found is None or found.get("ephemeral_to"):
            raise SlackSaysNo("message_not_found")
        return found

    def messages_in(self, channel_id: str, reader: str | None = None) -> list[Facts]:
        """The messages of a channel, oldest first; also those that only `reader` sees."""
        found = [
            one
            for (channel, _), one in self.messages.items()
            if channel == channel_id and one.get("ephemeral_to") in (None, reader)
        ]
        return sorted(found, key=lambda one: str(one["ts"]))

    def put_message(self, channel_id: str, user_id: str, content: Facts, **more: object) -> Facts:
        """A new message; whoever else sees it has one more unread."""
        ts = self.next_ts()
        message = {"type": "message", "ts": ts, "user": user_id, **content, **more}
        message |= {"channel": channel_id, "team": self.home_of(user_id)}
        self.messages[channel_id, ts] = self.with_block_ids(message)
        only = message.get("ephemeral_to")
        for reader in [only] if only else self.channels[channel_id]["members"]:
            if reader != user_id:
                counts = self.unread.setdefault(str(reader), {})
                counts[channel_id] = counts.get(channel_id, 0) + 1
        self.changed("messages")
        return self.messages[channel_id, ts]

    def with_block_ids(self, content: Facts) -> Facts:
        """The content, with an id for each block that had none."""
        if "blocks" not in content:
            return content
        blocks = [
            {**block, "block_id": block.get("block_id") or self.next("b")}
            for block in content["blocks"] or ()
        ]
        return {**content, "blocks": blocks}

    def home_of(self, user_id: str) -> str:
        """The workspace where somebody is at home."""
        return str(self.users.get(user_id, {}).get("team_id", self.team_id))

    def remember(self, user_id: str, what: str, name: str, **more: object) -> None:
        """Keep what somebody did."""
        self.deeds.append({"who": user_id, "what": what, "name": name, **more})
        del self.deeds[:-HISTORY]
        self.changed("tour")

    def toast(self, user_id: str, text: str, kind: str = "error") -> None:
        """A short note over somebody's page."""
        self.toasts[user_id] = {"text": text, "kind": kind}
        self.changed("toast")
