"""Asking a source, page by page: bounded in time, in size and in tries."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot import __version__
from bot.connectors.http_json.addresses import GuardedTransport, PullError
from bot.connectors.http_json.config import Paging, Source, headers_of
from bot.connectors.http_json.mapping import rows_of

TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds. Who asks for more patience is asked again at the next run."""
MOST_REDIRECTS = 3
PASSING = {429, 500, 502, 503, 504}
Pause = Callable[[float], Awaitable[None]]


class _PassingError(PullError):
    """It may work in a moment; `wait` is how long the source wants to be left alone."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


async def pages(source: Source, pause: Pause = asyncio.sleep) -> AsyncIterator[Any]:
    """The JSON of each page. A PullError says why there is no more."""
    async with _client(source) as client:
        question = Question(source)
        for _ in range(source.most_pages):
            page = await _asked(client, source, question, pause)
            yield page
            if not question.goes_on(page):
                return
    raise PullError(f"It has more than {source.most_pages} pages: see most_pages.")


def _client(source: Source) -> httpx.AsyncClient:
    """One that takes nothing from the environment and follows nobody elsewhere by itself."""
    return httpx.AsyncClient(
        transport=httpx.AsyncHTTPTransport() if source.private else GuardedTransport(),
        headers={
            "User-Agent": f"redthread/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # so that what arrives is as large as what is read
            **headers_of(source),
        },
        timeout=source.timeout,
        trust_env=False,
        follow_redirects=False,
    )


class Question:
    """What is asked next: the address and its parameters."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._paging = source.paging or Paging.model_construct()
        self._number = self._paging.first
        self._seen: set[str] = set()
        self.url = httpx.URL(source.url)
        self.query: dict[str, str | int] = dict(source.query)
        if self._paging.page is not None:
            self.query[self._paging.page] = self._number

    def goes_on(self, page: Any) -> bool:  # noqa: ANN401 - whatever came
        """Turn to the next page; whether there is one. A PullError where pages run in a circle."""
        paging = self._paging
        if paging.page is not None:
            self._number += 1
            self.query[paging.page] = self._number
            return bool(rows_of(self._source, page))
        path = paging.next or paging.value
        found = path.findall(page) if path is not None else []
        if not found or found[0] in (None, "", False):
            return False
        following = str(found[0])
        if following in self._seen:
            raise PullError("Its pages run in a circle: one leads to another that was there.")
        self._seen.add(following)
        if paging.cursor is not None:
            self.query[paging.cursor] = following
        else:
            self.url, self.query = same_place(self.url, following), {}
        return True


def same_place(url: httpx.URL, following: str) -> httpx.URL:
    """Where a link leads; a PullError where another machine would get our headers."""
    try:
        wanted = url.join(following)
    except httpx.InvalidURL:
        raise PullError("It leads to something that is no address.") from None
    if (wanted.scheme, wanted.host, wanted.port) != (url.scheme, url.host, url.port):
        raise PullError(f"It leads to another machine, “{wanted.host[:80]}”: that is not followed.")
    return wanted


async def _asked(
    client: httpx.AsyncClient, source: Source, question: Question, pause: Pause
) -> Any:  # noqa: ANN401 - whatever came
    """The answer; what fails in passing is asked again, as late as the source wants."""
    for attempt in range(TRIES):
        try:
            return await _answer(client, source, question)
        except _PassingError as error:
            wait = 2.0**attempt if error.wait is None else error.wait
            if attempt == TRIES - 1 or wait > LONGEST_WAIT:
                raise PullError(error.sentence) from None
            await pause(wait)
    raise AssertionError("unreachable")


async def _answer(client: httpx.AsyncClient, source: Source, question: Question) -> Any:  # noqa: ANN401
    url, query = question.url, question.query
    try:
        async with asyncio.timeout(source.timeout):
            for _ in range(MOST_REDIRECTS + 1):
                address = url.copy_merge_params(query)
                request = client.build_request(source.method, address, json=source.body)
                response = await client.send(request, stream=True)
                try:
                    if response.is_redirect and source.method == "GET":
                        url, query = same_place(url, response.headers["location"]), {}
                        continue
                    _check(response)
                    return _json(await _body(response, source.most_bytes))
                finally:
                    await response.aclose()
    except (TimeoutError, httpx.TimeoutException):
        raise _PassingError(f"It did not answer within {source.timeout} seconds.") from None
    except httpx.HTTPError as error:
        raise _PassingError(f"It cannot be reached ({type(error).__name__}).") from None
    raise PullError(f"It redirects more than {MOST_REDIRECTS} times.")


def _check(response: httpx.Response) -> None:
    """Of what it says no word is repeated: it may hold what we sent."""
    status = response.status_code
    if status in PASSING:
        wait = _wait(response.headers.get("retry-after", ""))
        asks = f" and asks to wait {wait:,.0f} seconds" if wait is not None else ""
        raise _PassingError(f"It answers with status {status}{asks}.", wait)
    if status != 200:
        hint = {401: " Check its secret.", 403: " Check its secret.", 404: " Check its address."}
        raise PullError(f"It answers with status {status}.{hint.get(status, '')}")


def _wait(written: str) -> float | None:
    """Retry-After in seconds, from a number or a date (RFC 9110, 10.2.3)."""
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


async def _body(response: httpx.Response, most: int) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > most:
            raise PullError(f"It answers with more than {most:,} bytes: see most_bytes.")
        parts.append(part)
    return b"".join(parts)


def _json(body: bytes) -> Any:  # noqa: ANN401 - whatever came
    """With numbers as they were written."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise PullError("It answers with something that is no JSON.") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
