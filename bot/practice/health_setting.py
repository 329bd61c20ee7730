"""Settings of health: weights and bands, for everybody or for one segment."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from bot.errors import FormError
from bot.model import HealthTerms
from bot.practice import health_mark
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.health_drop import HYSTERESIS
from bot.practice.health_terms import Terms, terms_by_segment
from bot.practice.segment_terms import SegmentTerms

HIGHEST_GREEN = 100 - HYSTERESIS
"""Else nothing could recover from a drop out of green."""
TERMS = SegmentTerms(HealthTerms, terms_by_segment)
page, line = TERMS.page, TERMS.line


def differing(session: Session, team_id: str) -> int:
    """How many segments have terms of their own."""
    return len(terms_by_segment(session, team_id)) - 1


def set_terms(session: Session, actor: Actor, segment_id: str, terms: Terms) -> str:
    """Set weights and bands; the segment. A FormError where success would not come first.

    Health is computed anew within a minute.
    """
    check_admin(actor)
    _check(terms)
    TERMS.set(session, actor, "health.terms", segment_id, **asdict(terms))
    health_mark.mark_segment(session, actor.team_id, segment_id)
    return segment_id


def inherit(session: Session, actor: Actor, segment_id: str) -> str:
    """Let a segment go by the terms of all again, or all by the usual ones; the segment."""
    if TERMS.inherit(session, actor, "health.inherit", segment_id):
        health_mark.mark_segment(session, actor.team_id, segment_id)
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
