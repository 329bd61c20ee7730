"""Socket Mode: the same requests over a WebSocket that we open; no public address is needed.

The SDK's own client tries one address for ever, though Slack's are good once and for a short time;
and it reports an answer that could not be sent to nobody.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohttp
import orjson
import structlog
from aiohttp import ClientSession, ClientWebSocketResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.connectors.incoming import bolt_request
from bot.connectors.slack import Slack, SlackRefusedError, SlackUnreachableError

log = structlog.get_logger()
PING_SECONDS = 10.0
"""A socket that leaves a ping unanswered for half as long is given up."""
RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 30.0
GRACE_SECONDS = 5.0

Envelope = dict[str, Any]


class SocketMode:
    """A connection that comes back: after a refresh, after silence, after Slack was away."""

    def __init__(self, bolt: AsyncApp, slack: Slack) -> None:
        """`slack` has the app-level token; it is closed at the end."""
        self._bolt = bolt
        self._slack = slack
        self._session: ClientSession | None = None
        self._newest: ClientWebSocketResponse | None = None
        self._renew = asyncio.Event()
        self._connecting: asyncio.Task[None] | None = None
        self._reading: set[asyncio.Task[None]] = set()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Begin to connect; it goes on in the background for as long as it takes."""
        self._session = ClientSession(trust_env=True)
        self._connecting = asyncio.create_task(self._stay_connected(self._session))

    async def stop(self) -> None:
        """Take nothing new, finish what is in hand, close."""
        if self._session is None or self._connecting is None:
            return
        self._stopping = True
        self._connecting.cancel()
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=GRACE_SECONDS)
        await self._session.close()
        await self._slack.close()

    async def _stay_connected(self, session: ClientSession) -> None:
        """Open a socket whenever the newest one has ended or is about to."""
        while True:
            self._renew.clear()
            before, self._newest = self._newest, await self._open(session)
            if before is not None:
                _keep(self._reading, _retire(before))
            _keep(self._reading, self._read(self._newest))
            await self._renew.wait()

    async def _open(self, session: ClientSession) -> ClientWebSocketResponse:
        """Try until it works, each time with a new address and after a longer pause."""
        pause = RETRY_SECONDS
        while True:
            try:
                answer = await self._slack.call("apps.connections.open")
                return await session.ws_connect(str(answer["url"]), heartbeat=PING_SECONDS)
            except SlackRefusedError as error:
                log.error("Slack refuses a connection: check SLACK_APP_TOKEN", code=error.code)  # noqa: TRY400
            except (SlackUnreachableError, aiohttp.ClientError, OSError) as error:
                log.warning("Slack cannot be reached", reason=str(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_RETRY_SECONDS)

    async def _read(self, socket: ClientWebSocketResponse) -> None:
        """Take what comes until the socket ends. Told to go, it stays until Slack closes it."""
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(socket, orjson.loads(message.data))
        finally:
            self._ends(socket)

    def _take(self, socket: ClientWebSocketResponse, envelope: Envelope) -> None:
        match envelope.get("type"):
            case "hello":
                log.info("connected to Slack")
            case "disconnect":
                log.info("Slack asks for a new connection", reason=envelope.get("reason"))
                self._ends(socket)
            case _ if envelope.get("envelope_id") and not self._stopping:
                _keep(self._in_hand, self._answer(socket, envelope))

    def _ends(self, socket: ClientWebSocketResponse) -> None:
        if socket is self._newest:
            self._renew.set()

    async def _answer(self, socket: ClientWebSocketResponse, envelope: Envelope) -> None:
        """Carry out and acknowledge. What is not acknowledged is sent again by Slack."""
        try:
            made = bolt_request(envelope.get("payload"))
            answer = await self._bolt.async_dispatch(made) if made else BoltResponse(status=200)
            if answer.status == 200:
                ack = {"envelope_id": envelope["envelope_id"]} | _payload(answer)
                await socket.send_str(orjson.dumps(ack).decode())
        except (aiohttp.ClientError, OSError) as error:
            log.warning("an answer did not reach Slack", reason=str(error))
        except Exception:
            log.exception("an envelope failed")


async def _retire(socket: ClientWebSocketResponse) -> None:
    """Close a socket that has a successor, once what came over it is answered."""
    await asyncio.sleep(GRACE_SECONDS)
    await socket.close()


def _payload(answer: BoltResponse) -> dict[str, Any]:
    if not answer.body:
        return {}
    is_json = answer.first_headers().get("content-type", "").startswith("application/json")
    return {"payload": orjson.loads(answer.body) if is_json else {"text": answer.body}}


def _keep(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    """Run it in the background, and remember it until it is done."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
