"""A verification: the customer is asked whether an outcome is so, and what they said."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to
from bot.model.outcome import VerifiedBy


class VerificationState(StrEnum):
    """What became of it."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    WITHDRAWN = "withdrawn"


IS_ASKED = text("state = 'asked'")
HAS_MESSAGE = text("message_id IS NOT NULL")


class Verification(Owned):
    """One question to the customer; of an outcome there is one open at a time.

    By a link one player is asked. In the channel any of them is, so that `player_id` is whoever
    answered. `words` say what is not quite so. `message_id` is the live message in the channel,
    as long as it may change.
    """

    __tablename__ = "verification"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("outcome"),
        belongs_to("player"),
        Index(
            "uq_verification_asked",
            "team_id",
            "outcome_id",
            unique=True,
            sqlite_where=IS_ASKED,
            postgresql_where=IS_ASKED,
        ),
        Index(
            "ix_verification_message_id",
            "team_id",
            "account_id",
            sqlite_where=HAS_MESSAGE,
            postgresql_where=HAS_MESSAGE,
        ),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    outcome_id: Mapped[str] = mapped_column(String(64))
    player_id: Mapped[str | None] = mapped_column(String(64))
    way: Mapped[VerifiedBy] = mapped_column(choice(VerifiedBy))
    state: Mapped[VerificationState] = mapped_column(
        choice(VerificationState), default=VerificationState.ASKED
    )
    words: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
