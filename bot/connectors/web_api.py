"""Slack's Web API as the sender needs it: what Slack said, and whether it may have heard us."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import aiohttp
import orjson
from aiohttp.abc import AbstractStreamWriter

JSON = "application/json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """What Slack said. Instants are of the process's own clock, in seconds.

    `body` is {} where it was no JSON object. `wait` is Retry-After, in seconds.
    """

    status: int
    body: Mapping[str, Any]
    wait: float
    left_at: float
    came_at: float

    @property
    def error(self) -> str:
        """Slack's own name for what is wrong; empty where nothing is."""
        if self.status == 200 and self.body.get("ok"):
            return ""
        return str(self.body.get("error") or f"http_{self.status}")


class UnansweredError(Exception):
    """There was no answer. `was_sent`: the request had left, so that Slack may have it."""

    def __init__(self, reason: str, *, was_sent: bool) -> None:
        super().__init__(reason)
        self.was_sent = was_sent


class _Body(aiohttp.BytesPayload):
    """Notes when it is written: until then Slack has nothing, and from then on its clock runs."""

    left_at: float | None = None

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """Write it, at once."""
        self.left_at = time.monotonic()
        await super().write_with_length(writer, content_length)


class WebApi:
    """Calls with one bot token. Nothing is repeated here. Close it when done."""

    def __init__(self, token: str, url: str, seconds: float) -> None:
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON}
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made on first use: it needs a running loop. Whoever calls bounds the connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        """Call a method with JSON. Raises UnansweredError."""
        return await self._post(self._url + method, self._headers, orjson.dumps(arguments))

    async def ask(self, method: str, **arguments: str | int) -> Answer:
        """Call a method with a form: some of Slack's methods read nothing else."""
        headers = self._headers | {"Content-Type": FORM}
        return await self._post(self._url + method, headers, urlencode(arguments).encode())

    async def upload(self, url: str, content: bytes) -> Answer:
        """Put a file's content at the address that Slack gave for it."""
        return await self._post(url, {"Content-Type": "application/octet-stream"}, content)

    async def _post(self, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        body = _Body(content)
        try:
            async with self.session.post(url, data=body, headers=headers) as answer:
                said = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            reason = str(error) or "no answer in time"
            raise UnansweredError(reason, was_sent=body.left_at is not None) from error
        now = time.monotonic()
        wait = answer.headers.get("Retry-After", "") if answer.status == 429 else ""
        return Answer(
            answer.status,
            _object(said),
            float(wait) if wait.isdecimal() else 0.0,
            body.left_at or now,
            now,
        )


def _object(said: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
