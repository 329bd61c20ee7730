"""A reuse: what worked at one customer, taken up for another goal or customer."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to


class ReuseState(StrEnum):
    """What became of it. Declined: it is not for this account, and is offered there no more."""

    TRIED = "tried"
    WORKED = "worked"
    FAILED = "failed"
    DECLINED = "declined"


class Reuse(Owned):
    """An outcome's story, taken up at an account, once each.

    `result_id` is the outcome that came of it.
    """

    __tablename__ = "reuse"
    __table_args__ = (
        belongs_to("outcome"),
        belongs_to("outcome", "result_id"),
        belongs_to("account"),
        belongs_to("goal"),
        Index("uq_reuse_outcome_id", "team_id", "outcome_id", "account_id", unique=True),
        Index("ix_reuse_account_id", "team_id", "account_id"),
        Index("ix_reuse_result_id", "team_id", "result_id"),
    )

    outcome_id: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(String(64))
    goal_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[ReuseState] = mapped_column(choice(ReuseState), default=ReuseState.TRIED)
    result_id: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)
    taken_by: Mapped[str] = mapped_column(String(32))
    taken_on: Mapped[date]
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime]
