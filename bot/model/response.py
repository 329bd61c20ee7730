"""A response: one person who was asked, and the answer."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned, choice
from bot.model.keys import belongs_to
from bot.model.survey import Language, SurveyKind


class Way(StrEnum):
    """How the question reaches a person.

    In the shared channel, as a message only to them; as a direct message; by mail; or by a link
    that one of ours sends.
    """

    CHANNEL = "channel"
    DIRECT = "direct"
    MAIL = "mail"
    LINK = "link"


class ResponseState(StrEnum):
    """Where it stands. `withdrawn`: we asked no more before there was an answer."""

    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"


IS_OPEN = text("state = 'asked'")
IS_ANSWERED = text("answered_at IS NOT NULL")
TO_FOLLOW_UP = text("follow_up_on IS NOT NULL")


class Response(Owned):
    """One person's part of an occasion: of an occasion and a player there is one.

    `player_id` is None once the person is forgotten, and `words` with it: the score stays. `words`
    answer the open question; `may_quote`: the person agreed to be quoted. `remind_at` is when the
    next reminder goes or, after the last, when it ends as unanswered. `follow_up_on` is the day by
    which somebody of ours is to answer a low score, None where nothing is to be done any more;
    `reply` is that answer.
    """

    __tablename__ = "response"
    __table_args__ = (
        belongs_to("account"),
        belongs_to("occasion"),
        belongs_to("player"),
        Index("uq_response_player_id", "team_id", "occasion_id", "player_id", unique=True),
        Index("ix_response_account_id", "team_id", "account_id", "asked_at"),
        Index("ix_response_asked_at", "team_id", "asked_at"),
        Index("ix_response_person", "team_id", "player_id", "asked_at"),
        Index(
            "ix_response_answered_at",
            "team_id",
            "answered_at",
            sqlite_where=IS_ANSWERED,
            postgresql_where=IS_ANSWERED,
        ),
        Index(
            "ix_response_remind_at",
            "team_id",
            "remind_at",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(
            "ix_response_follow_up_on",
            "team_id",
            "follow_up_on",
            sqlite_where=TO_FOLLOW_UP,
            postgresql_where=TO_FOLLOW_UP,
        ),
        CheckConstraint("score BETWEEN 0 AND 10", name="score"),
    )

    account_id: Mapped[str] = mapped_column(String(64))
    occasion_id: Mapped[str] = mapped_column(String(64))
    player_id: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[SurveyKind] = mapped_column(choice(SurveyKind))
    language: Mapped[Language] = mapped_column(choice(Language))
    way: Mapped[Way] = mapped_column(choice(Way))
    state: Mapped[ResponseState] = mapped_column(choice(ResponseState), default=ResponseState.ASKED)
    asked_by: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    remind_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(64))
    score: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(Text)
    may_quote: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    follow_up_on: Mapped[date | None]
    followed_up_at: Mapped[datetime | None]
    followed_up_by: Mapped[str | None] = mapped_column(String(32))
    reply: Mapped[str | None] = mapped_column(Text)
