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
    """What the checks say of the changed behaviour; nothing before the first one.

    Held once; held twice, and so permanent; held in part; or not held.
    """

    HELD = "held"
    PERMANENT = "permanent"
    PARTLY = "partly"
    LOST = "lost"


class Consent(StrEnum):
    """How far the story may travel: among colleagues, to other customers, or to anybody."""

    INTERNAL = "internal"
    CUSTOMERS = "customers"
    PUBLIC = "public"


class VerifiedBy(StrEnum):
    """By which way the customer confirmed an outcome."""

    CHANNEL = "channel"
    LINK = "link"


IS_TO_CHECK = text("check_due_on IS NOT NULL")


class Outcome(Owned):
    """A change in what people do: outcome, story, reuse, measure, permanence, and its value.

    The story is `situation` → `action` → `story` (what changed), with a quote and whether its
    speaker agreed to be quoted; `consent` is how far all of it may travel, by whose word
    (`consent_how`). `check_due_on` is the next look whether the changed behaviour holds.
    `value_how` says in a line how the value was computed. `external_id` is the id under which
    another system sent it. `version` grows with each change, so
    that whoever changes an older one learns of it.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("plan"),
        belongs_to("goal"),
        belongs_to("milestone"),
        belongs_to("player", "quote_player_id"),
        belongs_to("player", "verified_player_id"),
        Index("ix_outcome_account_id", "team_id", "account_id", "happened_on"),
        Index("ix_outcome_goal_id", "team_id", "goal_id"),
        Index("ix_outcome_happened_on", "team_id", "happened_on"),
        Index("uq_outcome_external_id", "team_id", "external_id", unique=True),
        Index(
            "ix_outcome_check_due_on",
            "team_id",
            "check_due_on",
            sqlite_where=IS_TO_CHECK,
            postgresql_where=IS_TO_CHECK,
        ),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    plan_id: Mapped[str | None] = mapped_column(String(64))
    goal_id: Mapped[str | None] = mapped_column(String(64))
    milestone_id: Mapped[str | None] = mapped_column(String(64))
    change: Mapped[str] = mapped_column(Text)
    intended: Mapped[bool]
    happened_on: Mapped[date]
    situation: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    story: Mapped[str | None] = mapped_column(Text)
    quote: Mapped[str | None] = mapped_column(Text)
    quote_player_id: Mapped[str | None] = mapped_column(String(64))
    quote_agreed: Mapped[bool] = mapped_column(default=False)
    source_link: Mapped[str | None] = mapped_column(String(1000))
    consent: Mapped[Consent] = mapped_column(choice(Consent), default=Consent.INTERNAL)
    consent_how: Mapped[str | None] = mapped_column(Text)
    consent_on: Mapped[date | None]
    reuse_scope: Mapped[ReuseScope | None] = mapped_column(choice(ReuseScope))
    reuse_candidates: Mapped[str | None] = mapped_column(Text)
    reuse_needs: Mapped[str | None] = mapped_column(Text)
    metric: Mapped[str | None] = mapped_column(String(300))
    metric_baseline: Mapped[Decimal | None] = mapped_column(Exact(6))
    metric_target: Mapped[Decimal | None] = mapped_column(Exact(6))
    metric_actual: Mapped[Decimal | None] = mapped_column(Exact(6))
    behaviour: Mapped[str | None] = mapped_column(Text)
    permanence: Mapped[Permanence | None] = mapped_column(choice(Permanence))
    check_due_on: Mapped[date | None]
    verified_by: Mapped[VerifiedBy | None] = mapped_column(choice(VerifiedBy))
    verified_player_id: Mapped[str | None] = mapped_column(String(64))
    verified_on: Mapped[date | None]
    value: Mapped[Decimal | None] = mapped_column(Exact(4))
    value_how: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str | None] = mapped_column(String(3))
    external_id: Mapped[str | None] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    logged_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
