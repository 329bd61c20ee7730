"""Settings of health: weights and bands, for everybody or for one segment."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from bot.errors import FormError
from bot.model import HealthTerms
from bot.practice import audit, health_mark, segment
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.health_drop import HYSTERESIS
from bot.practice.health_terms import Terms, terms_by_segment
from bot.practice.leader import OTHERS
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page, page_of

HIGHEST_GREEN = 100 - HYSTERESIS
"""Else nothing could recover from a drop out of green."""


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
    is_own = session.get(HealthTerms, (actor.team_id, segment_id)) is not None
    return TermsLine(segment_id, held.get(segment_id, held[ALL_SEGMENTS]), is_own)


def differing(session: Session, team_id: str) -> int:
    """How many segments have terms of their own."""
    return len(terms_by_segment(session, team_id)) - 1


def set_terms(session: Session, actor: Actor, segment_id: str, terms: Terms) -> str:
    """Set weights and bands; the segment. A FormError where success would not come first.

    Health is computed anew within a minute.
    """
    check_admin(actor)
    _check(terms)
    row = session.get(HealthTerms, (actor.team_id, segment_id))
    before = audit.facts_of(row) if row else None
    if row is None:
        row = HealthTerms(team_id=actor.team_id, segment=segment_id)
        session.add(row)
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    session.flush()
    after = audit.facts_of(row)
    _changed(session, actor, "health.terms", segment_id, before=before, after=after)
    return segment_id


def inherit(session: Session, actor: Actor, segment_id: str) -> str:
    """Let a segment go by the terms of all again, or all by the usual ones; the segment."""
    check_admin(actor)
    row = session.get(HealthTerms, (actor.team_id, segment_id))
    if row is not None:
        before = audit.facts_of(row)
        session.delete(row)
        session.flush()
        _changed(session, actor, "health.inherit", segment_id, before=before, after=None)
    return segment_id


def _check(terms: Terms) -> None:
    wrong: dict[str, str] = {}
    if terms.goals < 1 or terms.progress < 1:
        wrong["goals" if terms.goals < 1 else "progress"] = "Each weighs at least 1."
    if terms.goals + terms.progress < terms.proxies:
        wrong["proxies"] = (
            "Goals and progress together may not weigh less than half: signals weigh at most "
            f"{terms.goals + terms.progress} here."
        )
    if terms.green > HIGHEST_GREEN:
        wrong["green"] = f"Green begins at {HIGHEST_GREEN} at the latest."
    elif terms.yellow >= terms.green:
        wrong["yellow"] = f"Yellow begins below green, at {terms.green - 1} at the latest."
    if wrong:
        raise FormError(wrong)


def _changed(
    session: Session,
    actor: Actor,
    verb: str,
    segment_id: str,
    *,
    before: audit.Facts | None,
    after: audit.Facts | None,
) -> None:
    audit.record(session, actor, verb, segment_id, account_id=None, before=before, after=after)
    health_mark.mark_segment(session, actor.team_id, segment_id)
