"""Health: how near an account is to what it bought the product for, in points from 0 to 100."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Exact, Owned, choice
from bot.model.keys import belongs_to


class HealthBand(StrEnum):
    """What a score means. Unknown is not green: it says that nobody knows."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"


DROPPED = text("dropped_on IS NOT NULL")


class Health(Base):
    """An account's health as it is. Each part is from 0 to 1, or NULL where it is unknown.

    The weights are those that counted: 0 for an unknown part; from `green` and from `yellow` on the
    score was so. `as_of` is the day, by the owner's clock, for which it was computed at
    `computed_at`; since `changed_at` score and band are what they are. While it is in a drop, it
    fell on `dropped_on` from `dropped_from`, and that is over once the score is `recovers_at`.
    """

    __tablename__ = "health"
    __table_args__ = (
        belongs_to("account", goes_with=True),
        Index("ix_health_band", "team_id", "band", "score"),
        Index(
            "ix_health_dropped_on",
            "team_id",
            "dropped_on",
            sqlite_where=DROPPED,
            postgresql_where=DROPPED,
        ),
    )

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    score: Mapped[int | None]
    band: Mapped[HealthBand] = mapped_column(choice(HealthBand))
    goals: Mapped[Decimal | None] = mapped_column(Exact(6))
    progress: Mapped[Decimal | None] = mapped_column(Exact(6))
    proxies: Mapped[Decimal | None] = mapped_column(Exact(6))
    goals_weight: Mapped[int]
    progress_weight: Mapped[int]
    proxies_weight: Mapped[int]
    green: Mapped[int]
    yellow: Mapped[int]
    as_of: Mapped[date]
    computed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    dropped_on: Mapped[date | None]
    dropped_from: Mapped[int | None]
    recovers_at: Mapped[int | None]


class HealthSnapshot(Base):
    """A score as it was from an instant on, until the next one: kept when score or band changed."""

    __tablename__ = "health_snapshot"
    __table_args__ = (belongs_to("account", goes_with=True),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    score: Mapped[int | None]
    band: Mapped[HealthBand] = mapped_column(choice(HealthBand))
    goals: Mapped[Decimal | None] = mapped_column(Exact(6))
    progress: Mapped[Decimal | None] = mapped_column(Exact(6))
    proxies: Mapped[Decimal | None] = mapped_column(Exact(6))
    goals_weight: Mapped[int]
    progress_weight: Mapped[int]
    proxies_weight: Mapped[int]


class HealthTerms(Base):
    """What each part weighs and where the bands begin, for one segment, or for all where empty.

    A goal that nobody read for more than `fresh_days` is unknown.
    """

    __tablename__ = "health_terms"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    segment: Mapped[str] = mapped_column(String(80), primary_key=True)
    goals: Mapped[int]
    progress: Mapped[int]
    proxies: Mapped[int]
    green: Mapped[int]
    yellow: Mapped[int]
    fresh_days: Mapped[int]


class HealthDue(Base):
    """An account whose health is to be computed anew: something that it is made of changed."""

    __tablename__ = "health_due"
    __table_args__ = (belongs_to("account", goes_with=True),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    marked_at: Mapped[datetime]


class HealthRun(Base):
    """The day for which a workspace's health was last computed as a whole."""

    __tablename__ = "health_run"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    done_on: Mapped[date]


class Pulse(Owned):
    """A person's own judgement of an account, with its reason. It stands beside the score."""

    __tablename__ = "pulse"
    __table_args__ = (
        belongs_to("account"),
        Index("ix_pulse_account_id", "team_id", "account_id", "given_at"),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    band: Mapped[HealthBand] = mapped_column(choice(HealthBand))
    reason: Mapped[str] = mapped_column(Text)
    given_by: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[datetime]
    expires_on: Mapped[date]
