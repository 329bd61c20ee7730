"""A permanence check: whether a changed behaviour still holds, as somebody looked."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned, choice
from bot.model.keys import belongs_to


class Verdict(StrEnum):
    """Does it still hold?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class PermanenceCheck(Owned):
    """One look at an outcome after some time. `value` is what the measure read then."""

    __tablename__ = "permanence_check"
    __table_args__ = (
        belongs_to("outcome"),
        Index("ix_permanence_check_outcome_id", "team_id", "outcome_id", "checked_on"),
    )

    outcome_id: Mapped[str] = mapped_column(String(64))
    checked_on: Mapped[date]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    value: Mapped[Decimal | None] = mapped_column(Exact(6))
    reason: Mapped[str | None] = mapped_column(Text)
    checked_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
