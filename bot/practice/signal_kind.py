"""Kinds of signals, and what counts as good and bad of each, in each segment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Direction, SignalKind, SignalLimit
from bot.practice.names import key_of
from bot.practice.nudges.limits import ALL_SEGMENTS


@dataclass(frozen=True, slots=True)
class Limit:
    """Between `bad` and `good` a value counts in proportion; past `fresh_days` it is unknown.

    `weight` is relative to the other kinds'; 0: it is kept and shown, and does not count.
    """

    good: Decimal
    bad: Decimal
    fresh_days: int
    weight: int

    @property
    def rises(self) -> bool:
        """Whether more is better."""
        return self.good > self.bad

    def share(self, value: Decimal) -> Decimal:
        """How good a value is: 0 at `bad` and beyond, 1 at `good` and beyond."""
        share = (value - self.bad) / (self.good - self.bad)
        return min(Decimal(1), max(Decimal(0), share))

    def is_fresh(self, read_on: date, today: date) -> bool:
        """Whether a reading of that day still counts."""
        return (today - read_on).days <= self.fresh_days


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of signal: its word in files and settings, how people read it, and its limit."""

    id: str
    title: str
    unit: str
    limit: Limit

    @property
    def direction(self) -> Direction:
        """Which way is better."""
        return Direction.RISING if self.limit.rises else Direction.FALLING


def _limit(*, bad: int, good: int, fresh_days: int, weight: int) -> Limit:
    return Limit(Decimal(good), Decimal(bad), fresh_days, weight)


KINDS = {
    kind.id: kind
    for kind in (
        Kind(
            "usage",
            "People who use it each month",
            "% of seats",
            _limit(bad=20, good=70, fresh_days=30, weight=30),
        ),
        Kind("seats", "Seats filled", "%", _limit(bad=40, good=90, fresh_days=60, weight=15)),
        Kind(
            "close_hours",
            "Time to close a ticket",
            "hours",
            _limit(bad=120, good=24, fresh_days=60, weight=5),
        ),
        Kind(
            "same_day",
            "Tickets closed the same day",
            "%",
            _limit(bad=20, good=70, fresh_days=60, weight=5),
        ),
        Kind(
            "urgent",
            "Urgent tickets open",
            "tickets",
            _limit(bad=3, good=0, fresh_days=14, weight=10),
        ),
        Kind("nps", "NPS", "points", _limit(bad=-20, good=50, fresh_days=180, weight=10)),
        Kind("csat", "CSAT", "% of 4 and 5", _limit(bad=60, good=90, fresh_days=180, weight=5)),
        Kind("ces", "CES", "of 7", _limit(bad=4, good=6, fresh_days=180, weight=5)),
        Kind(
            "executive",
            "Talks with an executive, last 90 days",
            "talks",
            _limit(bad=0, good=2, fresh_days=90, weight=5),
        ),
        Kind(
            "overdue", "Invoices overdue", "days", _limit(bad=45, good=0, fresh_days=60, weight=10)
        ),
    )
}
"""What every workspace has. The limits are ours to begin with, and each workspace's to change."""


def kinds(session: Session, team_id: str) -> dict[str, Kind]:
    """All kinds by their ids: the product's, then the workspace's own, with limits for all."""
    own = session.scalars(
        select(SignalKind).where(SignalKind.team_id == team_id).order_by(SignalKind.title)
    )
    known = dict(KINDS)
    for row in own:
        limit = KINDS[row.id].limit if row.id in KINDS else UNUSED
        known[row.id] = Kind(row.id, row.title, row.unit, limit)
    limits = limits_of(session, team_id)
    return {
        kind.id: replace(kind, limit=limits.get((kind.id, ALL_SEGMENTS), kind.limit))
        for kind in known.values()
    }


def kind_of(session: Session, team_id: str, id_: str) -> Kind:
    """One kind with its limit for all; a UserError where there is none of that id."""
    found = kinds(session, team_id).get(id_)
    if found is None:
        raise UserError("That kind of signal is gone. Choose another.", "kind")
    return found


def by_words(known: Iterable[Kind]) -> dict[str, str]:
    """The ids of kinds by the keys of what people call them: id and title."""
    return {key_of(words): kind.id for kind in known for words in (kind.title, kind.id)}


UNUSED = Limit(Decimal(1), Decimal(0), 30, 0)
"""Of a kind whose limits nobody has set."""


def limits_of(session: Session, team_id: str) -> dict[tuple[str, str], Limit]:
    """What is set, by kind and segment; the segment is empty where it is for all."""
    rows = session.scalars(select(SignalLimit).where(SignalLimit.team_id == team_id))
    return {
        (row.kind, row.segment): Limit(row.good, row.bad, row.fresh_days, row.weight)
        for row in rows
    }


def limits_in(session: Session, team_id: str, segment: str | None) -> dict[str, Limit]:
    """What holds for each kind in one segment; None is that of accounts without one."""
    limits = limits_of(session, team_id)
    every = kinds(session, team_id).values()
    return {one.id: limits.get((one.id, segment or ALL_SEGMENTS), one.limit) for one in every}


def holding(session: Session, team_id: str) -> Iterator[tuple[str, str, Limit]]:
    """What holds: kind, segment, limit. A segment is named where it differs from all others'."""
    defaults = {(kind.id, ALL_SEGMENTS): kind.limit for kind in KINDS.values()}
    for (kind, segment), limit in (defaults | limits_of(session, team_id)).items():
        yield kind, segment, limit
