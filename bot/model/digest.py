"""A digest: a channel's scheduled summary."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice


class Scope(StrEnum):
    """Whose accounts it is about."""

    ALL = "all"
    SEGMENT = "segment"
    OWNER = "owner"


class Digest(Owned):
    """Its id is the channel's. Once a week, on `weekday` (ISO: 1 is Monday) at `at` in `zone`.

    `scope_of` is the segment's name or the owner's id. `posted_on` is the last of its days.
    """

    __tablename__ = "digest"
    __table_args__ = (CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),)

    weekday: Mapped[int]
    at: Mapped[time]
    zone: Mapped[str] = mapped_column(String(64))
    scope: Mapped[Scope] = mapped_column(choice(Scope), default=Scope.ALL)
    scope_of: Mapped[str | None] = mapped_column(String(80))
    posted_on: Mapped[date | None]
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
