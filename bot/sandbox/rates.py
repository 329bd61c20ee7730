"""Slack's rate limits: by method and minute, and one message a second in each channel."""

import math
from collections import defaultdict, deque

from bot.sandbox.methods.method import Method
from bot.sandbox.workspace import Facts

MINUTE = 60.0


class Rates:
    """Counts calls. `is_on` False lets everything through.

    `between` are the seconds between two messages in one channel.
    """

    def __init__(self, *, is_on: bool, between: float) -> None:
        self.is_on = is_on
        self._between = between
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def wait(self, name: str, method: Method, arguments: Facts, at: float) -> int:
        """Whole seconds until this call may be made; 0 for at once, and then it counts."""
        if not self.is_on:
            return 0
        key, most, span = name, method.per_minute, MINUTE
        if name == "chat.postMessage":
            key, most, span = f"{name} {arguments.get('channel')}", 1, self._between
        if most is None:
            return 0
        calls = self._calls[key]
        while calls and at - calls[0] >= span:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(span - (at - calls[0])))
        calls.append(at)
        return 0
