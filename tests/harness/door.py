"""The real app without a socket: signed requests go straight into it, a thousand a second."""

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from tests.harness.bot import FORM, JSON, settings_for, signature
from tests.harness.clock import Clock
from tests.harness.slack import FakeSlack

Facts = dict[str, Any]
Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Sent:
    """One request. `parts`: the body in the pieces in which it comes. A header None is left out."""

    parts: tuple[bytes, ...]
    content_type: str = FORM
    headers: Mapping[str, str | None] = field(default_factory=dict)

    def pairs(self) -> Pairs:
        """Its headers, signed now."""
        stamp = str(int(time.time()))
        every = {
            "content-type": self.content_type,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(b"".join(self.parts), stamp),
            **self.headers,
        }
        kept = ((name, one) for name, one in every.items() if one is not None)
        return [(name.encode("latin-1"), one.encode("latin-1")) for name, one in kept]


@dataclass
class Got:
    """The answer, and how many parts of the body were taken."""

    status: int = 0
    body: bytes = b""
    taken: int = 0
    headers: Facts = field(default_factory=dict)

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is empty."""
        return json.loads(self.body) if self.body else None


def form_of(**fields: str) -> Sent:
    """A slash command."""
    return Sent((urlencode(fields).encode(errors="replace"),))


def payload_of(payload: object) -> Sent:
    """A click, a submission and the like."""
    return Sent((urlencode({"payload": json.dumps(payload)}).encode(),))


def event_of(payload: object) -> Sent:
    """An event."""
    return Sent((json.dumps(payload).encode(),), JSON)


class Door:
    """The app, started in a loop of its own. A context manager."""

    def __init__(self, slack: FakeSlack, database_url: str, clock: Clock) -> None:
        from bot.app import build_app

        self.app = build_app(settings_for(slack, database_url), now=clock, clock=False)

    def __enter__(self) -> Self:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        web = self.app.web
        self._runner.run(self._stack.enter_async_context(web.router.lifespan_context(web)))
        return self

    def __exit__(self, *error: object) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def send(self, sent: Sent) -> Got:
        """One request."""
        return self.send_all([sent])[0]

    def send_all(self, every: Iterable[Sent]) -> list[Got]:
        """All requests at once; the answers in the same order."""

        async def sending() -> list[Got]:
            return await asyncio.gather(*(self._send(one) for one in every))

        return self._runner.run(sending())

    async def _send(self, sent: Sent) -> Got:
        got, parts = Got(), list(sent.parts)

        async def receive() -> Facts:
            got.taken += 1
            body = parts.pop(0) if parts else b""
            return {"type": "http.request", "body": body, "more_body": bool(parts)}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                got.status, got.headers = message["status"], dict(message["headers"])
            else:
                got.body += message.get("body", b"")

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/slack/events",
            "raw_path": b"/slack/events",
            "query_string": b"",
            "root_path": "",
            "headers": sent.pairs(),
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        }
        await self.app.web(scope, receive, send)
        return got
