"""One turn of the sender: what was sent is recorded, and what is next is claimed, in one go.

The row of a lane is the lock of all that is in it: whoever writes a message holds it. The sender
passes over lanes that somebody else holds, so it waits for nobody and nobody deadlocks with it.
All instants are the database's: processes may disagree about the time, and people move the bot's.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, stamp
from bot.delivery.statements import LANE, Statements, statements
from bot.delivery.task import Clock, LaneKey, Result, Task
from bot.delivery.tempo import Budget, Tempo
from bot.delivery.verdict import Outcome
from bot.model import MessageState, Method

HOLD = timedelta(seconds=0.3)
"""A message is in hand at most so long before its time; one that has to wait longer is put off.

Short, since whatever is in hand when a process dies has to be looked up.
"""

Budgets = Mapping[tuple[str, Method], Budget]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one transaction gave: `tasks` to send, results to record `later`.

    `wait` is the seconds until a lane is due; None where nothing waits.
    """

    tasks: Sequence[Task]
    later: Sequence[Result]
    wait: float | None


class _Open(NamedTuple):
    """A lane that is ours to look at. `unsure`: the number of a message that Slack may have."""

    key: LaneKey
    free_at: datetime
    unsure: int | None


def seconds_to_wait(session: Session) -> float | None:
    """Until a lane is due, 0 where one is; None where nothing waits."""
    due = select(func.min(LANE.c.due_at)).where(LANE.c.due_at.is_not(None)).scalar_subquery()
    due_at, now = session.connection().execute(select(due, DatabaseNow())).one()
    return None if due_at is None else max(0.0, (due_at - now).total_seconds())


def take_turn(
    session: Session, owner: str, results: Sequence[Result], room: int, tempo: Tempo
) -> Turn:
    """Record the results, then claim the next message of up to `room` lanes that are due."""
    turn = _Turning(session.connection(), owner, room, tempo)
    later = turn.record(results) if results else ()
    tasks = turn.claim()
    return Turn(tasks, later, seconds_to_wait(session))


@dataclass(slots=True)
class _Turning:
    """A turn under way."""

    connection: Connection
    owner: str
    room: int
    tempo: Tempo
    open: list[_Open] = field(default_factory=list)
    say: Statements = field(init=False)
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.say = statements(self.connection.dialect.name)
        before = time.monotonic()
        now = self.connection.execute(select(DatabaseNow())).scalar_one()
        self.clock = Clock(now, before, time.monotonic())

    def record(self, results: Sequence[Result]) -> Sequence[Result]:
        """Write down what became of them, where the lease is still ours; their lanes are open then.

        Gives those whose lane somebody holds just now. Where the lease went to another process,
        that one looks the message up, and nothing is recorded here.
        """
        ours = self._held([task.key for task, _ in results])
        done = [one for one in results if ours.get(one[0].key) is True]
        if done:
            now = stamp(self.clock.now)
            rows = [_settled(*one, now) for one in done]
            self.connection.execute(self.say.settle, {"rows": rows})
            self.open = [_opened(*one, self.clock) for one in done]
        return [one for one in results if ours.get(one[0].key) is False]

    def _held(self, keys: Sequence[LaneKey]) -> dict[LaneKey, bool]:
        """Which of the lanes are ours: True where we hold the row now, too."""
        given = {"rows": _keys(keys), "owner": self.owner}
        held = {(one.team_id, one.channel) for one in self.connection.execute(self.say.held, given)}
        if len(held) == len(keys):
            return dict.fromkeys(keys, True)
        mine = self.connection.execute(self.say.mine, given)
        return {(one.team_id, one.channel): (one.team_id, one.channel) in held for one in mine}

    def claim(self) -> Sequence[Task]:
        """Take the lease of lanes, each with its first message that waits.

        Where a workspace's ceiling is reached, its lanes are put off, one after the other.
        """
        if self.room > len(self.open):
            given = {"now": self.clock.now, "room": self.room - len(self.open)}
            for lane in self.connection.execute(self.say.due, given):
                free_at = max(self.clock.now, lane.free_at or self.clock.now)
                self.open.append(_Open((lane.team_id, lane.channel), free_at, lane.sending))
        if not self.open:
            return ()
        keys = [
            {"team_id": one.key[0], "lane": one.key[1], "unsure": one.unsure} for one in self.open
        ]
        firsts = {
            (row.team_id, row.lane): row
            for row in self.connection.execute(self.say.firsts, {"rows": keys})
        }
        budgets = self._budgets()
        tasks = self._move(firsts, budgets)
        self._keep(budgets)
        return tasks

    def _move(self, firsts: Mapping[LaneKey, Row[Any]], budgets: Budgets) -> Sequence[Task]:
        """Each open lane's next state: in hand, put off, or empty."""
        latest = self.clock.now + HOLD
        until = self.clock.now + timedelta(seconds=self.tempo.lease)
        end, until_ticks = stamp(until), self.clock.not_after(until)
        tasks: list[Task] = []
        rows: list[dict[str, Any]] = []
        for lane in self.open:
            first = firsts.get(lane.key)
            if first is None:
                rows.append(_lane(lane))
                continue
            at = lane.free_at
            budget = budgets.get((first.team_id, first.method))
            if budget is not None and len(tasks) < self.room:
                at = budget.book(at, latest)
            if at > latest or len(tasks) >= self.room:
                due_at = stamp(at - timedelta(seconds=self.tempo.lead))
                rows.append(_lane(lane, due_at=due_at, sending=lane.unsure))
            else:
                is_unsure = first.number == lane.unsure
                ticks = self.clock.not_before(at)
                tasks.append(_task(first, ticks, until_ticks, is_unsure=is_unsure))
                leased = {"due_at": end, "lease_until": end, "lease_owner": self.owner}
                rows.append(_lane(lane, **leased, sending=first.number))
        self.connection.execute(self.say.move, {"rows": rows})
        return tasks

    def _budgets(self) -> Budgets:
        """What each ceiling leaves; nobody else claims under the same ceilings meanwhile."""
        if not self.tempo.ceilings:
            return {}
        teams = sorted({one.key[0] for one in self.open})
        rows = self.connection.execute(self.say.paces, {"teams": teams})
        known = {(row.team_id, row.method): row.free_at for row in rows}
        return {
            (team_id, method): Budget(ceiling, known.get((team_id, method)))
            for team_id in teams
            for method, ceiling in self.tempo.ceilings.items()
        }

    def _keep(self, budgets: Budgets) -> None:
        used = [
            {"team_id": team_id, "method": method, "free_at": budget.spent}
            for (team_id, method), budget in sorted(budgets.items())
            if budget.spent is not None
        ]
        if used:
            self.connection.execute(self.say.keep, used)


def _keys(keys: Iterable[LaneKey]) -> list[dict[str, str]]:
    return [{"team_id": team_id, "lane": lane} for team_id, lane in keys]


def _settled(task: Task, outcome: Outcome, now: str | None) -> dict[str, Any]:
    is_settled = outcome.state is not MessageState.WAITING
    return {
        "team_id": task.team_id,
        "id": task.id,
        "state": outcome.state,
        "reason": outcome.reason,
        "attempts": task.attempts if outcome.counts else task.attempts - 1,
        "channel": outcome.channel,
        "ts": outcome.ts,
        "settled_at": now if is_settled else None,
    }


def _opened(task: Task, outcome: Outcome, clock: Clock) -> _Open:
    free_at = clock.now if outcome.free_at is None else clock.at(outcome.free_at)
    free_at = max(free_at, clock.now + timedelta(seconds=outcome.wait))
    return _Open(task.key, free_at, task.number if outcome.may_be_there else None)


def _task(row: Row[Any], at: float, until: float, *, is_unsure: bool) -> Task:
    return Task(
        team_id=row.team_id,
        lane=row.lane,
        number=row.number,
        id=row.id,
        method=row.method,
        kind=row.kind,
        payload=row.payload,
        attempts=row.attempts + 1,
        is_unsure=is_unsure,
        created_at=row.created_at,
        refers=row.refers_to is not None,
        above=(row.above_channel, row.above_ts) if row.above_ts else None,
        at=at,
        until=until,
    )


def _lane(
    lane: _Open,
    *,
    due_at: str | None = None,
    lease_until: str | None = None,
    lease_owner: str | None = None,
    sending: int | None = None,
) -> dict[str, Any]:
    """The next state of a lane; without more it is empty and nobody's."""
    return {
        "team_id": lane.key[0],
        "lane": lane.key[1],
        "free_at": stamp(lane.free_at),
        "due_at": due_at,
        "lease_until": lease_until,
        "lease_owner": lease_owner,
        "sending": sending,
    }
