"""A plan: one cycle of an account's success plan."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
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


class Plan(Owned):
    """One cycle, with success described from both sides. An account has one open plan at most."""

    __tablename__ = "plan"
    __table_args__ = (
        belongs_to("account"),
        Index("uq_plan_cycle", "team_id", "account_id", "cycle", unique=True),
        Index(
            "uq_plan_open",
            "team_id",
            "account_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    cycle: Mapped[int]
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.DISCOVERY)
    customer_success: Mapped[str] = mapped_column(Text)
    supplier_success: Mapped[str | None] = mapped_column(Text)
    started_on: Mapped[date]
    horizon_on: Mapped[date]
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime]
