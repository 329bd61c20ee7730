"""A suggestion: a change of the plan that the customer asked for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to


class SuggestionState(StrEnum):
    """What became of it."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


class Suggestion(Owned):
    """In the words of a player of the customer; answered by somebody of our side."""

    __tablename__ = "suggestion"
    __table_args__ = (
        belongs_to("plan"),
        belongs_to("player"),
        Index("ix_suggestion_plan_id", "team_id", "plan_id", "created_at"),
    )

    plan_id: Mapped[str] = mapped_column(String(64))
    player_id: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[SuggestionState] = mapped_column(
        choice(SuggestionState), default=SuggestionState.OPEN
    )
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
