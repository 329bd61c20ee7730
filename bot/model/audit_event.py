"""An audit event: who changed what, when, from what to what."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned


class AuditEvent(Owned):
    """One change. It outlives what it tells about, so nothing here is a foreign key."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_account_id", "team_id", "account_id", "at"),
        Index("ix_audit_event_at", "team_id", "at"),
    )

    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[str] = mapped_column(String(160))
    account_id: Mapped[str | None] = mapped_column(String(64))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    undone_at: Mapped[datetime | None]
