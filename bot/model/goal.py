"""A goal: an intended outcome."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned, choice
from bot.model.keys import belongs_to


class Direction(StrEnum):
    """Whether a higher or a lower value is better."""

    RISING = "rising"
    FALLING = "falling"


class Goal(Owned):
    """Who does what differently, at what rate, from what to what, by when.

    `is_shared`: the customer sees it. A goal whose outcome did not hold opens again: what was read
    until `reopened_on` does not count as reaching it.
    """

    __tablename__ = "goal"
    __table_args__ = (
        belongs_to("plan"),
        belongs_to("player"),
        Index("ix_goal_plan_id", "team_id", "plan_id"),
    )

    plan_id: Mapped[str] = mapped_column(String(64))
    player_id: Mapped[str | None] = mapped_column(String(64))
    behaviour: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(choice(Direction), default=Direction.RISING)
    baseline: Mapped[Decimal | None] = mapped_column(Exact(6))
    target: Mapped[Decimal | None] = mapped_column(Exact(6))
    starts_on: Mapped[date]
    due_on: Mapped[date | None]
    value: Mapped[Decimal | None] = mapped_column(Exact(4))
    currency: Mapped[str | None] = mapped_column(String(3))
    is_shared: Mapped[bool] = mapped_column(default=True)
    reopened_on: Mapped[date | None]
    created_at: Mapped[datetime]
