"""What it costs to retain customers, as the workspace says."""

from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned


class RetentionCost(Owned):
    """The cost of a month, from the month that is its id (`2026-11`) until the next one's."""

    __tablename__ = "retention_cost"

    id: Mapped[str] = mapped_column(String(7), primary_key=True, sort_order=-1)
    amount: Mapped[Decimal] = mapped_column(Exact(4))
    currency: Mapped[str] = mapped_column(String(3))
