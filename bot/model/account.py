"""An account: a customer."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned, by_code_point, choice
from bot.model.keys import belongs_to


class AccountStatus(StrEnum):
    """Where the relation stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    CHURNED = "churned"


ACTIVE = text("status = 'active'")


class Account(Owned):
    """One customer. Its id is a speakable word; what belongs to it is numbered `<id>-<n>`."""

    __tablename__ = "account"
    __table_args__ = (
        Index("uq_account_name_key", "team_id", "name_key", unique=True),
        Index("uq_account_external_id", "team_id", "external_id", unique=True),
        Index("ix_account_owner_id", "team_id", "owner_id", "name_key"),
        Index(
            "ix_account_renewal_on",
            "team_id",
            "renewal_on",
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
    )

    team_id: Mapped[str] = mapped_column(
        ForeignKey("workspace.team_id"), primary_key=True, sort_order=-2
    )
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(by_code_point(600))
    owner_id: Mapped[str | None] = mapped_column(String(32))
    owner_email: Mapped[str | None] = mapped_column(String(320))
    segment: Mapped[str | None] = mapped_column(String(80))
    touch_model: Mapped[str | None] = mapped_column(String(80))
    arr: Mapped[Decimal | None] = mapped_column(Exact(4))
    currency: Mapped[str | None] = mapped_column(String(3))
    started_on: Mapped[date | None]
    renewal_on: Mapped[date | None]
    seats: Mapped[int | None]
    seats_active: Mapped[int | None]
    domain: Mapped[str | None] = mapped_column(String(253))
    external_id: Mapped[str | None] = mapped_column(String(120))
    status: Mapped[AccountStatus] = mapped_column(
        choice(AccountStatus), default=AccountStatus.ACTIVE
    )
    last_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Alias(Owned):
    """Another name of an account. Its id is the name's key, so that one alias means one account."""

    __tablename__ = "alias"
    __table_args__ = (
        belongs_to("account"),
        Index("ix_alias_account_id", "team_id", "account_id"),
    )

    id: Mapped[str] = mapped_column(by_code_point(600), primary_key=True, sort_order=-1)
    account_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
