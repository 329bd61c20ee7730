"""`POST /api/v1/…`: what another system knows, many at once, with a bearer token."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.database import Database
from bot.practice import api_token
from bot.practice.item_batch import MOST, ItemBatch, ItemResult
from bot.web.body import body_of

log = structlog.get_logger()
LARGEST_BODY = 2_000_000
"""Bytes: a thousand items, each with a note as long as it may be."""

FollowUp = Callable[[Session, str, datetime], None]


class ItemsEndpoint:
    """Takes a JSON list of one kind of items. `follow_up` does what a person's change would cause.

    `batch` is what takes them.
    """

    def __init__(
        self,
        batch: type[ItemBatch[Any]],
        database: Database,
        now: Callable[[], datetime],
        follow_up: FollowUp,
    ) -> None:
        self._batch = batch
        self._database = database
        self._now = now
        self._follow_up = follow_up

    async def answer(self, request: Request) -> Response:
        """200 with one result an item; else what is wrong with the request as a whole."""
        try:
            secret = _bearer(request)
            if not secret:
                return _refusal(401, "Send the header “Authorization: Bearer <token>”.")
            body = await body_of(request, LARGEST_BODY)
            if body is None:
                return _refusal(413, f"Send at most {LARGEST_BODY:,} bytes at once.")
            return await self._take(secret, body)
        except ClientDisconnect:
            return Response(status_code=400)
        except DBAPIError as error:
            log.warning("the database does not answer", reason=str(error.orig))
            return _refusal(503, "The database does not answer. Send the same again in a minute.")

    async def _take(self, secret: str, body: bytes) -> Response:
        items = _items(body)
        now = self._now()

        def work(session: Session) -> list[ItemResult] | None:
            token = api_token.bearer(session, secret, now)
            if token is None:
                return None
            if items is None:
                return []
            results = self._batch(token, now).take(session, items)
            self._follow_up(session, token.team_id, now)
            return results

        results = await self._database.write(work)
        if results is None:
            return _refusal(401, "This token does not count. Make one in “/success settings”.")
        if items is None:
            return _refusal(400, f"Send a JSON list of 1 to {MOST} {self._batch.noun}s.")
        return JSONResponse({"results": [_told(result) for result in results]})


def _bearer(request: Request) -> str:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.casefold() == "bearer" else ""


def _items(body: bytes) -> list[Any] | None:
    """The list, with numbers as they were written; None where it is none, empty or too long."""
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and 1 <= len(found) <= MOST else None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _told(result: ItemResult) -> dict[str, str | None]:
    told = {"id": result.id, "status": result.status.value}
    return told | ({"error": result.error} if result.error else {})


def _refusal(status: int, sentence: str) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"error": sentence}, status, headers)
