"""The sandbox's Slack: a loopback server that speaks its Web API, response URLs and Socket Mode."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import BodyPartReader, web

from bot import manifest
from bot.errors import ConfigurationError
from bot.sandbox import blockkit, envelopes, faults, response_urls, web_api
from bot.sandbox.acts import Acts
from bot.sandbox.blockkit import BlockKitError
from bot.sandbox.delivery import RETRIES, Ack, BySocket, Delivery, send_event
from bot.sandbox.guard import guard, is_loopback
from bot.sandbox.loop import LoopThread
from bot.sandbox.methods.apps import APP_TOKEN, BOT_TOKEN
from bot.sandbox.rates import Rates
from bot.sandbox.sockets import Sockets
from bot.sandbox.traffic import Traffic
from bot.sandbox.views import TRIGGER_SECONDS
from bot.sandbox.web_api import Call
from bot.sandbox.workspace import CHANNEL, Facts, SlackSaysNo, Workspace

__all__ = ["APP_TOKEN", "BOT_TOKEN", "Call", "Manners", "Sandbox"]
LARGEST_UPLOAD = 50_000_000
"""Bytes."""


@dataclass
class Manners:
    """How strict it is: waits in seconds, and whether there are rate limits.

    `between_messages` are the seconds between two messages in one channel.
    """

    patience: float = 3.0
    trigger_seconds: float = TRIGGER_SECONDS
    rate_limits: bool = True
    between_messages: float = 1.0
    retries: Sequence[float] = RETRIES


class Sandbox:
    """One workspace at a loopback address. A context manager; its API is synchronous.

    It runs on a thread of its own. `problems` collects every surface that Slack would have
    refused, and every argument that it does not know.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        manners: Manners | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        i_know: bool = False,
    ) -> None:
        if not is_loopback(host) and not i_know:
            raise ConfigurationError(
                f"The sandbox listens on this machine only, not on {host}: whoever reaches it may "
                "act as anybody in it. Say --i-know if that is meant."
            )
        self.workspace = workspace or Workspace()
        self.manners = manners or Manners()
        self.host, self.port, self.i_know = host, port, i_know
        self.manifest: Facts = manifest.load()
        self.scopes = ",".join(sorted(frozenset().union(*manifest.bot_scopes(self.manifest))))
        self.calls: list[Call] = []
        self.responses: list[Facts] = []
        self.problems: list[str] = []
        self.tickets: set[str] = set()
        self.codes: set[str] = set()
        self.rates = Rates(is_on=self.manners.rate_limits, between=self.manners.between_messages)
        self.traffic = Traffic(lambda: self.workspace.now(), self.workspace.changed)  # noqa: PLW0108
        self.acts = Acts(self)
        self.routes: list[web.AbstractRouteDef] = []
        self.closing: list[Callable[[], None]] = []
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self.thread = LoopThread("slack")
        self.faults = faults.Faults()
        self.sockets = Sockets(self.thread, self.problem, self.tickets)
        self.way: Delivery = BySocket(self.sockets)
        try:
            self.thread.run(self._listen())
        except OSError as error:
            self.thread.close()
            raise ConfigurationError(
                f"Nothing can listen on {self.host} port {self.port}: {error.strerror}. "
                "Choose another with --port."
            ) from None
        return self

    def __exit__(self, *error: object) -> None:
        for close in self.closing:
            close()
        self.thread.run(self._close())
        self.thread.close()

    @property
    def root(self) -> str:
        """The server's own address, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address of the Web API, for SLACK_API_URL."""
        return f"{self.root}/api/"

    @property
    def granted(self) -> frozenset[str]:
        """The scopes that the bot's token has."""
        return frozenset(one for one in self.scopes.split(",") if one)

    @property
    def commands(self) -> list[str]:
        """The slash commands of the manifest."""
        listed = self.manifest.get("features", {}).get("slash_commands", [])
        return [str(one["command"]) for one in listed]

    @property
    def trigger_seconds(self) -> float:
        """How long a trigger is good."""
        return self.manners.trigger_seconds

    @property
    def views(self) -> dict[str, Facts]:
        """All open windows by id."""
        return self.workspace.views

    @property
    def messages(self) -> list[Facts]:
        """All messages as they are now."""
        return list(self.workspace.messages.values())

    def view_by_trigger(self, trigger_id: str) -> Facts | None:
        """The window that was opened with this trigger."""
        trigger = self.workspace.triggers.get(trigger_id)
        return self.views.get(trigger.opened_id or "") if trigger else None

    def add_user(self, user_id: str, **facts: Any) -> None:
        """Let somebody be known: `name, guest, bot, team, deleted, email, tz`."""
        self.workspace.add_user(user_id, **facts)

    def calls_of(self, method: str) -> list[Facts]:
        """The arguments of every call of a method."""
        return [call.arguments for call in self.calls if call.method == method]

    def trigger(self, user_id: str, view_id: str | None = None) -> str:
        """A new trigger id. `view_id`: the window that was clicked in."""
        return self.workspace.trigger(user_id, view_id)

    def expire_triggers(self) -> None:
        """Let more than three seconds pass for every trigger there is."""
        for trigger in self.workspace.triggers.values():
            trigger.expired = True

    def response_url(
        self, user_id: str = "", channel_id: str = CHANNEL, message: Facts | None = None
    ) -> str:
        """A new address to answer to; good for five answers."""
        id_ = response_urls.make(self.workspace, user_id, channel_id, message)
        return f"{self.root}/respond/{id_}"

    def responses_to(self, url: str) -> list[Facts]:
        """What was answered to this address."""
        return [one["body"] for one in self.responses if one["url"] == url]

    def fail(self, method: str, kind: str, times: int = 1, **more: Any) -> None:
        """Let the next `times` calls fail: see `Faults.fail`."""
        self.faults.fail(method, kind, times, **more)

    def mend(self) -> None:
        """No more faults."""
        self.faults.mend()

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Nobody listens at the port meanwhile."""
        self.thread.run(self._close())
        try:
            yield
        finally:
            self.thread.run(self._listen())

    def wait_for(self, true: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until something is true; an AssertionError where it does not become so."""
        until = time.monotonic() + seconds
        pause = threading.Event()
        while not true():
            if time.monotonic() > until:
                raise AssertionError("it did not happen in time")
            pause.wait(0.01)

    def send_envelope(self, kind: str, payload: Facts, timeout: float = 10.0) -> Facts:
        """Send an envelope by Socket Mode and give the payload of its ack, {} for a bare one."""
        return self.sockets.send(kind, payload, timeout)

    async def send_event(
        self, kind: str, subscription: str | None = None, **fields: Any
    ) -> list[Ack]:
        """Send an event where the manifest asks for it; every answer, none where it does not."""
        asked = self.manifest.get("settings", {}).get("event_subscriptions", {})
        if (subscription or kind) not in asked.get("bot_events", ()):
            return []
        payload = envelopes.event(self.workspace, kind, **fields)
        began = time.monotonic()
        acks = await send_event(self.way, payload, self.manners.patience, self.manners.retries)
        spent = (time.monotonic() - began) * 1000
        self.traffic.note("to_bot", "event", kind, payload, answer=acks[-1].status, ms=spent)
        return acks

    def problem(self, error: object) -> None:
        """Remember what Slack would have refused."""
        self.problems.append(str(error))

    async def _listen(self) -> None:
        middlewares = [] if self.i_know else [guard]
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_UPLOAD)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/files/{id}", self._file)
        app.router.add_get("/socket", self.sockets.accept)
        app.add_routes(self.routes)
        self.faults.stopping = asyncio.Event()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        self.faults.stopping.set()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _call(self, request: web.Request) -> web.StreamResponse:
        return await web_api.answer(self, request)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        entry = self.traffic.note("from_bot", "response_url", "response_url", body)
        faulty = await self.faults.strike("response_url", request)
        if faulty is not None:
            return faulty
        try:
            address = response_urls.use(self.workspace, request.match_info["id"])
        except SlackSaysNo as no:
            entry["answer"] = {"ok": False, "error": no.code}
            return web.json_response(entry["answer"], status=404)
        try:
            says_who = body.get("replace_original") or body.get("delete_original")
            blockkit.check_message(body, answers_command=not says_who)
        except BlockKitError as error:
            self.problem(f"response_url: {error}")
        response_urls.carry_out(self.workspace, address, body)
        self.responses.append({"url": str(request.url), "body": body})
        entry["answer"] = {"ok": True}
        return web.json_response({"ok": True})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.workspace.files.get(request.match_info["id"])
        if file is None or file["content"] is not None:
            return web.Response(status=404)
        content = await _content_of(request)
        if len(content) != file["size"]:
            return web.Response(status=400, text="the length is not the one that was announced")
        file["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self.workspace.files.get(request.match_info["id"])
        if file is None or not file["is_complete"]:
            return web.Response(status=404)
        headers = {
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
        }
        kind = "application/octet-stream"
        return web.Response(body=file["content"], content_type=kind, headers=headers)


async def _content_of(request: web.Request) -> bytes:
    """What was uploaded: as it is, or as a part of a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            return bytes(await part.read())
    return b""
