"""Working time: when a member, or a whole workspace by default, wants to hear from the bot."""

from datetime import date, time

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned

EVERYBODY = "*"


class WorkingTime(Owned):
    """Its id is the member's, or `*` for the workspace's default. What is None is inherited.

    `days` are ISO weekdays as digits: "12345" is Monday to Friday. Times are of the member's zone.
    `bundled_on` is the last of the member's days on which the bundle was made, or found empty.
    """

    __tablename__ = "working_time"

    zone: Mapped[str | None] = mapped_column(String(64))
    days: Mapped[str | None] = mapped_column(String(7))
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    bundle_at: Mapped[time | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    paused_until: Mapped[date | None]
    bundled_on: Mapped[date | None]
