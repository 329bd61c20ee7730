"""An API token: lets another system write readings and the like into a workspace."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned


class ApiToken(Owned):
    """Only the digest of the secret is kept. A revoked token stays, so that its name is known."""

    __tablename__ = "api_token"
    __table_args__ = (Index("uq_api_token_digest", "digest", unique=True),)

    name: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
