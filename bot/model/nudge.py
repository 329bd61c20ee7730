"""A nudge: one matter that needs one person's attention, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Owned, choice
from bot.model.keys import belongs_to


class NudgeState(StrEnum):
    """What became of it. Open, snoozed and escalated ones still need somebody."""

    OPEN = "open"
    SNOOZED = "snoozed"
    ESCALATED = "escalated"
    DONE = "done"
    DISMISSED = "dismissed"


PRESSING = text("state IN ('open', 'snoozed', 'escalated')")
HANDED_OVER = text("handed_to IS NOT NULL")
SETTLED_UNSEEN = text("message_id IS NOT NULL AND closed_at IS NOT NULL AND closed_by IS NULL")
"""Settled by itself, while its live message does not say so yet."""


class Nudge(Owned):
    """Its id is `<rule>:<subject>:<episode>`, so that the same matter exists once an episode.

    Its person is whoever it was handed to, else the account's owner. `message_id` is the live
    message it belongs to; `escalation_id` the one that its leader got. `told_at` is when its
    person last heard or did something about it: escalation counts from there. Done without
    `closed_by` means that the matter settled by itself.
    """

    __tablename__ = "nudge"
    __table_args__ = (
        belongs_to("account"),
        Index(
            "ix_nudge_pressing",
            "team_id",
            "account_id",
            sqlite_where=PRESSING,
            postgresql_where=PRESSING,
        ),
        Index("ix_nudge_rule", "team_id", "rule", "state"),
        Index("ix_nudge_message_id", "team_id", "message_id"),
        Index(
            "ix_nudge_handed_to",
            "team_id",
            "handed_to",
            sqlite_where=HANDED_OVER,
            postgresql_where=HANDED_OVER,
        ),
        Index(
            "ix_nudge_settled_unseen",
            "team_id",
            sqlite_where=SETTLED_UNSEEN,
            postgresql_where=SETTLED_UNSEEN,
        ),
    )

    id: Mapped[str] = mapped_column(String(160), primary_key=True, sort_order=-1)
    rule: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    episode: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[NudgeState] = mapped_column(choice(NudgeState), default=NudgeState.OPEN)
    began_on: Mapped[date]
    opened_at: Mapped[datetime]
    snoozed_until: Mapped[date | None]
    handed_to: Mapped[str | None] = mapped_column(String(32))
    handed_by: Mapped[str | None] = mapped_column(String(32))
    told_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(String(64))
    escalation_id: Mapped[str | None] = mapped_column(String(64))


class Sweep(Base):
    """How far a workspace's rules have looked: up to this instant, and when at everything."""

    __tablename__ = "sweep"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime | None]
    full_at: Mapped[datetime | None]


class RuleSetting(Base):
    """A rule for one segment, or for all where `segment` is empty: on or off, and its days."""

    __tablename__ = "rule_setting"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    segment: Mapped[str] = mapped_column(String(80), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    days: Mapped[int | None]
