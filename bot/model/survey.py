"""Surveys: what is asked when something happened, and how often at most."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Owned, choice
from bot.model.plan import Stage


class SurveyKind(StrEnum):
    """What is asked: satisfied (1 to 5), easy (1 to 7), would recommend (0 to 10)."""

    CSAT = "csat"
    CES = "ces"
    NPS = "nps"


class Trigger(StrEnum):
    """What must have happened. `hand`: nothing but that somebody of ours wants to know."""

    MILESTONE = "milestone"
    ONBOARDING = "onboarding"
    STAGE = "stage"
    GOAL_REACHED = "goal_reached"
    GOAL_MISSED = "goal_missed"
    OUTCOME = "outcome"
    REVIEW = "review"
    RENEWAL = "renewal"
    HAND = "hand"


class Language(StrEnum):
    """The languages in which the product asks; where a player's is none of them, in English."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"
    PORTUGUESE = "pt"


class Survey(Owned):
    """A survey that a workspace added, or one of the product's that it changed. Its id is a word.

    Those that every workspace has are in the code; see `bot.practice.survey`. It is due so many
    days after its event, to the players of these roles. `stage`: only when that stage is finished,
    or, where it is None, any. After a milestone, the milestone says which kind is asked.
    """

    __tablename__ = "survey"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-1)
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[SurveyKind] = mapped_column(choice(SurveyKind))
    trigger: Mapped[Trigger] = mapped_column(choice(Trigger))
    stage: Mapped[Stage | None] = mapped_column(choice(Stage))
    delay_days: Mapped[int]
    roles: Mapped[list[str]]
    is_on: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]


class SurveyText(Base):
    """A workspace's own words of a survey in one language, instead of the product's."""

    __tablename__ = "survey_text"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    open_question: Mapped[str] = mapped_column(Text)


class SurveyTerms(Base):
    """How surveys go in one segment, or in all where `segment` is empty. What is None is inherited.

    `sends_itself`: nobody of ours is asked first. A person is asked once in `person_days`, an
    account once in `account_days`; what waits for longer than `moment_days` is dropped.
    `keep_days`, for all segments: older answers lose their person and their words.
    """

    __tablename__ = "survey_terms"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    segment: Mapped[str] = mapped_column(String(80), primary_key=True)
    sends_itself: Mapped[bool | None]
    person_days: Mapped[int | None]
    account_days: Mapped[int | None]
    moment_days: Mapped[int | None]
    keep_days: Mapped[int | None]
