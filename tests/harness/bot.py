"""The real app behind a real port, and people who use it through Slack's own payloads."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Self
from urllib.parse import urlencode

import httpx

from bot import settings
from bot.database import Database
from tests.harness import blockkit
from tests.harness.clock import Clock
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.server import Server
from tests.harness.slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.harness.workspace import Facts, SlackSaysNo

SIGNING_SECRET = "the-signing-secret-of-the-tests"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def settings_for(slack: FakeSlack, database_url: str, **more: Any) -> settings.Settings:
    """The settings of a bot in tests; `more` overrides them."""
    values = {
        "slack_bot_token": BOT_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_app_token": APP_TOKEN,
        "slack_api_url": slack.url,
        "database_url": database_url,
        "admin_users": "U0ADMIN",
        "secret_key": "k" * 32,
        **more,
    }
    return settings.load(None, **values)


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    """Slack's signature of a request."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Bot:
    """The running app. A context manager; its API is synchronous.

    Every acknowledgement is checked as Slack would check it. `by_socket`: requests come by Socket
    Mode and not over HTTP. `schedules`: the app's own jobs run, too. `more` overrides settings.
    """

    def __init__(
        self,
        slack: FakeSlack,
        database_url: str,
        clock: Clock | None = None,
        *,
        by_socket: bool = False,
        schedules: bool = False,
        **more: Any,
    ) -> None:
        self.slack = slack
        self.clock = clock or Clock()
        self.by_socket = by_socket
        self.schedules = schedules
        self.settings = settings_for(slack, database_url, **more)
        self._events = itertools.count(1)

    def __enter__(self) -> Self:
        from bot.app import build_app

        self.app = build_app(
            self.settings, now=self.clock, clock=self.schedules, socket_mode=self.by_socket
        )
        with ExitStack() as stack:
            self._server = stack.enter_context(Server(self.app.web))
            self.http = stack.enter_context(
                httpx.Client(base_url=self._server.url, trust_env=False, timeout=30)
            )
            self._stack = stack.pop_all()
        return self

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
        status, answer = self._deliver("slash_commands", form)
        if answer is not None:
            blockkit.check_message(answer, answers_command=True)
        return self._reply(status, answer, form, before)

    def send_interactive(self, payload: Facts, view: Facts | None = None) -> Reply:
        """A click, a submission or a question for options; its answer is checked."""
        before = self._mark()
        status, answer = self._deliver("interactive", payload)
        reply = self._reply(status, answer, payload, before)
        if payload["type"] == "view_submission" and view is not None:
            blockkit.check_submission(answer, view)
            self._submitted(reply, view)
        elif payload["type"] == "block_suggestion":
            blockkit.check_options(answer)
        elif status == 200:
            assert answer is None, f"a click is acknowledged without a body, not with {answer}"
        return reply

    def _deliver(self, kind: str, payload: Facts) -> tuple[int, Any]:
        """Send it the way the bot is reached; the status and the acknowledgement's body."""
        if self.by_socket:
            return 200, self.slack.send_envelope(kind, payload) or None
        if kind == "events_api":
            again = {"X-Slack-Retry-Num": str(payload["retry_attempt"])}
            again["X-Slack-Retry-Reason"] = "http_timeout"
            body = {key: value for key, value in payload.items() if key != "retry_attempt"}
            headers = again if payload["retry_attempt"] else None
            response = self.post(json.dumps(body), JSON, headers=headers)
        elif kind == "interactive":
            response = self.post(urlencode({"payload": json.dumps(payload)}))
        else:
            response = self.post(urlencode(payload))
        return response.status_code, _json_of(response)

    def event(
        self, kind: str, *, event_id: str | None = None, retry: int = 0, **fields: Any
    ) -> Reply:
        """An event. The same `event_id` again, with `retry`, is Slack's retry of it."""
        team_id = self.slack.workspace.team_id
        payload = {
            "token": "unused",
            "team_id": team_id,
            "api_app_id": "A0APP",
            "event": {"type": kind, "event_ts": "1700000000.000100", **fields},
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(self._events):08d}",
            "event_time": int(time.time()),
            "retry_attempt": retry,
            "authorizations": [
                {"team_id": team_id, "user_id": "U0BOT", "is_bot": True, "enterprise_id": None}
            ],
        }
        before = self._mark()
        status, answer = self._deliver("events_api", payload)
        return self._reply(status, answer, payload, before)

    def _mark(self) -> int:
        return len(self.slack.calls)

    def _reply(self, status: int, answer: Any, sent: Facts, before: int) -> Reply:
        """Gather what the request did: its windows by trigger, its answers by response URL."""
        reply = Reply(status, answer)
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

    def _submitted(self, reply: Reply, view: Facts) -> None:
        """Do with the window what the acknowledgement says."""
        workspace = self.slack.workspace
        answer = reply.json or {}
        action = answer.get("response_action")
        try:
            if action == "update":
                reply.view = workspace.change_view(view["id"], answer["view"])
            elif action == "push":
                reply.view = workspace.show_view(answer["view"], view["id"])
            elif action != "errors" and reply.status == 200:
                workspace.close_view(view["id"], whole_stack=action == "clear")
        except SlackSaysNo:
            reply.view = None  # the window was closed meanwhile: nobody sees this answer


def _json_of(response: httpx.Response) -> Any:
    """The acknowledgement's body; None where it is empty. Words alone are not an answer."""
    if not response.content or response.status_code != 200:
        return None
    kind = response.headers.get("content-type", "")
    assert kind.startswith(JSON), f"an answer of type {kind}: {response.text[:200]}"
    return response.json()
