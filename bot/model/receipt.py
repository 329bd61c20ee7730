"""A receipt: a request from Slack that was carried out, so that a repeat of it does nothing."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned


class Receipt(Owned):
    """The request's own key, and the id of what it made."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_at", "at"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, sort_order=-1)
    result: Mapped[str | None] = mapped_column(String(160))
    at: Mapped[datetime]
