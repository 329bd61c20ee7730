"""Socket Mode: the same requests over a WebSocket that we open; no public address is needed."""

import asyncio
import contextlib
import logging

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.connectors.slack import Slack

log = structlog.get_logger()
PING_SECONDS = 5.0
WATCH_SECONDS = 10.0
GRACE_SECONDS = 5.0


class SocketMode:
    """A connection that comes back: after a refresh, after silence, after Slack was away."""

    def __init__(self, bolt: AsyncApp, slack: Slack, app_token: str) -> None:
        self._bolt = bolt
        self._slack = slack
        self._app_token = app_token
        self._client: SocketModeClient | None = None
        self._watch: asyncio.Task[None] | None = None
        self._in_hand = 0
        self._idle = asyncio.Event()

    async def start(self) -> None:
        """Begin to connect; it goes on in the background for as long as it takes."""
        quiet = logging.getLogger("slack_sdk.socket_mode")
        quiet.setLevel(
            logging.CRITICAL
        )  # it writes a traceback for each attempt while Slack is away
        self._client = SocketModeClient(
            app_token=self._app_token,
            logger=quiet,
            web_client=self._slack.client,
            ping_interval=PING_SECONDS,
        )
        self._client.socket_mode_request_listeners.append(self._take)
        self._watch = asyncio.create_task(self._keep_connected(self._client))

    async def stop(self) -> None:
        """Take nothing new, finish what is in hand, close."""
        if self._client is None or self._watch is None:
            return
        self._watch.cancel()
        if self._client.message_receiver is not None:
            self._client.message_receiver.cancel()
        if self._in_hand:
            self._idle.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), GRACE_SECONDS)
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self._in_hand += 1
        try:
            answer = await run_async_bolt_app(self._bolt, request)
            await send_async_response(client, request, answer, 0.0)
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def _keep_connected(self, client: SocketModeClient) -> None:
        """The SDK reconnects by itself; this notices when it has not."""
        await client.connect()  # type: ignore[no-untyped-call]
        log.info("connected to Slack")
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if not await client.is_connected():
                log.warning("the connection to Slack is silent: opening a new one")
                await self._reconnect(client)

    async def _reconnect(self, client: SocketModeClient) -> None:
        try:
            await client.connect_to_new_endpoint()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look tries again
            log.warning("Slack cannot be reached", reason=str(error))
