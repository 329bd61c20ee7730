"""What an operator does with the outbox: see what is stuck, send again, drop; and pruning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, announce
from bot.delivery.kinds import Kind
from bot.delivery.outbox import OUTBOX
from bot.errors import UserError
from bot.model import Lane, Message, MessageState, Nudge, NudgeState, Plan, Verification

State = MessageState
STUCK = (State.DEAD, State.UNKNOWN)
OPEN = (*STUCK, State.WAITING)
KEPT = {State.SENT: 30, State.DROPPED: 30, State.DEAD: 90, State.UNKNOWN: 90}
"""Days for which a message is kept once nothing more happens to it."""
LIVE = (NudgeState.OPEN, NudgeState.SNOOZED, NudgeState.ESCALATED)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages are dead, unknown and waiting; and since when the oldest waits."""

    dead: int
    unknown: int
    waiting: int
    waits_since: datetime | None


def backlog(session: Session) -> Backlog:
    """Of all workspaces."""
    rows = session.execute(
        select(Message.state, func.count(), func.min(Message.created_at))
        .where(Message.state.in_(OPEN))
        .group_by(Message.state)
    )
    found = {state: (count, since) for state, count, since in rows}
    waiting, since = found.get(State.WAITING, (0, None))
    return Backlog(
        found.get(State.DEAD, (0, None))[0], found.get(State.UNKNOWN, (0, None))[0], waiting, since
    )


def listed(
    session: Session, team_id: str, states: Sequence[MessageState], most: int
) -> Sequence[Message]:
    """Messages in these states, the dead first, then the unknown; of each the newest first."""
    rank = case({state.value: place for place, state in enumerate(OPEN)}, value=Message.state)
    found = select(Message).where(Message.team_id == team_id, Message.state.in_(states))
    return session.scalars(
        found.order_by(func.coalesce(rank, len(OPEN)), Message.id.desc()).limit(most)
    ).all()


def get(session: Session, team_id: str, message_id: str) -> Message:
    """One message; a UserError where there is none."""
    found = session.get(Message, (team_id, message_id))
    if found is None:
        raise UserError(
            f"There is no message {message_id}. `redthread outbox list` shows what there is."
        )
    return found


def retry(session: Session, team_id: str, message_id: str) -> None:
    """Send it as soon as its channel takes it, before all that waits there."""
    message = _in_reach(session, team_id, message_id)
    if message.state is not State.WAITING:
        message.state, message.attempts = State.WAITING, 0
        message.reason = message.settled_at = None
    session.execute(
        update(Lane)
        .where(Lane.team_id == team_id, Lane.channel == message.lane, Lane.lease_owner.is_(None))
        .values(due_at=DatabaseNow(), free_at=DatabaseNow())
    )
    announce(session, OUTBOX)


def drop(session: Session, team_id: str, message_id: str) -> None:
    """Never send it; what waits behind it goes on."""
    message = _in_reach(session, team_id, message_id)
    message.state = State.DROPPED
    message.settled_at = session.execute(select(DatabaseNow())).scalar_one()


def _in_reach(session: Session, team_id: str, message_id: str) -> Message:
    """A message about which something can be decided; nobody sends it meanwhile."""
    message = get(session, team_id, message_id)
    row = select(Lane.sending, Lane.lease_owner).where(
        Lane.team_id == team_id, Lane.channel == message.lane
    )
    sending, owner = session.execute(row.with_for_update()).one()
    session.refresh(message)
    if owner is not None and sending == message.number:
        raise UserError(f"The message {message_id} is being sent. Try again in a minute.")
    if message.state not in OPEN:
        done = "was sent" if message.state is State.SENT else "was dropped"
        raise UserError(f"The message {message_id} {done} already.")
    return message


def prune(session: Session) -> int:
    """Forget what is settled for long, but for the messages of what is open: matters, plans that
    customers see, questions to them.

    Those are changed in place when somebody acts. Gives how many were forgotten.
    """
    now = session.execute(select(DatabaseNow())).scalar_one()
    is_old = or_(
        *(
            (Message.state == state) & (Message.settled_at < now - timedelta(days=days))
            for state, days in KEPT.items()
        )
    )
    is_live = exists().where(
        Nudge.team_id == Message.team_id,
        or_(Nudge.message_id == Message.id, Nudge.escalation_id == Message.id),
        Nudge.state.in_(LIVE),
    )
    is_plan = exists().where(Plan.team_id == Message.team_id, Plan.shared_message_id == Message.id)
    is_question = exists().where(
        Verification.team_id == Message.team_id, Verification.message_id == Message.id
    )
    is_shown = ((Message.kind == Kind.PLAN.value) & is_plan) | (
        (Message.kind == Kind.QUESTION.value) & is_question
    )
    result = session.execute(delete(Message).where(is_old, ~is_live, ~is_shown))
    return result.rowcount if isinstance(result, CursorResult) else 0
