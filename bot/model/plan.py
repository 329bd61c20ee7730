"""A plan: one cycle of an account's success plan."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to


class Stage(StrEnum):
    """The five stages, in their order."""

    DISCOVERY = "discovery"
    BENCHMARK = "benchmark"
    PLAN = "plan"
    COLLABORATION = "collaboration"
    DASHBOARD = "dashboard"


OPEN = text("ended_on IS NULL")


class Plan(Owned):
    """One cycle, with success described from both sides. An account has one open plan at most.

    `active_at` is when anything in it last moved; `confirmed_on` when the customer last agreed to
    it, by which player and how. `sponsor_changed_on` is when the customer's sponsor changed, until
    the customer has agreed to the plan since. `reached` and `learnt` look back at its end.
    `shared_in` is the channel in which the customer sees it, in the outbox's message
    `shared_message_id`.
    """

    __tablename__ = "plan"
    __table_args__ = (
        belongs_to("account"),
        Index("uq_plan_cycle", "team_id", "account_id", "cycle", unique=True),
        Index(
            "uq_plan_open",
            "team_id",
            "account_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "uq_plan_shared_in",
            "team_id",
            "shared_in",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_plan_active_at", "team_id", "active_at", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index(
            "ix_plan_stage_since",
            "team_id",
            "stage_since",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_plan_sponsor_changed_on",
            "team_id",
            "sponsor_changed_on",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        ForeignKeyConstraint(
            ["team_id", "confirmed_by"],
            ["player.team_id", "player.id"],
            name="fk_plan_confirmed_by",
        ),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    cycle: Mapped[int]
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.DISCOVERY)
    stage_since: Mapped[date]
    stage_reason: Mapped[str | None] = mapped_column(Text)
    customer_success: Mapped[str] = mapped_column(Text)
    supplier_success: Mapped[str | None] = mapped_column(Text)
    started_on: Mapped[date]
    horizon_on: Mapped[date]
    ended_on: Mapped[date | None]
    reached: Mapped[str | None] = mapped_column(Text)
    learnt: Mapped[str | None] = mapped_column(Text)
    template: Mapped[str | None] = mapped_column(String(80))
    shared_in: Mapped[str | None] = mapped_column(String(32))
    shared_message_id: Mapped[str | None] = mapped_column(String(64))
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(64))
    confirmed_how: Mapped[str | None] = mapped_column(Text)
    sponsor_changed_on: Mapped[date | None]
    active_at: Mapped[datetime]
    created_at: Mapped[datetime]
