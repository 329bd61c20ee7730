"""Revenue changes: what an account began to pay, more or less of it, no more, or again."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned, choice
from bot.model.keys import belongs_to


class RevenueKind(StrEnum):
    """What changed. A renewal changes nothing but the date; its amount is what was renewed."""

    NEW = "new"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"
    CHURN = "churn"
    RENEWAL = "renewal"


class RevenueChange(Owned):
    """One change of recurring revenue a year. `amount` is never negative: the kind says which way.

    The figures of the business read all changes in one scan of an index that has what they need.

    A churn has its reason, and what was tried to keep the account.
    """

    __tablename__ = "revenue_change"
    __table_args__ = (
        belongs_to("account"),
        Index(
            "ix_revenue_change_account_id",
            "team_id",
            "account_id",
            "changed_on",
            "kind",
            "amount",
        ),
        Index("ix_revenue_change_changed_on", "team_id", "changed_on"),
        Index("uq_revenue_change_external_id", "team_id", "external_id", unique=True),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[RevenueKind] = mapped_column(choice(RevenueKind))
    amount: Mapped[Decimal] = mapped_column(Exact(4))
    currency: Mapped[str] = mapped_column(String(3))
    changed_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(40))
    tried: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(120))
    external_id: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]


class ChurnReason(Owned):
    """A reason why customers leave, as a workspace names it. Its id is a word.

    One that is not offered any more stays for the churns that have it.
    """

    __tablename__ = "churn_reason"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-1)
    title: Mapped[str] = mapped_column(String(80))
    is_offered: Mapped[bool] = mapped_column(default=True)
