"""Terms of surveys as admins set them, for everybody or for one segment."""

from dataclasses import asdict, replace

from sqlalchemy.orm import Session

from bot.model import SurveyTerms
from bot.practice.actor import Actor
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.segment_terms import SegmentTerms
from bot.practice.survey_terms import Terms, terms_by_segment

MOST_DAYS = 730
MOST_KEPT = 3650
TERMS = SegmentTerms(SurveyTerms, terms_by_segment)
page, line = TERMS.page, TERMS.line


def set_terms(session: Session, actor: Actor, segment_id: str, terms: Terms) -> str:
    """Set how often at most and how; the segment. How long answers are kept is set for all."""
    if segment_id != ALL_SEGMENTS:
        terms = replace(terms, keep_days=None)
    TERMS.set(session, actor, "survey.terms", segment_id, **asdict(terms))
    return segment_id


def inherit(session: Session, actor: Actor, segment_id: str) -> str:
    """Let a segment go by the terms of all again, or all by the usual ones; the segment."""
    TERMS.inherit(session, actor, "survey.inherit", segment_id)
    return segment_id
