"""Slack's requests over HTTP: who sent it is checked before anything is read from it."""

import json
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.connectors.incoming import bolt_request
from bot.web.body import body_of

LARGEST_BODY = 1_000_000
"""Bytes. Slack's own requests stay far below."""
MOST_FIELDS = 100


class SlackEndpoint:
    """`POST /slack/events`: commands, interactivity and events alike."""

    def __init__(self, bolt: AsyncApp, signing_secret: str) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret)

    async def answer(self, request: Request) -> Response:
        """413 to what is too large, 401 to what Slack did not sign, 400 to what it cannot mean."""
        try:
            body = await body_of(request, LARGEST_BODY)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return PlainTextResponse("That is too large.", 413)
        if not self._is_signed(request, body):
            return PlainTextResponse("The signature is missing or wrong.", 401)
        made = bolt_request(_parsed(request.headers.get("content-type", ""), body))
        if made is None:
            return PlainTextResponse("This is no request of Slack's.", 400)
        answer = await self._bolt.async_dispatch(made)
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())

    def _is_signed(self, request: Request, body: bytes) -> bool:
        """Within five minutes, over the bytes as they came. The SDK fails on what is malformed."""
        try:
            return self._verifier.is_valid(
                body,
                request.headers.get("x-slack-request-timestamp"),
                request.headers.get("x-slack-signature"),
            )
        except (ValueError, TypeError):  # no number, not UTF-8, not ASCII
            return False


def _parsed(content_type: str, body: bytes) -> object:
    """What the body says, as JSON, a form, or a form with JSON in it; None: unreadable.

    Read by the standard library: orjson refuses the half of an emoji that a browser cut through.
    """
    try:
        if content_type.startswith("application/json") or body.startswith(b"{"):
            return json.loads(body)
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        return json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
