"""The page: its files, its state, what changes in it, the traffic, and what people do on it."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.sandbox import page_acts, page_state
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import Sandbox

FILES = Path(__file__).parent / "page"
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
HEARTBEAT_SECONDS = 15.0
Work = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    """Where no bot is behind the page."""


LOOKS_A_DAY = 3
"""Eight hours apart, as long as a working day: one of them falls into everybody's."""


class Page:
    """The page of one sandbox. `words` are the bot's commands: usage and help.

    `run_jobs` runs the bot's jobs that time has made due; `start_afresh` forgets everything.
    """

    def __init__(
        self,
        slack: Sandbox,
        clock: SandboxClock,
        words: page_state.Words = (),
        *,
        run_jobs: Work = _nothing,
        start_afresh: Work = _nothing,
    ) -> None:
        self.slack = slack
        self._clock = clock
        self._words = words
        self._run_jobs = run_jobs
        self._start_afresh = start_afresh
        self._readers: set[asyncio.Queue[frozenset[str]]] = set()
        slack.workspace.listeners.append(self._tell)
        slack.routes += [
            web.get("/", self._index),
            web.get("/page/state", self._state),
            web.get("/page/events", self._events),
            web.get("/page/traffic", self._traffic),
            web.post("/page/act", self._act),
            web.get("/page/{name:.+}", self._asset),
        ]

    async def pass_days(self, days: int) -> None:
        """Let days pass, and the bot's jobs run several times on each: some wait for an hour."""
        for _ in range(days * LOOKS_A_DAY):
            self._clock.passes(hours=24 / LOOKS_A_DAY)
            await self._run_jobs()
        self.slack.workspace.changed("clock")

    async def reset(self) -> None:
        """Begin anew: another workspace, another portfolio, today."""
        await self._start_afresh()
        self.slack.workspace.changed("messages", "views", "home", "clock", "tour", "toast")

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.StreamResponse:
        found = page_state.state(self.slack, self._me(request), self._words)
        return web.json_response(found, headers=HEADERS)

    async def _traffic(self, request: web.Request) -> web.StreamResponse:
        after = request.query.get("after", "0")
        number = int(after) if after.isdecimal() else 0
        return web.json_response({"entries": self.slack.traffic.after(number)}, headers=HEADERS)

    async def _act(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("X-Sandbox") != "1":
            raise _no(web.HTTPForbidden, "The header X-Sandbox: 1 is missing.")
        me = self._me(request)
        try:
            asked = await request.json()
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise _no(web.HTTPBadRequest, "This is no JSON object.")
        return web.json_response(await page_acts.act(self, me, asked), headers=HEADERS)

    def _me(self, request: web.Request) -> str:
        """Who one is: the first of the people unless it is said."""
        people = self.slack.workspace.users
        first = next((one["id"] for one in people.values() if not one["is_bot"]), "")
        me = request.query.get("as") or first
        if me not in people or people[me]["is_bot"]:
            raise _no(web.HTTPNotFound, f"There is nobody called “{me[:40]}” here.")
        return me

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self._me(request)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[frozenset[str]] = asyncio.Queue()
        self._readers.add(queue)
        try:
            await self._tell_on(response, queue)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the page was closed, or the server stops
        finally:
            self._readers.discard(queue)
        return response

    async def _tell_on(
        self, response: web.StreamResponse, queue: "asyncio.Queue[frozenset[str]]"
    ) -> None:
        await response.write(b": welcome\n\n")
        stopping = self.slack.faults.stopping
        while not stopping.is_set():
            what: frozenset[str] = frozenset()
            with contextlib.suppress(TimeoutError):
                what = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            while not queue.empty():
                what |= queue.get_nowait()
            data = json.dumps(sorted(what))
            sent = f"event: changed\ndata: {data}\n\n" if what else ": still here\n\n"
            await response.write(sent.encode())

    def _tell(self, what: frozenset[str]) -> None:
        """From any thread: everybody who reads hears of it."""
        loop = self.slack.thread.loop
        for queue in list(self._readers):
            loop.call_soon_threadsafe(queue.put_nowait, what)


def _no(kind: type[web.HTTPClientError], sentence: str) -> web.HTTPClientError:
    body = json.dumps({"ok": False, "error": sentence})
    return kind(text=body, content_type="application/json", headers=HEADERS)


def _file(name: str) -> web.Response:
    """One of the page's own files, and nothing else."""
    path = (FILES / name).resolve()
    kind = KINDS.get(path.suffix)
    if kind is None or not path.is_relative_to(FILES.resolve()) or not path.is_file():
        raise web.HTTPNotFound(text="There is no such file.")
    body = path.read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=HEADERS)
