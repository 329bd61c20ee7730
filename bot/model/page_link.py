"""A page link: who may see which dashboard in a browser, and until when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to


class Audience(StrEnum):
    """For whom a dashboard is: three roles of our own side, three of the customer's."""

    CSM = "csm"
    LEADER = "leader"
    ADMIN = "admin"
    SPONSOR = "sponsor"
    CHAMPION = "champion"
    ADMINISTRATOR = "administrator"


class PageLink(Owned):
    """A dashboard for one person: a member of ours, or a player of the customer at an account.

    What the person is now counts each time it is opened, not what the person was. `shows_worth`: a
    customer reads what their results are worth.
    """

    __tablename__ = "page_link"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("player"),
        Index("ix_page_link_created_by", "team_id", "created_by", "created_at"),
        Index("ix_page_link_player_id", "team_id", "player_id"),
        CheckConstraint("(member_id IS NULL) <> (player_id IS NULL)", name="one_person"),
    )

    audience: Mapped[Audience] = mapped_column(choice(Audience))
    member_id: Mapped[str | None] = mapped_column(String(32))
    player_id: Mapped[str | None] = mapped_column(String(64))
    account_id: Mapped[str | None] = mapped_column(String(64))
    shows_worth: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
