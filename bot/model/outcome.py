"""An outcome: a logged success with its five points."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned, choice
from bot.model.keys import belongs_to


class ReuseScope(StrEnum):
    """How far what worked could travel."""

    SAME_TEAM = "same_team"
    OTHER_TEAM = "other_team"
    OTHER_COMPANY = "other_company"


class Permanence(StrEnum):
    """Whether the changed behaviour sticks, as far as anybody can say now."""

    STICKS = "sticks"
    UNSURE = "unsure"
    FADING = "fading"


HAS_BEHAVIOUR = text("behaviour IS NOT NULL")


class Outcome(Owned):
    """A change in what people do: outcome, story, reuse, measure, permanence, and its value.

    `permanence_on` is when somebody last looked whether the changed behaviour sticks.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("plan"),
        belongs_to("goal"),
        Index("ix_outcome_account_id", "team_id", "account_id", "happened_on"),
        Index(
            "ix_outcome_happened_on",
            "team_id",
            "happened_on",
            sqlite_where=HAS_BEHAVIOUR,
            postgresql_where=HAS_BEHAVIOUR,
        ),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    plan_id: Mapped[str | None] = mapped_column(String(64))
    goal_id: Mapped[str | None] = mapped_column(String(64))
    change: Mapped[str] = mapped_column(Text)
    intended: Mapped[bool]
    happened_on: Mapped[date]
    story: Mapped[str | None] = mapped_column(Text)
    reuse_scope: Mapped[ReuseScope | None] = mapped_column(choice(ReuseScope))
    reuse_candidates: Mapped[str | None] = mapped_column(Text)
    metric: Mapped[str | None] = mapped_column(String(300))
    metric_target: Mapped[Decimal | None] = mapped_column(Exact(6))
    metric_actual: Mapped[Decimal | None] = mapped_column(Exact(6))
    behaviour: Mapped[str | None] = mapped_column(Text)
    permanence: Mapped[Permanence | None] = mapped_column(choice(Permanence))
    permanence_on: Mapped[date | None]
    value: Mapped[Decimal | None] = mapped_column(Exact(4))
    currency: Mapped[str | None] = mapped_column(String(3))
    logged_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
