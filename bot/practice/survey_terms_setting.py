"""Terms of surveys as admins set them, for everybody or for one segment."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from bot.model import SurveyTerms
from bot.practice import audit, segment
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.leader import OTHERS
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page, page_of
from bot.practice.survey_terms import Terms, terms_by_segment

MOST_DAYS = 730
MOST_KEPT = 3650


@dataclass(frozen=True, slots=True)
class TermsLine:
    """What holds in a segment, or in all where it is empty; `is_own`: set for this very one."""

    segment: str
    terms: Terms
    is_own: bool


def page(session: Session, actor: Actor, number: int) -> Page[TermsLine]:
    """What holds for all, then for each segment; only for admins."""
    check_admin(actor)
    named = [one.id for one in segment.segments(session, actor) if one.id != OTHERS]
    found = page_of([ALL_SEGMENTS, *named], number)
    return Page(tuple(line(session, actor, one) for one in found.rows), found.number, found.pages)


def line(session: Session, actor: Actor, segment_id: str) -> TermsLine:
    """What holds in one segment, or in all; only for admins."""
    check_admin(actor)
    if segment_id != ALL_SEGMENTS:
        segment.segment_to_change(session, actor, segment_id)
    held = terms_by_segment(session, actor.team_id)
    is_own = session.get(SurveyTerms, (actor.team_id, segment_id)) is not None
    return TermsLine(segment_id, held.get(segment_id, held[ALL_SEGMENTS]), is_own)


def set_terms(session: Session, actor: Actor, segment_id: str, terms: Terms) -> str:
    """Set how often at most and how; the segment. How long answers are kept is set for all."""
    check_admin(actor)
    row = session.get(SurveyTerms, (actor.team_id, segment_id))
    before = audit.facts_of(row) if row else None
    if row is None:
        row = SurveyTerms(team_id=actor.team_id, segment=segment_id)
        session.add(row)
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    if segment_id != ALL_SEGMENTS:
        row.keep_days = None
    session.flush()
    after = audit.facts_of(row)
    audit.record(
        session, actor, "survey.terms", segment_id, account_id=None, before=before, after=after
    )
    return segment_id


def inherit(session: Session, actor: Actor, segment_id: str) -> str:
    """Let a segment go by the terms of all again, or all by the usual ones; the segment."""
    check_admin(actor)
    row = session.get(SurveyTerms, (actor.team_id, segment_id))
    if row is not None:
        before = audit.facts_of(row)
        session.delete(row)
        session.flush()
        audit.record(
            session, actor, "survey.inherit", segment_id, account_id=None, before=before, after=None
        )
    return segment_id


def _keep(
    session: Session,
    actor: Actor,
    verb: str,
    segment_id: str,
    change: tuple[audit.Facts | None, audit.Facts | None],
) -> None:
    """Remember the change, from what to what."""
    before, after = change
    audit.record(session, actor, verb, segment_id, account_id=None, before=before, after=after)
