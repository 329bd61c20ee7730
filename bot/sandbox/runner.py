"""Runs the bot beside the sandbox: on a thread of its own, in Socket Mode."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import httpx

from bot.app import Redthread, run_jobs
from bot.delivery.turn import seconds_to_wait
from bot.sandbox.loop import LoopThread

JOBS_SECONDS = 60.0
SEND_SECONDS = 5.0


class BotRunner:
    """The bot as `make` builds it. Start it, stop it, start it anew."""

    def __init__(self, make: Callable[[], Redthread]) -> None:
        self._make = make

    def start(self) -> None:
        """Build the bot and let it connect."""
        self._thread = LoopThread("bot")
        self._stack = AsyncExitStack()
        self.app = self._make()
        self._thread.run(self._begin())

    async def _begin(self) -> None:
        web = self.app.web
        await self._stack.enter_async_context(web.router.lifespan_context(web))
        self._stopping = asyncio.Event()
        self._jobs = asyncio.create_task(self._keep_running())

    async def _keep_running(self) -> None:
        """The jobs at once and each minute: the bot's own clock knows nothing of days let pass."""
        while not self._stopping.is_set():
            await self._look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), JOBS_SECONDS)

    async def run_jobs(self) -> None:
        """Run the jobs now. To be awaited on any other loop."""
        work = asyncio.run_coroutine_threadsafe(self._look(), self._thread.loop)
        await asyncio.wrap_future(work)

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """Ask for one of the bot's pages. To be awaited on any other loop."""
        work = asyncio.run_coroutine_threadsafe(self._ask(request), self._thread.loop)
        return await asyncio.wrap_future(work)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app.web)) as client:
            return await client.send(request)

    async def _look(self) -> None:
        """Run the jobs, and wait until what they wrote is sent: its time is the clock's of now."""
        await run_jobs(self.app)
        until = time.monotonic() + SEND_SECONDS
        while time.monotonic() < until:
            if await self.app.database.read(seconds_to_wait) is None:
                return
            await asyncio.sleep(0.02)

    def stop(self) -> None:
        """Finish what is in hand, disconnect, close the database."""
        self._thread.run(self._end())
        self._thread.close()

    async def _end(self) -> None:
        self._stopping.set()
        await self._jobs
        await self._stack.aclose()
