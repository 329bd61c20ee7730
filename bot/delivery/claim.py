"""Claiming: the next message of each lane that is due, at the pace that Slack takes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from bot.delivery.task import Clock, LaneKey, Task
from bot.delivery.tempo import Budget, Tempo
from bot.model import Lane, Message, MessageState, Method, Pace

HOLD = timedelta(seconds=1)
"""A message is in hand at most so long before its time; one that has to wait longer is put off."""


PENDING = [MessageState.WAITING, MessageState.SENDING]
QUIETLY: dict[str, Any] = {"execution_options": {"synchronize_session": False}}
CLAIMED = (
    Message.team_id,
    Message.lane,
    Message.number,
    Message.id,
    Message.method,
    Message.kind,
    Message.payload,
    Message.attempts,
    Message.state,
    Message.created_at,
    Message.refers_to,
)
PUT_OFF = (
    update(Lane)
    .where(Lane.team_id == bindparam("of_team"), Lane.channel == bindparam("of_lane"))
    .values(due_at=bindparam("at"))
)


@dataclass(slots=True)
class _Sorted:
    """What becomes of the lanes that were due."""

    tasks: list[Task] = field(default_factory=list)
    empty: list[LaneKey] = field(default_factory=list)
    put_off: list[tuple[LaneKey, datetime]] = field(default_factory=list)


def claim(session: Session, owner: str, room: int, clock: Clock, tempo: Tempo) -> Sequence[Task]:
    """Take the lease of up to `room` lanes, each with its first message.

    Where a workspace's ceiling is reached, its lanes are put off, one after the other.
    """
    due = select(Lane.team_id, Lane.channel, Lane.free_at).where(Lane.due_at <= clock.now)
    due = due.order_by(Lane.due_at).limit(room).with_for_update(skip_locked=True)
    lanes = session.execute(due).all()
    if not lanes:
        return ()
    by_team = defaultdict(list)
    for team_id, lane, _ in lanes:
        by_team[team_id].append(lane)
    firsts = {
        (row.team_id, row.lane): row
        for team_id, names in by_team.items()
        for row in session.execute(_firsts(team_id, names))
    }
    budgets = _budgets(session, by_team, tempo)
    until = clock.now + timedelta(seconds=tempo.lease)
    found = _sort(lanes, firsts, budgets, clock, until)
    _take(session, owner, found.tasks, until)
    _let_go(session, found, tempo)
    _keep(session, budgets)
    return found.tasks


def _is_pending(message: type[Message]) -> ColumnElement[bool]:
    """The condition of the partial index, literally: bound, SQLite would not use the index."""
    states: BindParameter[Any] = bindparam("pending", PENDING, expanding=True, literal_execute=True)
    return message.state.in_(states)


def _firsts(team_id: str, lanes: Collection[str]) -> Select[Any]:
    """Each lane's first message that is not settled, with the place of the one it refers to."""
    above, earlier = aliased(Message), aliased(Message)
    first = (
        select(func.min(earlier.number))
        .where(earlier.team_id == Lane.team_id, earlier.lane == Lane.channel, _is_pending(earlier))
        .correlate(Lane)
        .scalar_subquery()
    )
    here = and_(
        Message.team_id == Lane.team_id,
        Message.lane == Lane.channel,
        Message.number == first,
        _is_pending(Message),
    )
    refers = and_(above.team_id == Message.team_id, above.id == Message.refers_to)
    return (
        select(*CLAIMED, above.channel.label("above_channel"), above.ts.label("above_ts"))
        .select_from(Lane)
        .join(Message, here)
        .outerjoin(above, refers)
        .where(Lane.team_id == team_id, Lane.channel.in_(lanes))
    )


def _sort(
    lanes: Iterable[Row[str, str, datetime | None]],
    firsts: Mapping[LaneKey, Row[Any]],
    budgets: Mapping[tuple[str, Method], Budget],
    clock: Clock,
    until: datetime,
) -> _Sorted:
    """Which lanes send now, which wait for the workspace's ceiling, and which are empty."""
    found = _Sorted()
    for team_id, lane, free_at in lanes:
        key = (team_id, lane)
        row = firsts.get(key)
        if row is None:
            found.empty.append(key)
            continue
        at = max(clock.now, free_at or clock.now)
        budget = budgets.get((team_id, row.method))
        if budget is not None:
            at = budget.book(at, clock.now + HOLD)
        if at > clock.now + HOLD:
            found.put_off.append((key, at))
        else:
            found.tasks.append(_task(row, clock.ticks_at(at), clock.ticks_at(until)))
    return found


def _task(row: Row[Any], at: float, until: float) -> Task:
    return Task(
        team_id=row.team_id,
        lane=row.lane,
        number=row.number,
        id=row.id,
        method=row.method,
        kind=row.kind,
        payload=row.payload,
        attempts=row.attempts + 1,
        is_unsure=row.state is MessageState.SENDING,
        created_at=row.created_at,
        refers=row.refers_to is not None,
        above=(row.above_channel, row.above_ts) if row.above_ts else None,
        at=at,
        until=until,
    )


def _take(session: Session, owner: str, tasks: Sequence[Task], until: datetime) -> None:
    """The lease, and the mark that Slack may have these from now on."""
    if not tasks:
        return
    leased = update(Lane).where(tuple_(Lane.team_id, Lane.channel).in_([one.key for one in tasks]))
    session.execute(leased.values(lease_owner=owner, lease_until=until, due_at=until), **QUIETLY)
    ids = [(one.team_id, one.id) for one in tasks]
    taken = update(Message).where(tuple_(Message.team_id, Message.id).in_(ids))
    sending = {"state": MessageState.SENDING, "attempts": Message.attempts + 1}
    session.execute(taken.values(sending), **QUIETLY)


def _let_go(session: Session, found: _Sorted, tempo: Tempo) -> None:
    if found.empty:
        empty = update(Lane).where(tuple_(Lane.team_id, Lane.channel).in_(found.empty))
        session.execute(empty.values(due_at=None, lease_owner=None, lease_until=None), **QUIETLY)
    if found.put_off:
        lead = timedelta(seconds=tempo.lead)
        later = [
            {"of_team": team_id, "of_lane": lane, "at": at - lead}
            for (team_id, lane), at in found.put_off
        ]
        session.connection().execute(PUT_OFF, later)


def _budgets(
    session: Session, teams: Collection[str], tempo: Tempo
) -> dict[tuple[str, Method], Budget]:
    """What each ceiling leaves; nobody else claims under the same ceilings meanwhile."""
    if not tempo.ceilings:
        return {}
    rows = select(Pace.team_id, Pace.method, Pace.free_at).where(Pace.team_id.in_(teams))
    known = {
        (team_id, method): free_at
        for team_id, method, free_at in session.execute(
            rows.order_by(Pace.team_id, Pace.method).with_for_update()
        )
    }
    return {
        (team_id, method): Budget(ceiling, known.get((team_id, method)))
        for team_id in teams
        for method, ceiling in tempo.ceilings.items()
    }


def _keep(session: Session, budgets: Mapping[tuple[str, Method], Budget]) -> None:
    used = [
        {"team_id": team_id, "method": method, "free_at": budget.spent}
        for (team_id, method), budget in sorted(budgets.items())
        if budget.spent is not None
    ]
    if not used:
        return
    dialect = session.get_bind().dialect.name
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Pace).values(used)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[Pace.team_id, Pace.method],
            set_={"free_at": insert.excluded.free_at},
        )
    )
