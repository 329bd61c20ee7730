"""What goes wrong on demand: a method that is slow, refuses, fails or is cut off."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

SLOW_SECONDS = 4.0
LOST = web.RequestKey("lost", bool)
"""Set on a request whose answer is not to arrive."""
KINDS = ("429", "500", "slow", "cut", "lost")


@dataclass
class Fault:
    """What goes wrong with the next calls of a method."""

    kind: str
    times: int
    retry_after: int
    seconds: float
    after: int


class Faults:
    """The faults that are on. `stopping` ends a slow answer when the server stops.

    `weather` names the fault of each call where none was ordered; None or "" for none.
    """

    def __init__(self) -> None:
        self.weather: Callable[[str], str | None] = lambda _method: None
        self._faults: dict[str, Fault] = {}
        self.stopping = asyncio.Event()

    def fail(
        self,
        method: str,
        kind: str,
        times: int = 1,
        *,
        retry_after: int = 30,
        seconds: float = SLOW_SECONDS,
        after: int = 0,
    ) -> None:
        """Let the next `times` calls fail: 429, 500, slow, cut, lost, or error:<code>.

        `cut` ends the connection before anything is done, `lost` after it was done.
        `after`: so many calls before them go well. `method` may be `response_url` or `*`.
        Negative `times`: until `mend`.
        """
        if kind not in KINDS and not kind.startswith("error:"):
            raise ValueError(f"no fault of this kind: {kind}")
        self._faults[method] = Fault(kind, times, retry_after, seconds, after)

    def mend(self) -> None:
        """No more faults."""
        self._faults.clear()

    def _due(self, method: str) -> Fault | None:
        """The fault that this call meets; counted."""
        name = method if method in self._faults else "*"
        fault = self._faults.get(name)
        if fault is None:
            kind = self.weather(method)
            return Fault(kind, 1, retry_after=1, seconds=0.3, after=0) if kind else None
        if fault.after:
            fault.after -= 1
            return None
        fault.times -= 1
        if fault.times == 0:
            del self._faults[name]
        return fault

    async def strike(self, method: str, request: web.Request) -> web.StreamResponse | None:
        """What is answered in place of the method's own answer; None where nothing is wrong."""
        fault = self._due(method)
        if fault is None:
            return None
        match fault.kind:
            case "429":
                return too_many(fault.retry_after)
            case "500":
                return web.Response(status=500, text="<html>Internal Server Error</html>")
            case "cut":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            case "lost":
                request[LOST] = True
            case "slow":
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), fault.seconds)
            case error:
                return web.json_response({"ok": False, "error": error.removeprefix("error:")})
        return None


def too_many(seconds: int) -> web.Response:
    """Slack's answer to whoever calls too often."""
    headers = {"Retry-After": str(seconds)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
