"""Terms of surveys: how often at most, whether by themselves, and how long answers are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import SurveyTerms
from bot.practice.nudges.limits import ALL_SEGMENTS


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds in a segment; see `bot.model.survey.SurveyTerms`. Kept for ever: None."""

    sends_itself: bool = False
    person_days: int = 30
    account_days: int = 14
    moment_days: int = 30
    keep_days: int | None = None


def terms_by_segment(session: Session, team_id: str) -> dict[str, Terms]:
    """What holds in all segments, under the empty name, and in those with terms of their own."""
    rows = session.scalars(select(SurveyTerms).where(SurveyTerms.team_id == team_id))
    known = {row.segment: row for row in rows}
    everywhere = _held(known.get(ALL_SEGMENTS), Terms())
    return {ALL_SEGMENTS: everywhere} | {
        segment: _held(row, everywhere) for segment, row in known.items() if segment != ALL_SEGMENTS
    }


def terms_in(session: Session, team_id: str, segment: str | None) -> Terms:
    """What holds for an account of this segment."""
    return of_segment(terms_by_segment(session, team_id), segment)


def of_segment(known: Mapping[str, Terms], segment: str | None) -> Terms:
    """The same, of what holds in all of them."""
    return known.get(segment or ALL_SEGMENTS, known[ALL_SEGMENTS])


def _held(row: SurveyTerms | None, inherited: Terms) -> Terms:
    if row is None:
        return inherited
    own = {one.name: getattr(row, one.name) for one in fields(Terms)}
    said = {name: value for name, value in own.items() if value is not None}
    return Terms(
        **{one.name: said.get(one.name, getattr(inherited, one.name)) for one in fields(Terms)}
    )
