"""The sender: claims messages that are due, sends them, records what came of it.

One runs in every process. They share nothing but the database, and any of them may be killed at
any moment: what it had in hand is looked up in Slack by the next one, once the lease is over.
"""

import asyncio
import contextlib
import time

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.connectors.slack import Slack
from bot.database import Database, new_id
from bot.delivery.deliver import deliver
from bot.delivery.outbox import OUTBOX
from bot.delivery.task import LaneKey, Result, Task
from bot.delivery.tempo import Tempo
from bot.delivery.turn import seconds_to_wait, take_turn
from bot.delivery.verdict import Outcome
from bot.model import MessageState

log = structlog.get_logger()
HANDS = 1000
"""Messages in hand at once, being sent or about to be."""
LINES = 32
"""Calls at once, and so connections."""
BREATH = 0.01
"""Seconds between two transactions: what comes meanwhile is written in one."""
EARLY = 0.001
"""Seconds by which a timer of the event loop may be early."""
DATABASE_AWAY = 1.0
GRACE_SECONDS = 6.0
"""For what is in hand when the sender is told to stop."""
LOCKED = 0.1
"""Seconds until a result is recorded again whose lane somebody else held."""


class Sender:
    """Works from `start` to `stop`, on one event loop."""

    def __init__(self, database: Database, slack: Slack, tempo: Tempo) -> None:
        self._database, self._tempo = database, tempo
        self._api = slack.for_delivery(tempo.patience)
        self._owner = new_id()
        self._in_hand: dict[LaneKey, asyncio.Task[None]] = {}
        self._results: list[Result] = []
        self._is_stopping = False

    async def start(self) -> None:
        """Begin; also with what an earlier process left."""
        loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._lines = asyncio.Semaphore(LINES)

        def heard() -> None:
            with contextlib.suppress(RuntimeError):  # a loop that is closed needs no news
                loop.call_soon_threadsafe(self._wake.set)

        self._database.listen(OUTBOX, heard)
        self._work = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Claim nothing more; wait for what is in hand, and record it.

        What takes too long is given up, and looked up by whoever claims it next.
        """
        self._is_stopping = True
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._work, GRACE_SECONDS)
        for sending in self._in_hand.values():
            sending.cancel()
        await self._api.close()

    async def _run(self) -> None:
        while not (self._is_stopping and not self._in_hand and not self._results):
            self._wake.clear()
            try:
                wait = await self._turn()
            except (OperationalError, InterfaceError) as error:
                log.warning("sender waits for the database", reason=str(error.orig))
                wait = DATABASE_AWAY
            except Exception:
                log.exception("sender failed")
                wait = DATABASE_AWAY
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)
            await asyncio.sleep(BREATH)

    async def _turn(self) -> float:
        """One transaction, where there is anything to do; the seconds until the next."""
        results = self._results[:]
        room = 0 if self._is_stopping else HANDS - len(self._in_hand)
        if not results:
            wait = await self._database.read(seconds_to_wait) if room else None
            if wait != 0:
                return min(wait or self._tempo.poll, self._tempo.poll)
        turn = await self._database.write(take_turn, self._owner, results, room, self._tempo)
        self._results[: len(results)] = turn.later
        for task in turn.tasks:
            if task.key not in self._in_hand:  # a lease that was over, of a try that still runs
                self._in_hand[task.key] = asyncio.create_task(self._send(task))
        wait = LOCKED if turn.later else self._tempo.poll
        return wait if turn.wait is None else min(turn.wait, wait)

    async def _send(self, task: Task) -> None:
        try:
            outcome = await self._in_time(task)
        except Exception as error:
            log.exception("message failed", message=task.id)
            outcome = Outcome(MessageState.DEAD, f"A fault of Redthread: {error!r}.")
        if outcome.state is not MessageState.SENT:
            log.warning(
                "message not sent", message=task.id, state=outcome.state, reason=outcome.reason
            )
        self._results.append((task, outcome))
        del self._in_hand[task.key]
        self._wake.set()

    async def _in_time(self, task: Task) -> Outcome:
        """Send it when its time has come."""
        left = task.at - time.monotonic()
        if left > 0:
            await asyncio.sleep(left + EARLY)
        async with self._lines:
            return await deliver(self._api, task, self._tempo)
