"""Writing to the outbox, in the transaction of the change that a message is about.

Whoever writes a message holds its lane's row: that gives each its place, and keeps the sender away
from what is being written.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, announce, insert_into, insert_new, new_id
from bot.delivery.kinds import Kind
from bot.model import Lane, Message, MessageState, Method

Payload = Mapping[str, Any]
OUTBOX = "outbox"
"""What is announced when something was written."""

SENT_LATER = (MessageState.WAITING, MessageState.UNKNOWN, MessageState.DEAD)
"""Whoever sends it, sends what it says then."""


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
    about: Sequence[str] | None = None,
) -> str | None:
    """A new message in a channel, or to a person by the user's id; None where the key is known.

    `thread_of` is the outbox's id of the message under which it stands, in the same channel;
    `about` are the nudges that it shows.
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
        about=about,
    )


def whisper(
    session: Session,
    team_id: str,
    channel: str,
    user_id: str,
    payload: Payload,
    *,
    kind: Kind,
    key: str,
    now: datetime,
) -> str | None:
    """A message in a channel that only one person sees; None where the key is known."""
    payload = {**payload, "user": user_id}
    method = Method.EPHEMERAL
    return _put(session, team_id, channel, payload, method=method, kind=kind, key=key, now=now)


def upload(
    session: Session,
    team_id: str,
    channel: str,
    content: bytes,
    *,
    filename: str,
    title: str,
    text: str,
    kind: Kind,
    key: str,
    now: datetime,
    thread_of: str | None = None,
) -> str | None:
    """A file with a few words in a channel, or in a thread; None where the key is known.

    The channel is one by its own id: Slack shares no file by a person's.
    """
    return _put(
        session,
        team_id,
        channel,
        {
            "filename": filename,
            "title": title,
            "text": text,
            "content": base64.b64encode(content).decode(),
        },
        method=Method.UPLOAD,
        kind=kind,
        key=key,
        now=now,
        refers_to=thread_of,
    )


def change(
    session: Session, team_id: str, message_id: str, payload: Payload, *, now: datetime
) -> None:
    """Let a message say something else, where it stands; nothing happens where it says so already.

    What has not left yet is changed here; of several changes that wait, the last one counts.
    """
    message = session.get(Message, (team_id, message_id))
    if message is None:
        return
    lane = hold(session, team_id, message.lane)
    session.refresh(message)
    if message.state is MessageState.DROPPED:
        return
    if message.state in SENT_LATER and message.number != lane.sending:
        message.payload = dict(payload)
        return
    changes = select(Message).where(
        Message.team_id == team_id,
        Message.refers_to == message_id,
        Message.method == Method.UPDATE,
    )
    latest = session.scalars(changes.order_by(Message.number.desc()).limit(1)).first() or message
    if latest.state is MessageState.WAITING and latest.number != lane.sending:
        latest.payload = dict(payload)
        return
    if latest.payload == payload:
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
    """A person's Home tab; None where it shows the same already, or will in a moment."""
    lane = home_of(user_id)
    held = hold(session, team_id, lane)
    number = held.last_number
    latest = _by_number(session, team_id, lane, number)
    payload = {"user_id": user_id, "view": dict(view)}
    if latest is not None and latest.state is MessageState.WAITING and number != held.sending:
        latest.payload = payload
        return None
    if latest is not None and latest.state is not MessageState.DEAD and latest.payload == payload:
        return None
    return _put(
        session,
        team_id,
        lane,
        payload,
        method=Method.PUBLISH,
        kind=Kind.HOME,
        key=f"{lane}:{number + 1}",
        now=now,
    )


def last_home(session: Session, team_id: str, user_id: str) -> Message | None:
    """What a person's Home tab was last told to show; None where that is not known any more."""
    lane = home_of(user_id)
    row = select(Lane.last_number).where(Lane.team_id == team_id, Lane.channel == lane)
    return _by_number(session, team_id, lane, session.scalar(row) or 0)


def home_of(user_id: str) -> str:
    """The lane of a person's Home tab."""
    return f"home:{user_id}"


def _by_number(session: Session, team_id: str, lane: str, number: int) -> Message | None:
    return session.scalars(
        select(Message).where(Message.team_id == team_id, Message.dedupe_key == f"{lane}:{number}")
    ).first()


class Held(NamedTuple):
    """The numbers of a lane's last message and of the one that Slack may have just now."""

    last_number: int
    sending: int | None


def hold(session: Session, team_id: str, lane: str) -> Held:
    """Keep everybody else away from a lane until the commit."""
    row = select(Lane.last_number, Lane.sending).where(
        Lane.team_id == team_id, Lane.channel == lane
    )
    found = session.execute(row.with_for_update()).one_or_none()
    return Held(0, None) if found is None else Held(*found)


def _put(
    session: Session,
    team_id: str,
    lane: str,
    payload: Payload,
    *,
    method: Method,
    kind: Kind,
    key: str,
    now: datetime,
    refers_to: str | None = None,
    about: Sequence[str] | None = None,
) -> str | None:
    message_id = new_id()
    is_new = insert_new(
        session,
        Message,
        team_id=team_id,
        id=message_id,
        dedupe_key=key[:255],
        kind=kind.value,
        method=method,
        lane=lane,
        number=_next_number(session, team_id, lane),
        payload=dict(payload),
        refers_to=refers_to,
        about=None if about is None else list(about),
        state=MessageState.WAITING,
        attempts=0,
        created_at=now,
    )
    announce(session, OUTBOX)
    return message_id if is_new else None


def _next_number(session: Session, team_id: str, lane: str) -> int:
    """The next place in the lane, which is due; whoever else writes to it waits for this commit."""
    insert = insert_into(Lane, session.get_bind().dialect.name)
    statement = (
        insert.values(team_id=team_id, channel=lane, last_number=1, due_at=DatabaseNow())
        .on_conflict_do_update(
            index_elements=[Lane.team_id, Lane.channel],
            set_={
                "last_number": Lane.last_number + 1,
                "due_at": func.coalesce(Lane.due_at, DatabaseNow()),
            },
        )
        .returning(Lane.last_number)
    )
    return int(session.execute(statement).scalar_one())
