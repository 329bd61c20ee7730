"""The sender's side of the database: one transaction records what was sent and claims what is next.

The row of a lane is the lock of all that is in it: whoever writes a message holds it. The sender
passes over lanes that somebody else holds, so it waits for nobody and nobody deadlocks with it.
All instants are the database's: processes may disagree about the time, and people move the bot's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database import DatabaseNow
from bot.delivery.claim import claim
from bot.delivery.record import record
from bot.delivery.task import Clock, Result, Task
from bot.delivery.tempo import Tempo
from bot.model import Lane


@dataclass(frozen=True, slots=True)
class Turn:
    """What one transaction gave: `tasks` to send, results to record `later`.

    `wait` is the seconds until a lane is due; None where nothing waits.
    """

    tasks: Sequence[Task]
    later: Sequence[Result]
    wait: float | None


def turn(session: Session, owner: str, results: Sequence[Result], room: int, tempo: Tempo) -> Turn:
    """Record the results, then claim the next message of up to `room` lanes that are due."""
    clock = _read_clock(session)
    later = record(session, owner, results, clock, tempo) if results else ()
    tasks = claim(session, owner, room, clock, tempo) if room > 0 else ()
    return Turn(tasks, later, seconds_to_wait(session))


def seconds_to_wait(session: Session) -> float | None:
    """Until a lane is due, 0 where one is; None where nothing waits."""
    due = select(func.min(Lane.due_at)).where(Lane.due_at.is_not(None)).scalar_subquery()
    due_at, now = session.execute(select(due, DatabaseNow())).one()
    return None if due_at is None else max(0.0, (due_at - now).total_seconds())


def _read_clock(session: Session) -> Clock:
    now = session.execute(select(DatabaseNow())).scalar_one()
    return Clock(now, time.monotonic())
