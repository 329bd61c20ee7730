"""Socket Mode's server side: says hello, sends envelopes, waits for their acks, disconnects."""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.loop import LoopThread

MOST = 10
Facts = dict[str, Any]
HELLO = {
    "type": "hello",
    "num_connections": 1,
    "connection_info": {"app_id": "A0APP"},
    "debug_info": {"host": "sandbox", "approximate_connection_time": 3600},
}


class Sockets:
    """The open sockets, ten at most. `acks` holds every ack by its envelope's id, as they came.

    `answers_pings`: whether a new socket does. `refuses`: so many addresses turn out used up.
    """

    def __init__(
        self, thread: LoopThread, problem: Callable[[object], None], tickets: set[str]
    ) -> None:
        self._tickets = tickets
        self._thread = thread
        self._problem = problem
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Facts]] = {}
        self._arrived = asyncio.Event()
        self._sent: set[str] = set()
        self._numbers = itertools.count(1)
        self._count = 0
        self.answers_pings = True
        self.refuses = 0
        self.acks: list[tuple[str, Facts]] = []

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    @property
    def ever(self) -> int:
        """How many sockets were opened so far."""
        return self._count

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        """One socket from hello to its end. Its ticket is good once."""
        ticket = request.query.get("ticket", "")
        is_good = ticket in self._tickets
        self._tickets.discard(ticket)
        if not is_good or self.refuses:
            self.refuses -= is_good
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(autoping=self.answers_pings)
        await socket.prepare(request)
        if self.count >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await socket.send_json(HELLO | {"num_connections": self.count + 1})
        self._open.append(socket)
        self._count += 1
        self._arrived.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(message.data)
        finally:
            self._open.remove(socket)
            if not self._open:
                self._arrived.clear()
        return socket

    def _take(self, text: str) -> None:
        ack = json.loads(text)
        envelope_id = ack.get("envelope_id")
        if envelope_id is None or set(ack) - {"envelope_id", "payload"}:
            self._problem(f"socket: not an ack: {text[:200]}")
            return
        payload = ack.get("payload") or {}
        self.acks.append((envelope_id, payload))
        if envelope_id not in self._sent:
            self._problem(f"socket: envelope {envelope_id} was acknowledged twice or never sent")
        self._sent.discard(envelope_id)
        future = self._waiting.pop(envelope_id, None)
        if future is not None and not future.done():
            future.set_result(payload)

    def send(self, kind: str, payload: Facts, timeout: float, **more: object) -> Facts:
        """Send an envelope on the newest socket, waiting for one; the payload of its ack."""
        work = asyncio.wait_for(self.deliver(kind, payload, **more), timeout)
        return self._thread.run(work, timeout + 5)

    async def deliver(self, kind: str, payload: Facts, **more: object) -> Facts:
        """The same on the server's own loop, for as long as it takes."""
        await self._arrived.wait()
        envelope = {
            "envelope_id": f"envelope-{next(self._numbers)}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **more,
        }
        envelope_id = str(envelope["envelope_id"])
        future: asyncio.Future[Facts] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        self._sent.add(envelope_id)
        try:
            await self._open[-1].send_json(envelope)
            return await future
        finally:
            self._waiting.pop(envelope_id, None)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every socket to go and come again, as Slack does: warning, refresh_requested, …"""
        self._thread.run(self._disconnect(reason))

    async def _disconnect(self, reason: str) -> None:
        for socket in list(self._open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    def drop(self) -> None:
        """Cut every socket without a word."""
        self._thread.run(self._drop())

    async def _drop(self) -> None:
        for socket in list(self._open):
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()

    async def close(self) -> None:
        """Close every socket in order."""
        for socket in list(self._open):
            await socket.close()
