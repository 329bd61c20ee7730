"""A milestone: a step of a plan, and what it waits for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Json, Owned, choice
from bot.model.keys import belongs_to
from bot.model.player import Side

UNFINISHED = text("done_on IS NULL")
DONE = text("done_on IS NOT NULL")


class Milestone(Owned):
    """One step. Its owner is a member or a player of the customer, or nobody yet.

    `guidance` are links that help: `{text, link, role}`. `tasks` are what the CSM does for it, each
    with the competency that it needs: `{task, competency}`. `is_shared`: the customer sees it.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        belongs_to("plan"),
        belongs_to("player"),
        Index("ix_milestone_plan_id", "team_id", "plan_id"),
        Index(
            "ix_milestone_active_at",
            "team_id",
            "active_at",
            "due_on",
            "id",
            "plan_id",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
        Index(
            "ix_milestone_due_on",
            "team_id",
            "due_on",
            "id",
            "plan_id",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
        Index(
            "ix_milestone_done_on",
            "team_id",
            "done_on",
            sqlite_where=DONE,
            postgresql_where=DONE,
        ),
        CheckConstraint("weight > 0", name="weight"),
    )

    plan_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    achievement: Mapped[str | None] = mapped_column(Text)
    side: Mapped[Side] = mapped_column(choice(Side))
    owner_id: Mapped[str | None] = mapped_column(String(32))
    player_id: Mapped[str | None] = mapped_column(String(64))
    due_on: Mapped[date | None]
    weight: Mapped[int] = mapped_column(default=1)
    is_onboarding: Mapped[bool] = mapped_column(default=False)
    is_shared: Mapped[bool] = mapped_column(default=True)
    blocked_by: Mapped[str | None] = mapped_column(Text)
    guidance: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    tasks: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    survey: Mapped[str | None] = mapped_column(String(8))
    done_on: Mapped[date | None]
    done_note: Mapped[str | None] = mapped_column(Text)
    active_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Dependency(Owned):
    """Milestone `id` needs milestone `needs_id` to be done first."""

    __tablename__ = "dependency"
    __table_args__ = (
        belongs_to("milestone", "id"),
        belongs_to("milestone", "needs_id"),
        Index("ix_dependency_needs_id", "team_id", "needs_id"),
        CheckConstraint("id <> needs_id", name="not_itself"),
    )

    needs_id: Mapped[str] = mapped_column(String(64), primary_key=True)
