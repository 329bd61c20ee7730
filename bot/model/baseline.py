"""The baseline of one's own business: how it stands in twelve areas, once a year."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Json, choice


class BaselineArea(StrEnum):
    """What a supplier should know of itself, in the order in which it is asked."""

    ORGANISATION = "organisation"
    JOURNEY = "journey"
    PROMISES = "promises"
    ONBOARDING = "onboarding"
    USAGE = "usage"
    SEGMENTS = "segments"
    SUPPORT = "support"
    ADVOCACY = "advocacy"
    HEALTH = "health"
    REVIEWS = "reviews"
    CHURN = "churn"
    RETENTION = "retention"


class Baseline(Base):
    """What was said of one area in one year: what is claimed, and what is missing to know it.

    `known` is what the data said then: a list of objects with a label, a value and over how many.
    """

    __tablename__ = "baseline"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[BaselineArea] = mapped_column(choice(BaselineArea), primary_key=True)
    claimed: Mapped[str | None] = mapped_column(Text)
    missing: Mapped[str | None] = mapped_column(Text)
    known: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    said_by: Mapped[str] = mapped_column(String(32))
    said_at: Mapped[datetime]
