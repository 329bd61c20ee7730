"""An ASGI app behind a real port, in a thread of its own."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable
from typing import Any, Self, TypeVar

import uvicorn

START_SECONDS = 20.0
T = TypeVar("T")


class _Uvicorn(uvicorn.Server):
    """Remembers its loop, and ends at once: its own waits would be a third of the whole suite."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        self.ending = asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        """Serve until told to end, and look at no clock for it."""
        await self.on_tick(0)
        await self.ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, finish what is in hand, then let the app end."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - two sets
            await asyncio.sleep(0.002)
        await self.lifespan.shutdown()

    def end(self) -> None:
        """From any thread."""
        self.should_exit = True
        self.loop.call_soon_threadsafe(self.ending.set)


class Server:
    """Serves until closed. A start that fails is raised here."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, lifespan="on", log_config=None, access_log=False
        )
        self._server = _Uvicorn(config)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)

    def _run(self) -> None:
        try:
            self._server.run()
        except BaseException as error:  # noqa: BLE001 - shown in the test's own thread
            self._error = error

    def __enter__(self) -> Self:
        self._thread.start()
        until = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("the bot did not start") from self._error
            time.sleep(0.005)
        return self

    def __exit__(self, *error: object) -> None:
        self._server.end()
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the bot did not stop"

    @property
    def url(self) -> str:
        """Where it listens."""
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def run(self, work: Awaitable[T], seconds: float = 60.0) -> T:
        """Wait, in the app's own loop, for its result."""

        async def waiting() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(waiting(), self._server.loop).result(seconds)
