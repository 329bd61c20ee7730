"""Slack's requests over HTTP: who sent it is checked before anything is read from it."""

import orjson
import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

log = structlog.get_logger()
LARGEST_BODY = 1_000_000
"""Bytes. Slack's own requests stay far below."""


class SlackEndpoint:
    """`POST /slack/events`: commands, interactivity and events alike."""

    def __init__(self, bolt: AsyncApp, signing_secret: str) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret)

    async def answer(self, request: Request) -> Response:
        """401 to what Slack did not sign, 400 to what it could not have meant, else the answer."""
        if int(request.headers.get("content-length", 0) or 0) > LARGEST_BODY:
            return PlainTextResponse("That is too large.", 413)
        body = await request.body()
        if not self._is_signed(request, body):
            return PlainTextResponse("The signature is missing or wrong.", 401)
        made = _bolt_request(request, body)
        if made is None:
            return PlainTextResponse("This is no request of Slack's.", 400)
        answer = await self._bolt.async_dispatch(made)
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())

    def _is_signed(self, request: Request, body: bytes) -> bool:
        try:
            return self._verifier.is_valid(
                body,
                request.headers.get("x-slack-request-timestamp"),
                request.headers.get("x-slack-signature"),
            )
        except (ValueError, TypeError):  # a timestamp that is no number, a signature not in ASCII
            return False


def _bolt_request(request: Request, body: bytes) -> AsyncBoltRequest | None:
    try:
        made = AsyncBoltRequest(
            body=body.decode(),
            headers={"content-type": request.headers.get("content-type", "")},
        )
    except (ValueError, orjson.JSONDecodeError, AttributeError, TypeError):
        return None
    parsed: object = made.body
    return made if isinstance(parsed, dict) else None
