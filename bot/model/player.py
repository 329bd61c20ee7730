"""A player: a person with a role on either side of a plan."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to


class Side(StrEnum):
    """The customer's side or our own."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


class PlayerRole(StrEnum):
    """The part a person plays for the success of the plan."""

    CHAMPION = "champion"
    SPONSOR = "sponsor"
    DECISION_MAKER = "decision_maker"
    ADMINISTRATOR = "administrator"
    END_USER = "end_user"
    CSM = "csm"
    OTHER = "other"


class Player(Owned):
    """One person, and how that person measures success.

    `slack_user_id` is who it is in Slack, at home in the workspace `slack_team_id`. Who has
    `left_on` a day is kept for what they did, and offered nowhere any more. `language` is theirs as
    a tag such as `de`. Who wants no surveys says so once: `no_surveys_since`. Of who is
    forgotten, since `forgotten_at`, only the role stays.
    """

    __tablename__ = "player"
    __table_args__ = (
        belongs_to("account"),
        Index("ix_player_account_id", "team_id", "account_id"),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    side: Mapped[Side] = mapped_column(choice(Side))
    role: Mapped[PlayerRole] = mapped_column(choice(PlayerRole))
    measures_success_by: Mapped[str | None] = mapped_column(Text)
    responsibilities: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(320))
    slack_user_id: Mapped[str | None] = mapped_column(String(32))
    slack_team_id: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(8))
    zone: Mapped[str | None] = mapped_column(String(64))
    last_contact_on: Mapped[date | None]
    no_surveys_since: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    left_on: Mapped[date | None]
    created_at: Mapped[datetime]
