"""A member: a person of our own side, a Slack user."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice


class Role(StrEnum):
    """What a member may do: a csm changes own accounts, a leader or an admin all."""

    CSM = "csm"
    LEADER = "leader"
    ADMIN = "admin"


class Standing(StrEnum):
    """Who Slack says this is. Only colleagues get in; `named` were vouched for by an operator."""

    NAMED = "named"
    COLLEAGUE = "colleague"
    GUEST = "guest"
    BOT = "bot"
    OUTSIDER = "outsider"
    DEACTIVATED = "deactivated"


class Member(Owned):
    """One Slack user. `checked_at` is when Slack was last asked who this is."""

    __tablename__ = "member"

    team_id: Mapped[str] = mapped_column(
        ForeignKey("workspace.team_id"), primary_key=True, sort_order=-2
    )
    name: Mapped[str] = mapped_column(String(255), default="")
    email: Mapped[str | None] = mapped_column(String(320))
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.CSM)
    standing: Mapped[Standing] = mapped_column(choice(Standing), default=Standing.NAMED)
    zone: Mapped[str | None] = mapped_column(String(64))
    checked_at: Mapped[datetime | None]
