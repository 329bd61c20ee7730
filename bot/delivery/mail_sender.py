"""The mails' sender: claims those that are due, has them written, hands them to the mail server.

One runs in every process that sends, where a mail server is set. It shares nothing with others but
the database.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.connectors.smtp import Smtp, UndeliveredError
from bot.database import Database, new_id
from bot.delivery import mail_turn, response_reply
from bot.delivery.mail_turn import MailTask, Verdict
from bot.errors import UserError
from bot.model import MessageState
from bot.practice.mail import MAILS

log = structlog.get_logger()
LINES = 4
"""Mails at once, and so connections: servers do not like many."""
POLL = 5.0
"""Seconds after which the database is asked whether another process left something to send."""
DATABASE_AWAY = 1.0
TRY_SECONDS = 120.0
"""For all of one try; less than its lease."""
GRACE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is sent, and to whom."""

    mail: EmailMessage
    to: str


Write = Callable[[Session, MailTask, datetime], Letter]
"""Writes a mail out from what is so now.

A UserError says why it is not to go any more, an UndeliveredError why it cannot.
"""


class MailSender:
    """Works from `start` to `stop`, on one event loop."""

    def __init__(
        self, database: Database, smtp: Smtp, write: Write, now: Callable[[], datetime]
    ) -> None:
        self._database, self._smtp = database, smtp
        self._write, self._now = write, now
        self._owner = new_id()
        self._is_stopping = False

    async def start(self) -> None:
        """Begin; also with what an earlier process left."""
        loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()

        def heard() -> None:
            with contextlib.suppress(RuntimeError):  # a loop that is closed needs no news
                loop.call_soon_threadsafe(self._wake.set)

        self._database.listen(MAILS, heard)
        self._work = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Claim nothing more, and wait for what is in hand.

        Of what takes too long the database knows whether the server may have it.
        """
        self._is_stopping = True
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._work, GRACE_SECONDS)

    async def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            try:
                wait = await self._turn()
            except (OperationalError, InterfaceError) as error:
                log.warning("mails wait for the database", reason=str(error.orig))
                wait = DATABASE_AWAY
            except Exception:
                log.exception("mails failed")
                wait = DATABASE_AWAY
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)

    async def _turn(self) -> float:
        """Send what is due, a few at a time; the seconds until the next look."""
        wait = await self._database.read(mail_turn.seconds_to_wait)
        if wait != 0:
            return POLL if wait is None else min(wait, POLL)
        tasks = await self._database.write(mail_turn.claim, self._owner, LINES)
        verdicts = await asyncio.gather(*map(self._try, tasks))
        for task, verdict in zip(tasks, verdicts, strict=True):
            await self._database.write(self._record, task, verdict)
        return 0.0

    def _record(self, session: Session, task: MailTask, verdict: Verdict) -> None:
        """What became of a mail; one that never arrives is left to whoever looks after it."""
        is_ours = mail_turn.settle(session, self._owner, task, verdict)
        if is_ours and verdict.state is MessageState.DEAD:
            response_reply.leave_to_us(session, task, self._now())

    async def _try(self, task: MailTask) -> Verdict:
        try:
            verdict = await self._send(task)
        except Exception as error:
            log.exception("mail failed", mail=task.id)
            return Verdict(MessageState.DEAD, f"A fault of Redthread: {error!r}.")
        if verdict.state is not MessageState.SENT:
            log.warning("mail not sent", mail=task.id, state=verdict.state, reason=verdict.reason)
        return verdict

    async def _send(self, task: MailTask) -> Verdict:
        may_be_there = False

        async def may_go() -> bool:
            nonlocal may_be_there
            may_be_there = await self._database.write(mail_turn.may_go, self._owner, task)
            return may_be_there

        try:
            letter = await self._database.read(self._write, task, self._now())
            async with asyncio.timeout(TRY_SECONDS):
                await self._smtp.deliver(letter.mail, letter.to, may_go)
        except UserError as error:
            return Verdict(MessageState.DROPPED, error.sentence)
        except UndeliveredError as error:
            return _verdict(error, task)
        except TimeoutError:
            slow = UndeliveredError("The mail server took too long.", may_be_there=may_be_there)
            return _verdict(slow, task)
        if not may_be_there:
            return mail_turn.again("The process was too slow.", task.attempts)
        return Verdict(MessageState.SENT)


def _verdict(error: UndeliveredError, task: MailTask) -> Verdict:
    if error.may_be_there:
        return Verdict(MessageState.UNKNOWN, str(error))
    if error.is_final:
        return Verdict(MessageState.DEAD, str(error))
    return mail_turn.again(str(error), task.attempts)
