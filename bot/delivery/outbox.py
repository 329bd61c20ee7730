"""Writing to the outbox, in the transaction of the change that a message is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.database import insert_new, new_id
from bot.delivery.kinds import Kind
from bot.model import Lane, Message, MessageState, Method

Payload = Mapping[str, Any]


def post(
    session: Session,
    team_id: str,
    channel: str,
    payload: Payload,
    *,
    kind: Kind,
    key: str,
    now: datetime,
    thread_of: str | None = None,
) -> str | None:
    """A new message in a channel, or to a person by the user's id; None where the key is known.

    `thread_of` is the outbox's id of the message under which it stands.
    """
    return _put(
        session,
        team_id,
        channel,
        payload,
        method=Method.POST,
        kind=kind,
        key=key,
        now=now,
        refers_to=thread_of,
    )


def change(
    session: Session, team_id: str, message_id: str, payload: Payload, *, now: datetime
) -> None:
    """Let a message say something else, where it stands.

    What has not left yet is changed here; of several changes that wait, the last one counts.
    """
    message = session.get(Message, (team_id, message_id))
    if message is None or message.state in (MessageState.DEAD, MessageState.DROPPED):
        return
    waiting = message if message.state is MessageState.WAITING and not message.attempts else None
    waiting = (
        waiting
        or session.scalars(
            select(Message).where(
                Message.team_id == team_id,
                Message.refers_to == message_id,
                Message.method == Method.UPDATE,
                Message.state == MessageState.WAITING,
                Message.attempts == 0,
            )
        ).first()
    )
    if waiting is not None:
        waiting.payload = dict(payload)
        return
    _put(
        session,
        team_id,
        message.lane,
        payload,
        method=Method.UPDATE,
        kind=Kind.CHANGE,
        key=f"change:{message_id}:{new_id()}",
        now=now,
        refers_to=message_id,
    )


def publish(
    session: Session, team_id: str, user_id: str, view: Payload, *, now: datetime
) -> str | None:
    """A person's Home tab; None where it shows the same already."""
    last = last_home(session, team_id, user_id)
    payload = {"user_id": user_id, "view": dict(view)}
    if last is not None and last.state is not MessageState.DEAD and last.payload == payload:
        return None
    return _put(
        session,
        team_id,
        _home_of(user_id),
        payload,
        method=Method.PUBLISH,
        kind=Kind.HOME,
        key=None,
        now=now,
    )


def last_home(session: Session, team_id: str, user_id: str) -> Message | None:
    """What a person's Home tab was last told to show; None where that is not known any more."""
    lane = _home_of(user_id)
    number = session.scalar(
        select(Lane.last_number).where(Lane.team_id == team_id, Lane.channel == lane)
    )
    return session.scalars(
        select(Message).where(
            Message.team_id == team_id, Message.dedupe_key == _numbered(lane, number or 0)
        )
    ).first()


def _home_of(user_id: str) -> str:
    return f"home:{user_id}"


def _numbered(lane: str, number: int) -> str:
    return f"{lane}:{number}"


def _put(
    session: Session,
    team_id: str,
    lane: str,
    payload: Payload,
    *,
    method: Method,
    kind: Kind,
    key: str | None,
    now: datetime,
    refers_to: str | None = None,
) -> str | None:
    """Without a key of its own a message is told from others by its place in the lane."""
    message_id = new_id()
    number = _next_number(session, team_id, lane, now)
    is_new = insert_new(
        session,
        Message,
        team_id=team_id,
        id=message_id,
        dedupe_key=(key or _numbered(lane, number))[:255],
        kind=kind.value,
        method=method,
        lane=lane,
        number=number,
        payload=dict(payload),
        refers_to=refers_to,
        state=MessageState.WAITING,
        attempts=0,
        created_at=now,
    )
    return message_id if is_new else None


def _next_number(session: Session, team_id: str, lane: str, now: datetime) -> int:
    """The next place in the lane; whoever else writes to it waits for this commit."""
    dialect = session.get_bind().dialect.name
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Lane)
    statement = (
        insert.values(team_id=team_id, channel=lane, last_number=1, due_at=now)
        .on_conflict_do_update(
            index_elements=[Lane.team_id, Lane.channel],
            set_={
                "last_number": Lane.last_number + 1,
                "due_at": func.coalesce(Lane.due_at, now),
            },
        )
        .returning(Lane.last_number)
    )
    return int(session.execute(statement).scalar_one())
