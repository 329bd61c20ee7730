"""A message: one thing to be delivered to Slack. All of them together are the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Owned, choice


class Method(StrEnum):
    """What is done in Slack."""

    POST = "post"
    UPDATE = "update"
    EPHEMERAL = "ephemeral"
    PUBLISH = "publish"
    UPLOAD = "upload"


class MessageState(StrEnum):
    """Where it stands, or a mail. `unknown`: it may be there, and nobody says; a person decides."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    DROPPED = "dropped"


WAITING = text("state = 'waiting'")
STUCK = text("state IN ('dead', 'unknown')")


class Message(Owned):
    """Written in the transaction of the change that causes it, once a dedupe key.

    `number` is its place in its lane. `refers_to` is the message that it changes, or in whose
    thread it stands. `about` are the nudges that it shows, by id and in order. `channel` and `ts`
    are where Slack put it.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_dedupe_key", "team_id", "dedupe_key", unique=True),
        Index(
            "ix_message_waiting",
            "team_id",
            "lane",
            "number",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_message_refers_to", "team_id", "refers_to"),
        Index(
            "ix_message_stuck",
            "team_id",
            "created_at",
            sqlite_where=STUCK,
            postgresql_where=STUCK,
        ),
    )

    dedupe_key: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(40))
    method: Mapped[Method] = mapped_column(choice(Method))
    lane: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]]
    refers_to: Mapped[str | None] = mapped_column(String(64))
    about: Mapped[list[str] | None]
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


DUE = text("due_at IS NOT NULL")


class Lane(Base):
    """One channel's queue: order, pace, what Slack asks to wait, and who is at work on it.

    `due_at` is when it should be looked at next, None while nothing waits; `free_at` is from when
    on Slack takes another message there. `sending` is the number of the message that Slack may
    have: in hand while the lease lasts, to be looked up when it is over.
    """

    __tablename__ = "lane"
    __table_args__ = (Index("ix_lane_due_at", "due_at", sqlite_where=DUE, postgresql_where=DUE),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger, default=0)
    due_at: Mapped[datetime | None]
    free_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    sending: Mapped[int | None] = mapped_column(BigInteger)


class Pace(Base):
    """The ceiling of a method over a whole workspace: from when on the next call may be made."""

    __tablename__ = "pace"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    method: Mapped[Method] = mapped_column(choice(Method), primary_key=True)
    free_at: Mapped[datetime]
