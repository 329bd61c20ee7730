"""A digest: a channel's scheduled summary."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice


class Scope(StrEnum):
    """Whose accounts it is about."""

    ALL = "all"
    SEGMENT = "segment"
    OWNER = "owner"


class Digest(Owned):
    """Its id is the channel's. Once a week, on `weekday` (ISO: 1 is Monday) at `at` in `zone`.

    `scope_of` is the segment's name or the owner's id. `due_at` is when the next one is due, and
    `told_until` up to which instant all is told; for the first, a week before it.
    """

    __tablename__ = "digest"
    __table_args__ = (
        Index("ix_digest_due_at", "team_id", "due_at"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
    )

    weekday: Mapped[int]
    at: Mapped[time]
    zone: Mapped[str] = mapped_column(String(64))
    scope: Mapped[Scope] = mapped_column(choice(Scope), default=Scope.ALL)
    scope_of: Mapped[str | None] = mapped_column(String(80))
    due_at: Mapped[datetime]
    told_until: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
