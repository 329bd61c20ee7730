"""Signals: proxies for health, such as usage or support, and what each kind of them means."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Exact, Owned, choice
from bot.model.goal import Direction
from bot.model.keys import belongs_to


class SignalKind(Owned):
    """A kind of signal that a workspace added, or whose title or unit it changed. Its id is a word.

    Those that every workspace has are in the code; see `bot.practice.signal_kind`.
    """

    __tablename__ = "signal_kind"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-1)
    title: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(choice(Direction))
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]


class SignalLimit(Base):
    """What counts as good and bad of a kind, in one segment, or in all where `segment` is empty.

    Between `bad` and `good` it counts in proportion; after `fresh_days` it is unknown; without a
    weight it does not count.
    """

    __tablename__ = "signal_limit"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    segment: Mapped[str] = mapped_column(String(80), primary_key=True)
    good: Mapped[Decimal] = mapped_column(Exact(6))
    bad: Mapped[Decimal] = mapped_column(Exact(6))
    fresh_days: Mapped[int]
    weight: Mapped[int]


class Signal(Owned):
    """One reading of a kind at an account. `external_id` is the id under which it was sent."""

    __tablename__ = "signal"
    __table_args__ = (
        belongs_to("account"),
        Index("ix_signal_account_id", "team_id", "account_id", "kind", "read_on"),
        Index("uq_signal_external_id", "team_id", "external_id", unique=True),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))
    value: Mapped[Decimal] = mapped_column(Exact(6))
    read_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(120))
    external_id: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]


class SignalNow(Base):
    """The latest reading of a kind at an account, by day, then by entry: all that health reads."""

    __tablename__ = "signal_now"
    __table_args__ = (belongs_to("account"),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Decimal] = mapped_column(Exact(6))
    read_on: Mapped[date]


class PullState(StrEnum):
    """How the last run of a source went."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SignalPull(Owned):
    """A source that signals are fetched from: its id is its name in the operator's file.

    The figures are those of the last run; `reason` is why it failed, or why the first row is bad.
    """

    __tablename__ = "signal_pull"

    next_at: Mapped[datetime]
    state: Mapped[PullState | None] = mapped_column(choice(PullState))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)
