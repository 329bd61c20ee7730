"""Keeps the workspace in a JSON file: written a moment after each change, in one piece."""

import asyncio
import json
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace import Facts, Workspace

PAUSE_SECONDS = 0.3
VERSION = 1
PARTS = (
    "team_id", "name", "users", "teams", "channels", "unread", "views", "stacks", "entered",
    "errors", "homes", "bookmarks", "canvases", "response_urls", "tours", "deeds", "last",
)  # fmt: skip


class Store:
    """The file of one workspace and its clock."""

    def __init__(self, file: Path, workspace: Workspace, clock: SandboxClock) -> None:
        self._file = file
        self._workspace = workspace
        self._clock = clock
        self._due = False
        workspace.listeners.append(lambda _what: self._changed())

    def load(self) -> bool:
        """Take what was kept; False where there is nothing of this version."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        if not isinstance(kept, dict) or kept.get("version") != VERSION:
            return False
        for part in PARTS:
            setattr(self._workspace, part, kept[part])
        messages = {(one["channel"], one["ts"]): one for one in kept["messages"]}
        self._workspace.messages = messages
        self._clock.passes(seconds=kept["clock"])
        return True

    def save(self) -> None:
        """Write the file, all of it or nothing."""
        text = json.dumps(self._kept(), ensure_ascii=False)
        beside = self._file.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._file)
        self._due = False

    def _kept(self) -> Facts:
        kept: Facts = {part: getattr(self._workspace, part) for part in PARTS}
        kept["messages"] = list(self._workspace.messages.values())
        return {**kept, "version": VERSION, "clock": self._clock.offset.total_seconds()}

    def _changed(self) -> None:
        """Write soon, once for many changes."""
        if self._due:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # not on the server's loop: the next change there or the end will write it
        self._due = True
        loop.call_later(PAUSE_SECONDS, self.save)
