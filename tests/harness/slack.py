"""FakeSlack: a loopback server that speaks Slack's Web API, response_url and Socket Mode."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from tests.harness import blockkit
from tests.harness.loop import LoopThread
from tests.harness.methods import METHODS, arguments_of
from tests.harness.rules import BlockKitError
from tests.harness.sockets import Sockets
from tests.harness.workspace import Facts, SlackSaysNo, Workspace

BOT_TOKEN = "xoxb-of-the-bot"
APP_TOKEN = "xapp-of-the-bot"
SCOPES = "commands,chat:write,im:write,users:read,users:read.email"
SLOW_SECONDS = 4.0
RESPONSE_URL_USES = 5


@dataclass(frozen=True)
class Call:
    """One call of a method."""

    method: str
    arguments: Facts


@dataclass
class Fault:
    """What goes wrong with the next calls of a method."""

    kind: str
    times: int
    retry_after: int
    seconds: float
    after: int = 0


class FakeSlack:
    """One workspace at a loopback address. A context manager; its API is synchronous.

    `problems` collects every surface that Slack would have refused; the fixture asserts that it
    is empty.
    """

    def __init__(self) -> None:
        self.workspace = Workspace()
        self.calls: list[Call] = []
        self.responses: list[Facts] = []
        self.problems: list[str] = []
        self.scopes = SCOPES
        self.port = 0
        self._faults: dict[str, Fault] = {}
        self._uses: dict[str, int] = {}
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self._thread = LoopThread("slack")
        self.sockets = Sockets(self._thread, self.problem)
        self._thread.run(self._listen())
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.run(self._close())
        self._thread.close()

    @property
    def url(self) -> str:
        """The address of the Web API, for SLACK_API_URL."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def views(self) -> dict[str, Facts]:
        """All open windows by id."""
        return self.workspace.views

    def view_by_trigger(self, trigger_id: str) -> Facts | None:
        """The window that was opened with this trigger."""
        trigger = self.workspace.triggers.get(trigger_id)
        return self.views.get(trigger.opened_id or "") if trigger else None

    @property
    def messages(self) -> list[Facts]:
        """All messages as they are now."""
        return list(self.workspace.messages.values())

    def add_user(self, user_id: str, **facts: Any) -> None:
        """Let somebody be known: `name, guest, bot, team, deleted, email, tz`."""
        self.workspace.add_user(user_id, **facts)

    def calls_of(self, method: str) -> list[Facts]:
        """The arguments of every call of a method."""
        return [call.arguments for call in self.calls if call.method == method]

    def response_url(self) -> str:
        """A new address to answer to; good for five answers."""
        id_ = self.workspace.next("response")
        self._uses[id_] = 0
        return f"http://127.0.0.1:{self.port}/response/{id_}"

    def responses_to(self, url: str) -> list[Facts]:
        """What was answered to this address."""
        return [one["body"] for one in self.responses if one["url"] == url]

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
        """Let the next `times` calls fail: 429, 500, slow, cut, or error:<code>.

        `after`: so many calls before them go well. `method` may be `response_url` or `*`.
        Negative `times`: until `mend`.
        """
        if kind not in ("429", "500", "slow", "cut") and not kind.startswith("error:"):
            raise ValueError(f"no fault of this kind: {kind}")
        self._faults[method] = Fault(kind, times, retry_after, seconds, after)

    def mend(self) -> None:
        """No more faults."""
        self._faults.clear()

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Nobody listens at the port meanwhile."""
        self._thread.run(self._close())
        try:
            yield
        finally:
            self._thread.run(self._listen())

    def expire_triggers(self) -> None:
        """Let more than three seconds pass for every trigger there is."""
        for trigger in self.workspace.triggers.values():
            trigger.expired = True

    def wait_for(self, true: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until something is true; an AssertionError where it does not become so."""
        until = time.monotonic() + seconds
        pause = threading.Event()
        while not true():
            assert time.monotonic() < until, "it did not happen in time"
            pause.wait(0.01)

    def send_envelope(self, kind: str, payload: Facts, timeout: float = 10.0) -> Facts:
        """Send an envelope by Socket Mode and give the payload of its ack, {} for a bare one."""
        return self.sockets.send(kind, payload, timeout)

    def problem(self, error: object) -> None:
        """Remember what Slack would have refused."""
        self.problems.append(str(error))

    async def _listen(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/response/{id}", self._respond)
        app.router.add_get("/socket", self.sockets.accept)
        self._stopping = asyncio.Event()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        self._stopping.set()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments, token = await arguments_of(request)
        self.calls.append(Call(method, arguments))
        faulty = await self._fault(method, request)
        if faulty is not None:
            return faulty
        headers = {"x-oauth-scopes": self.scopes}
        return web.json_response(self._answer(method, arguments, token), headers=headers)

    def _answer(self, method: str, arguments: Facts, token: str) -> Facts:
        if method not in METHODS:
            self.problem(f"{method}: no method that FakeSlack knows")
            return {"ok": False, "error": "unknown_method"}
        needed = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token != needed:
            return {"ok": False, "error": "invalid_auth" if token else "not_authed"}
        known, work = METHODS[method]
        for key in sorted(set(arguments) - known):
            self.problem(f"{method}: no argument “{key}”")
        try:
            return {"ok": True, **work(self, arguments)}
        except SlackSaysNo as no:
            return {"ok": False, "error": no.code}
        except BlockKitError as error:
            self.problem(f"{method}: {error}")
            return {"ok": False, "error": "invalid_blocks", "messages": [str(error)]}

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        id_ = request.match_info["id"]
        body = await request.json()
        faulty = await self._fault("response_url", request)
        if faulty is not None:
            return faulty
        self._uses[id_] = self._uses.get(id_, RESPONSE_URL_USES) + 1
        if self._uses[id_] > RESPONSE_URL_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        try:
            says_who = body.get("replace_original") or body.get("delete_original")
            blockkit.check_message(body, answers_command=not says_who)
        except BlockKitError as error:
            self.problem(f"response_url: {error}")
        self.responses.append({"url": str(request.url), "body": body})
        return web.json_response({"ok": True})

    async def _fault(self, method: str, request: web.Request) -> web.StreamResponse | None:
        name = method if method in self._faults else "*"
        fault = self._faults.get(name)
        if fault is None or fault.after > 0:
            if fault is not None:
                fault.after -= 1
            return None
        fault.times -= 1
        if fault.times == 0:
            del self._faults[name]
        if fault.kind == "429":
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers=headers
            )
        if fault.kind == "500":
            return web.Response(status=500, text="<html>Internal Server Error</html>")
        if fault.kind == "cut":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.kind == "slow":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), fault.seconds)
            return None
        return web.json_response({"ok": False, "error": fault.kind.removeprefix("error:")})
