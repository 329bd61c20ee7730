"""All that went to the bot and came from it, the latest of it."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from bot.sandbox.workspace import Facts

KEPT = 1000
LONGEST_SUMMARY = 120


class Traffic:
    """The latest requests in both directions, numbered from 1."""

    def __init__(self, now: Callable[[], datetime], changed: Callable[[str], None]) -> None:
        self._entries: deque[Facts] = deque(maxlen=KEPT)
        self._now = now
        self._changed = changed
        self._last = 0

    def note(
        self,
        direction: str,
        kind: str,
        name: str,
        body: Facts,
        *,
        answer: object = None,
        ms: float = 0.0,
        summary: str = "",
    ) -> Facts:
        """Keep one request with its answer; `ms` is how long it took."""
        self._last += 1
        entry = {
            "n": self._last,
            "at": self._now().isoformat(),
            "direction": direction,
            "kind": kind,
            "name": name,
            "summary": summary[:LONGEST_SUMMARY],
            "body": body,
            "answer": answer,
            "ms": round(ms, 1),
        }
        self._entries.append(entry)
        self._changed("traffic")
        return entry

    def after(self, number: int) -> list[Facts]:
        """The entries after that number."""
        return [entry for entry in self._entries if entry["n"] > number]
