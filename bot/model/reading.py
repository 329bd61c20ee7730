"""A reading: one measurement of a goal at a time, with its source."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned
from bot.model.keys import belongs_to


class Reading(Owned):
    """One measurement. The latest by day, then by entry, is the goal's present value.

    `external_id` is the id under which another system sent it.
    """

    __tablename__ = "reading"
    __table_args__ = (
        belongs_to("goal"),
        Index("ix_reading_goal_id", "team_id", "goal_id", "read_on", "created_at"),
        Index("uq_reading_external_id", "team_id", "external_id", unique=True),
    )

    goal_id: Mapped[str] = mapped_column(String(64))
    value: Mapped[Decimal] = mapped_column(Exact(6))
    read_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(120))
    note: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
