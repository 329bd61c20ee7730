"""Writing down what became of messages in hand."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, or_, select, tuple_, update
from sqlalchemy.orm import Session

from bot.delivery.task import Clock, LaneKey, Result, Task
from bot.delivery.tempo import Tempo
from bot.delivery.verdict import Outcome
from bot.model import Lane, Message, MessageState

PENDING = (MessageState.WAITING, MessageState.SENDING)


def record(
    session: Session, owner: str, results: Sequence[Result], clock: Clock, tempo: Tempo
) -> Sequence[Result]:
    """Write down what became of them, where the lease is still ours.

    Gives those whose lane somebody holds just now. Where the lease went to another process, that
    one looks its message up, and nothing is recorded here.
    """
    ours = _held(session, owner, [task.key for task, _ in results])
    done = [one for one in results if ours.get(one[0].key) is True]
    if done:
        connection = session.connection()
        connection.execute(SETTLE, [_settled(*one, clock) for one in done])
        connection.execute(RELEASE, [_released(*one, clock, tempo) for one in done])
    return [one for one in results if ours.get(one[0].key) is False]


def _held(session: Session, owner: str, keys: Sequence[LaneKey]) -> dict[LaneKey, bool]:
    """Which of the lanes are ours: True where we hold the row now, too."""
    mine = select(Lane.team_id, Lane.channel).where(
        tuple_(Lane.team_id, Lane.channel).in_(keys), Lane.lease_owner == owner
    )
    held = {(team, lane) for team, lane in session.execute(mine.with_for_update(skip_locked=True))}
    if len(held) == len(keys):
        return dict.fromkeys(keys, True)
    return {(team, lane): (team, lane) in held for team, lane in session.execute(mine)}


SETTLE = (
    update(Message)
    .where(
        Message.team_id == bindparam("of_team"),
        Message.id == bindparam("of_id"),
        Message.state == MessageState.SENDING,
    )
    .values(
        state=bindparam("to_state"),
        reason=bindparam("to_reason"),
        attempts=bindparam("to_attempts"),
        channel=bindparam("to_channel"),
        ts=bindparam("to_ts"),
        settled_at=bindparam("to_settled_at"),
    )
)
RELEASE = (
    update(Lane)
    .where(Lane.team_id == bindparam("of_team"), Lane.channel == bindparam("of_lane"))
    .values(
        lease_owner=None,
        lease_until=None,
        free_at=bindparam("to_free_at"),
        due_at=case(
            (
                or_(
                    bindparam("to_pending", type_=Lane.last_number.type) == 1,
                    Lane.last_number > bindparam("of_number"),
                ),
                bindparam("to_due_at", type_=Lane.due_at.type),
            ),
            else_=None,
        ),
    )
)


def _settled(task: Task, outcome: Outcome, clock: Clock) -> dict[str, Any]:
    is_settled = outcome.state not in PENDING
    return {
        "of_team": task.team_id,
        "of_id": task.id,
        "to_state": outcome.state,
        "to_reason": outcome.reason,
        "to_attempts": task.attempts if outcome.counts else task.attempts - 1,
        "to_channel": outcome.channel,
        "to_ts": outcome.ts,
        "to_settled_at": clock.now if is_settled else None,
    }


def _released(task: Task, outcome: Outcome, clock: Clock, tempo: Tempo) -> dict[str, Any]:
    free_at = clock.now if outcome.free_at is None else clock.at(outcome.free_at)
    free_at = max(free_at, clock.now + timedelta(seconds=outcome.wait))
    return {
        "of_team": task.team_id,
        "of_lane": task.lane,
        "of_number": task.number,
        "to_free_at": free_at,
        "to_due_at": free_at - timedelta(seconds=tempo.lead),
        "to_pending": int(outcome.state in PENDING),
    }
