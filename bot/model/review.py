"""A review: our side and the customer's looked at the results together, because of something."""

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned
from bot.model.keys import belongs_to


class Review(Owned):
    """One that was held. `why` is the event that led to it; `decided` what came out of it."""

    __tablename__ = "review"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("plan"),
        Index("ix_review_account_id", "team_id", "account_id", "held_on"),
        Index("ix_review_held_on", "team_id", "held_on"),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    plan_id: Mapped[str | None] = mapped_column(String(64))
    held_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    decided: Mapped[str | None] = mapped_column(Text)
    logged_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
