"""What an operator does with the outbox: see what is stuck, send again, drop; and pruning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, CursorResult, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, announce
from bot.delivery.kinds import Kind
from bot.delivery.outbox import OUTBOX
from bot.errors import UserError
from bot.model import Lane, Mail, Message, MessageState, Nudge, NudgeState, Plan, Verification

State = MessageState
T = TypeVar("T", Message, Mail)
STUCK = (State.DEAD, State.UNKNOWN)
OPEN = (*STUCK, State.WAITING)
KEPT = {State.SENT: 30, State.DROPPED: 30, State.DEAD: 90, State.UNKNOWN: 90}
"""Days for which a message or a mail is kept once nothing more happens to it."""
LIVE = (NudgeState.OPEN, NudgeState.SNOOZED, NudgeState.ESCALATED)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages or mails are dead, unknown and waiting; and since when the oldest waits."""

    dead: int
    unknown: int
    waiting: int
    waits_since: datetime | None


def backlog(session: Session, table: type[Message | Mail] = Message) -> Backlog:
    """Of all workspaces: of messages, or of mails."""
    rows = session.execute(
        select(table.state, func.count(), func.min(table.created_at))
        .where(table.state.in_(OPEN))
        .group_by(table.state)
    )
    found = {state: (count, since) for state, count, since in rows}
    dead, unknown, waiting = (found.get(state, (0, None)) for state in OPEN)
    return Backlog(dead[0], unknown[0], *waiting)


def listed(
    session: Session, table: type[T], team_id: str, states: Sequence[MessageState], most: int
) -> Sequence[T]:
    """Messages or mails in these states, the dead first, then the unknown; then the newest."""
    rank = case({state.value: place for place, state in enumerate(OPEN)}, value=table.state)
    found = select(table).where(table.team_id == team_id, table.state.in_(states))
    return session.scalars(
        found.order_by(func.coalesce(rank, len(OPEN)), table.id.desc()).limit(most)
    ).all()


def is_old(session: Session, table: type[Message | Mail]) -> ColumnElement[bool]:
    """Whether a message or a mail is settled for long."""
    now = session.execute(select(DatabaseNow())).scalar_one()
    return or_(
        *(
            (table.state == state) & (table.settled_at < now - timedelta(days=days))
            for state, days in KEPT.items()
        )
    )


def check_open(what: str, id_: str, state: MessageState) -> None:
    """A UserError, with what became of it, where nothing is left to decide."""
    if state not in OPEN:
        done = "was sent" if state is State.SENT else "was dropped"
        raise UserError(f"The {what} {id_} {done} already.")


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
    check_open("message", message_id, message.state)
    return message


def prune(session: Session) -> int:
    """Forget what is settled for long, but for the messages of what is open: matters, plans that
    customers see, questions to them.

    Those are changed in place when somebody acts. Gives how many were forgotten.
    """
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
    result = session.execute(delete(Message).where(is_old(session, Message), ~is_live, ~is_shown))
    return result.rowcount if isinstance(result, CursorResult) else 0
