"""A mail: one e-mail to be delivered. All that wait are the mail's own outbox."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to
from bot.model.message import WAITING, MessageState


class Mail(Owned):
    """Written in the transaction of the change that causes it, once a dedupe key.

    It is written out when it is sent: `kind` says what it is, `response_id` what it is about, so
    that whoever is forgotten by then gets none. `due_at` is the next try; whoever tries holds it
    until `lease_until`.
    """

    __tablename__ = "mail"
    __table_args__ = (
        belongs_to("response"),
        Index("uq_mail_dedupe_key", "team_id", "dedupe_key", unique=True),
        Index(
            "ix_mail_due_at",
            "due_at",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    dedupe_key: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(40))
    response_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
