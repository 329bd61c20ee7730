"""The ways to the bot: signed HTTP, or Socket Mode."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Facts

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
RETRIES = (0.0, 60.0, 300.0)
"""Seconds before each time that an event is sent again."""


@dataclass(frozen=True)
class Ack:
    """What the bot answered. `reason`: why it counts as no answer, in Slack's words."""

    status: int = 0
    body: Any = None
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the bot took it."""
        return not self.reason and 200 <= self.status < 300


class Delivery(Protocol):
    """A way to the bot."""

    async def send(self, kind: str, payload: Facts, patience: float) -> Ack:
        """Send slash_commands, interactive or events_api; wait so many seconds for the answer."""

    async def close(self) -> None:
        """Close the connections."""


class BySocket:
    """Socket Mode. An ack without a payload is an empty answer."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    async def send(self, kind: str, payload: Facts, patience: float) -> Ack:
        """Send an envelope on the newest socket."""
        body = dict(payload)
        more: Facts = {}
        if kind == "events_api":
            more["retry_attempt"] = body.pop("retry_attempt", 0)
            more["retry_reason"] = body.pop("retry_reason", "")
        try:
            sent = self._sockets.deliver(kind, body, **more)
            return Ack(200, await asyncio.wait_for(sent, patience) or None)
        except TimeoutError:
            return Ack(reason="timeout")

    async def close(self) -> None:
        """The sockets belong to the server."""


class ByHttp:
    """Signed requests to one address."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: str, payload: Facts, patience: float) -> Ack:
        """Post it as Slack does."""
        body, content_type, headers = _request(kind, payload)
        headers |= {"Content-Type": content_type, **signed(self._secret, body)}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=patience)
        try:
            post = self._session.post(self._url, data=body, headers=headers, timeout=timeout)
            async with post as answer:
                return await _ack(answer)
        except TimeoutError:
            return Ack(reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(reason="connection_failed")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def signed(secret: str, body: bytes, timestamp: str | None = None) -> dict[str, str]:
    """The headers with Slack's signature of a request."""
    stamp = timestamp or str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _request(kind: str, payload: Facts) -> tuple[bytes, str, dict[str, str]]:
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM, {}
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM, {}
    body = {key: payload[key] for key in payload if not key.startswith("retry_")}
    headers = {}
    if payload.get("retry_attempt"):
        headers["X-Slack-Retry-Num"] = str(payload["retry_attempt"])
        headers["X-Slack-Retry-Reason"] = str(payload.get("retry_reason") or "http_timeout")
    return json.dumps(body).encode(), JSON, headers


async def _ack(answer: aiohttp.ClientResponse) -> Ack:
    text = await answer.text()
    reason = "" if answer.status < 300 else "http_error"
    if answer.status >= 300 and answer.headers.get("X-Slack-No-Retry") == "1":
        reason = "no_retry"
    if not text or answer.status != 200:
        return Ack(answer.status, None, reason)
    if answer.content_type != JSON:
        return Ack(answer.status, text, reason)
    with contextlib.suppress(ValueError):
        return Ack(answer.status, json.loads(text), reason)
    return Ack(answer.status, None, "invalid_response")


async def send_event(
    way: Delivery, payload: Facts, patience: float, retries: Sequence[float] = RETRIES
) -> list[Ack]:
    """Send an event, and again while nobody takes it; every answer, the last one last."""
    acks = [await way.send("events_api", {**payload, "retry_attempt": 0}, patience)]
    for number, pause in enumerate(retries, 1):
        if acks[-1].is_taken or acks[-1].reason == "no_retry":
            break
        await asyncio.sleep(pause)
        again = {"retry_attempt": number, "retry_reason": acks[-1].reason}
        acks.append(await way.send("events_api", {**payload, **again}, patience))
    return acks


async def verify_url(way: Delivery, patience: float) -> bool:
    """Whether the bot answers Slack's challenge, as it must when its address is entered."""
    challenge = hashlib.sha256(str(time.time()).encode()).hexdigest()
    asked = {"type": "url_verification", "token": "unused", "challenge": challenge}
    ack = await way.send("events_api", asked, patience)
    body = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
    return ack.is_taken and body == challenge
