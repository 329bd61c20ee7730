"""Terms that admins set for everybody or for one segment, whatever they are about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.database import Base
from bot.practice import audit, segment
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.leader import OTHERS
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page, page_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TermsLine(Generic[T]):
    """What holds in a segment, or in all where it is empty; `is_own`: set for this very one."""

    segment: str
    terms: T
    is_own: bool


@dataclass(frozen=True, slots=True)
class SegmentTerms(Generic[T]):
    """Terms of one kind.

    `table` keeps those that were set, a row a segment; `held` reads what holds in all segments,
    under the empty name, and in those with terms of their own.
    """

    table: type[Base]
    held: Callable[[Session, str], Mapping[str, T]]

    def page(self, session: Session, actor: Actor, number: int) -> Page[TermsLine[T]]:
        """What holds for all, then for each segment; only for admins."""
        check_admin(actor)
        named = [one.id for one in segment.segments(session, actor) if one.id != OTHERS]
        found = page_of([ALL_SEGMENTS, *named], number)
        rows = tuple(self.line(session, actor, one) for one in found.rows)
        return Page(rows, found.number, found.pages)

    def line(self, session: Session, actor: Actor, segment_id: str) -> TermsLine[T]:
        """What holds in one segment, or in all; only for admins."""
        check_admin(actor)
        if segment_id != ALL_SEGMENTS:
            segment.segment_to_change(session, actor, segment_id)
        held = self.held(session, actor.team_id)
        is_own = session.get(self.table, (actor.team_id, segment_id)) is not None
        return TermsLine(segment_id, held.get(segment_id, held[ALL_SEGMENTS]), is_own)

    def set(
        self, session: Session, actor: Actor, verb: str, segment_id: str, **values: object
    ) -> None:
        """Set a segment's own, or those of all; only for admins."""
        check_admin(actor)
        row: Any = session.get(self.table, (actor.team_id, segment_id))
        before = audit.facts_of(row) if row else None
        if row is None:
            row = self.table(team_id=actor.team_id, segment=segment_id)
            session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        session.flush()
        after = audit.facts_of(row)
        audit.record(session, actor, verb, segment_id, account_id=None, before=before, after=after)

    def inherit(self, session: Session, actor: Actor, verb: str, segment_id: str) -> bool:
        """Let a segment go by those of all again, or all by the usual ones; whether it had own."""
        check_admin(actor)
        row = session.get(self.table, (actor.team_id, segment_id))
        if row is None:
            return False
        before = audit.facts_of(row)
        session.delete(row)
        session.flush()
        audit.record(session, actor, verb, segment_id, account_id=None, before=before)
        return True
