"""A workspace's own words of a survey: in a language, instead of the product's."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Language, SurveyText
from bot.practice.rows import as_facts


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The question with a score as its answer, and the open one after it."""

    question: str
    open_question: str


def own_words(
    session: Session, team_id: str, survey_id: str, language: Language
) -> OwnWords | None:
    """What the workspace wrote for this survey and language; None where it wrote nothing."""
    row = session.execute(
        select(SurveyText.question, SurveyText.open_question).where(
            SurveyText.team_id == team_id,
            SurveyText.survey_id == survey_id,
            SurveyText.language == language,
        )
    ).one_or_none()
    return None if row is None else as_facts(OwnWords, row)
