"""The real app behind a real port, and people who use it through Slack's own payloads."""

import functools
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Self

import httpx

from bot import settings
from bot.database import Database
from bot.delivery.tempo import Tempo
from bot.delivery.turn import seconds_to_wait
from bot.sandbox import blockkit, envelopes
from bot.sandbox.delivery import Ack, ByHttp, BySocket, Delivery, signed
from bot.sandbox.workspace import Facts
from tests.harness.clock import Clock
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.server import Server
from tests.harness.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

SIGNING_SECRET = "the-signing-secret-of-the-tests"
AT_ONCE = Tempo(gap=0.0, patience=5.0, poll=0.2, ceilings={})
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


USUAL = {
    "slack_bot_token": BOT_TOKEN,
    "slack_signing_secret": SIGNING_SECRET,
    "slack_app_token": APP_TOKEN,
    "admin_users": "U0ADMIN",
    "secret_key": "k" * 32,
    "public_url": "https://redthread.example",
}


@functools.cache
def _usual() -> settings.Settings:
    """Read once a test process: reading costs as much as building the app."""
    return settings.load(None, **USUAL)


def settings_for(slack: FakeSlack, database_url: str, **more: Any) -> settings.Settings:
    """The settings of a bot in tests; `more` overrides them."""
    places = {"slack_api_url": slack.url, "database_url": database_url}
    if more:
        return settings.load(None, **(USUAL | places | more))
    return _usual().model_copy(update=places)


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    """Slack's signature of a request."""
    return signed(secret, body, timestamp)["X-Slack-Signature"]


class Bot:
    """The running app. A context manager; its API is synchronous.

    Every acknowledgement is checked as Slack would check it. `by_socket`: requests come by Socket
    Mode and not over HTTP. `schedules`: the app's own jobs run, too. `tempo` is the
    sender's, without waits unless told otherwise. `more` overrides settings.
    """

    def __init__(
        self,
        slack: FakeSlack,
        database_url: str,
        clock: Clock | None = None,
        *,
        by_socket: bool = False,
        schedules: bool = False,
        tempo: Tempo = AT_ONCE,
        **more: Any,
    ) -> None:
        self.slack = slack
        self.clock = clock or Clock()
        self.by_socket = by_socket
        self.schedules = schedules
        self.tempo = tempo
        self.settings = settings_for(slack, database_url, **more)

    def __enter__(self) -> Self:
        from bot.app import build_app

        self.app = build_app(
            self.settings,
            now=self.clock,
            clock=self.schedules,
            tempo=self.tempo,
            socket_mode=self.by_socket,
        )
        self._told = len(self.slack.calls)
        with ExitStack() as stack:
            self._server = stack.enter_context(Server(self.app.web))
            self.http = stack.enter_context(
                httpx.Client(base_url=self._server.url, trust_env=False, verify=False, timeout=30)
            )
            self.way: Delivery = BySocket(self.slack.sockets)
            if not self.by_socket:
                self.way = ByHttp(f"{self.url}/slack/events", SIGNING_SECRET)
                stack.callback(self._close_way)
            self.slack.way = self.way
            self.slack.workspace.now = self.clock
            self._stack = stack.pop_all()
        return self

    def _close_way(self) -> None:
        self.slack.thread.run(self.way.close())

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    @property
    def database(self) -> Database:
        """The app's own database."""
        return self.app.database

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._server.url

    def as_(self, user_id: str) -> Person:
        """A person who uses the bot."""
        return Person(self, user_id)

    def runs(self, job: str) -> None:
        """Run one job of the clock, by its name, in the app's own loop. Its faults are raised."""
        from schedules import jobs

        found = next(one for one in jobs.TABLE if one.name == job)
        self._server.run(found.run(self.app.edge))

    def delivers(self, seconds: float = 30.0) -> Reply:
        """Wait until nothing is left to send; the messages and homes since the last time."""
        self.slack.wait_for(lambda: self.database.read_now(seconds_to_wait) is None, seconds)
        before, self._told = self._told, len(self.slack.calls)
        reply = Reply(200)
        for call in self.slack.calls[before : self._told]:
            if call.method.startswith("chat."):
                reply.messages.append(call.arguments)
            elif call.method == "views.publish":
                reply.homes.append(call.arguments["view"])
        return reply

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self.http.get(path)

    def post(
        self,
        body: bytes | str,
        content_type: str = FORM,
        *,
        headers: Mapping[str, str | None] | None = None,
        timestamp: float | str | None = None,
        secret: str = SIGNING_SECRET,
        path: str = "/slack/events",
    ) -> httpx.Response:
        """Post a signed request. A header given as None is left out."""
        body = body.encode() if isinstance(body, str) else body
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        sent: dict[str, str | None] = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(body, stamp, secret),
            **(headers or {}),
        }
        kept = {name: value for name, value in sent.items() if value is not None}
        return self.http.post(path, content=body, headers=kept)

    def send_command(self, form: Facts) -> Reply:
        """A slash command; its answer is checked."""
        before = self._mark()
        ack = self._deliver("slash_commands", form)
        if ack.body is not None:
            blockkit.check_message(ack.body, answers_command=True)
        return self._reply(ack, form, before)

    def send_interactive(self, payload: Facts, view: Facts | None = None) -> Reply:
        """A click, a submission or a question for options; its answer is checked."""
        before = self._mark()
        ack = self._deliver("interactive", payload)
        reply = self._reply(ack, payload, before)
        if payload["type"] == "view_submission" and view is not None:
            blockkit.check_submission(ack.body, view)
            shown = self.slack.acts.show_submission_ack(payload["user"]["id"], view, ack)
            reply.view = shown or reply.view
        elif payload["type"] == "block_suggestion":
            blockkit.check_options(ack.body)
        elif ack.status == 200:
            assert ack.body is None, f"a click is acknowledged without a body, not with {ack.body}"
        return reply

    def _deliver(self, kind: str, payload: Facts) -> Ack:
        """Send it the way the bot is reached."""
        sent = self.way.send(kind, payload, self.slack.manners.patience)
        return self.slack.thread.run(sent, self.slack.manners.patience + 5)

    def event(
        self, kind: str, *, event_id: str | None = None, retry: int = 0, **fields: Any
    ) -> Reply:
        """An event. The same `event_id` again, with `retry`, is Slack's retry of it."""
        payload = envelopes.event(self.slack.workspace, kind, event_id, **fields)
        before = self._mark()
        ack = self._deliver("events_api", {**payload, "retry_attempt": retry})
        return self._reply(ack, payload, before)

    def _mark(self) -> int:
        return len(self.slack.calls)

    def _reply(self, ack: Ack, sent: Facts, before: int) -> Reply:
        """Gather what the request did: its windows by trigger, its answers by response URL."""
        reply = Reply(ack.status, ack.body)
        reply.responses = self.slack.responses_to(str(sent.get("response_url")))
        trigger_id = sent.get("trigger_id")
        for call in self.slack.calls[before:]:
            shown = call.arguments
            if call.method in ("views.open", "views.push") and shown["trigger_id"] == trigger_id:
                reply.view = self.slack.view_by_trigger(str(trigger_id))
            elif call.method == "views.update":
                reply.view = self.slack.views.get(str(shown.get("view_id")))
            elif call.method == "views.publish":
                reply.homes.append(shown["view"])
            elif call.method.startswith("chat."):
                reply.messages.append(shown)
        return reply
