"""An occasion: something happened at an account, after which people there are asked."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to
from bot.model.plan import Stage
from bot.model.survey import SurveyKind, Trigger


class OccasionState(StrEnum):
    """What became of it; `dropped`: its moment passed, or it did not happen after all."""

    DUE = "due"
    ASKED = "asked"
    SKIPPED = "skipped"
    DROPPED = "dropped"


IS_DUE = text("state = 'due'")


class Occasion(Owned):
    """One event that one survey asks about; of an event and a survey there is one.

    `subject_id` is what it happened to, with the day or cycle where it can happen again. `title`
    says in a few words what happened, as the customer reads it. `step` tells the same milestone of
    several accounts by its title's key; `stage` is the plan's at that time. `ask_on` is the first
    day on which anybody may be asked: `due_on`, or later where the limits hold it back. `reason`
    says why it was skipped or dropped.
    """

    __tablename__ = "occasion"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("plan"),
        Index("uq_occasion_subject_id", "team_id", "survey_id", "subject_id", unique=True),
        Index("ix_occasion_account_id", "team_id", "account_id", "happened_on"),
        Index(
            "ix_occasion_ask_on",
            "team_id",
            "ask_on",
            sqlite_where=IS_DUE,
            postgresql_where=IS_DUE,
        ),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    survey_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[SurveyKind] = mapped_column(choice(SurveyKind))
    trigger: Mapped[Trigger] = mapped_column(choice(Trigger))
    subject_id: Mapped[str] = mapped_column(String(100))
    plan_id: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    step: Mapped[str | None] = mapped_column(String(300))
    stage: Mapped[Stage | None] = mapped_column(choice(Stage))
    happened_on: Mapped[date]
    due_on: Mapped[date]
    ask_on: Mapped[date]
    state: Mapped[OccasionState] = mapped_column(choice(OccasionState), default=OccasionState.DUE)
    reason: Mapped[str | None] = mapped_column(Text)
    closed_by: Mapped[str | None] = mapped_column(String(32))
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
