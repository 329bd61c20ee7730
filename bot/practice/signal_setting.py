"""Settings of signals: the kinds that there are, and what counts as good and bad of each.

For all accounts, or for one segment, which inherits what it does not set.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Signal, SignalKind, SignalLimit
from bot.practice import audit, health_mark, segment
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.leader import OTHERS
from bot.practice.names import key_of, speakable_id
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page, page_of
from bot.practice.signal_kind import KINDS, Kind, Limit, kind_of, kinds, limits_of

MOST_DAYS = 730
MOST_WEIGHT = 100
MOST_OWN = 30
"""So many kinds of its own a workspace may have: all of an account's stand in one message."""


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind with its limit for all, and how many segments differ."""

    kind: Kind
    differing: int


@dataclass(frozen=True, slots=True)
class LimitTerms:
    """What holds for a kind in one segment, or in all where `segment` is empty.

    `is_own`: set for this very segment, and not inherited; `may_inherit`: there is something to
    inherit, which a kind of the workspace's own has in segments only.
    """

    kind: Kind
    segment: str
    limit: Limit
    is_own: bool
    may_inherit: bool


@dataclass(frozen=True, slots=True)
class KindToChange:
    """A kind's words. `usual` are those it comes with; None for one of the workspace's own."""

    kind: Kind
    usual: Kind | None


def kind_lines(session: Session, actor: Actor, number: int) -> Page[KindLine]:
    """A page of all kinds; only for admins."""
    check_admin(actor)
    differing = [kind for kind, where in limits_of(session, actor.team_id) if where]
    every = kinds(session, actor.team_id).values()
    return page_of([KindLine(kind, differing.count(kind.id)) for kind in every], number)


def limits(session: Session, actor: Actor, kind_id: str, number: int) -> Page[LimitTerms]:
    """A kind with what holds for all and for each segment; only for admins."""
    check_admin(actor)
    named = [one.id for one in segment.segments(session, actor) if one.id != OTHERS]
    found = page_of([ALL_SEGMENTS, *named], number)
    rows = _terms(session, actor, kind_id, found.rows)
    return Page(tuple(rows), found.number, found.pages)


def terms(session: Session, actor: Actor, kind_id: str, segment_id: str) -> LimitTerms:
    """What holds for a kind in one segment, or in all; only for admins."""
    check_admin(actor)
    if segment_id != ALL_SEGMENTS:
        segment.segment_to_change(session, actor, segment_id)
    return _terms(session, actor, kind_id, [segment_id])[0]


def _terms(
    session: Session, actor: Actor, kind_id: str, segments: Iterable[str]
) -> list[LimitTerms]:
    kind = kind_of(session, actor.team_id, kind_id)
    known = limits_of(session, actor.team_id)
    return [
        LimitTerms(
            kind=kind,
            segment=one,
            limit=known.get((kind_id, one), kind.limit),
            is_own=(kind_id, one) in known,
            may_inherit=one != ALL_SEGMENTS or kind_id in KINDS,
        )
        for one in segments
    ]


def set_limit(session: Session, actor: Actor, kind_id: str, segment_id: str, limit: Limit) -> str:
    """What counts as good and bad of a kind from now on; the kind's id. Only an admin may."""
    found = terms(session, actor, kind_id, segment_id)
    _check(limit)
    _check_direction(session, actor, found, limit)
    row = session.get(SignalLimit, (actor.team_id, kind_id, segment_id))
    before = audit.facts_of(row) if row else None
    if row is None:
        row = SignalLimit(team_id=actor.team_id, kind=kind_id, segment=segment_id)
        session.add(row)
    row.good, row.bad = limit.good, limit.bad
    row.fresh_days, row.weight = limit.fresh_days, limit.weight
    session.flush()
    _keep(session, actor, "signal_limit.set", kind_id, (before, audit.facts_of(row)))
    health_mark.mark_segment(session, actor.team_id, segment_id)
    return kind_id


def inherit(session: Session, actor: Actor, kind_id: str, segment_id: str) -> str:
    """Let a segment inherit from all again, or all from what is usual; the kind's id."""
    found = terms(session, actor, kind_id, segment_id)
    if not found.may_inherit:
        raise UserError(f"“{found.kind.title}” is your own: there is nothing to inherit.", "state")
    usual = KINDS[kind_id].limit if segment_id == ALL_SEGMENTS else found.kind.limit
    _check_direction(session, actor, found, usual)
    row = session.get(SignalLimit, (actor.team_id, kind_id, segment_id))
    if row is not None:
        before = audit.facts_of(row)
        session.delete(row)
        session.flush()
        _keep(session, actor, "signal_limit.inherit", kind_id, (before, None))
        health_mark.mark_segment(session, actor.team_id, segment_id)
    return kind_id


def _check(limit: Limit) -> None:
    if limit.good == limit.bad:
        raise UserError("Good and bad must differ: between them it counts in proportion.", "good")
    if not 1 <= limit.fresh_days <= MOST_DAYS:
        raise UserError(
            f"{limit.fresh_days} will not do: days are a number from 1 to {MOST_DAYS}.",
            "fresh_days",
        )
    if not 0 <= limit.weight <= MOST_WEIGHT:
        raise UserError(
            f"{limit.weight} will not do: a weight is a number from 0 to {MOST_WEIGHT}.", "weight"
        )


def _check_direction(session: Session, actor: Actor, found: LimitTerms, limit: Limit) -> None:
    """What is better in one segment is not worse in another."""
    known = limits_of(session, actor.team_id)
    others = {
        where: one
        for (kind, where), one in known.items()
        if kind == found.kind.id and where != found.segment
    }
    if found.segment != ALL_SEGMENTS:
        others = {ALL_SEGMENTS: found.kind.limit}
    against = [where for where, one in others.items() if one.rises != limit.rises]
    if against:
        whom = ", ".join(sorted(against)[:5]) or "all accounts"
        raise UserError(f"Good would lie on the other side of bad than for {whom}.", "good")


def kind_to_change(session: Session, actor: Actor, kind_id: str) -> KindToChange:
    """A kind's words, for a change by an admin."""
    check_admin(actor)
    return KindToChange(kind_of(session, actor.team_id, kind_id), KINDS.get(kind_id))


def add_kind(session: Session, actor: Actor, title: str, unit: str, limit: Limit) -> str:
    """Add a kind of the workspace's own; its id, which files and other systems name it by."""
    check_admin(actor)
    known = kinds(session, actor.team_id)
    _check(limit)
    _check_title(title, known.values())
    if len(known.keys() - KINDS.keys()) >= MOST_OWN:
        raise UserError(f"There are {MOST_OWN} kinds of your own already. Take one away first.")
    kind_id = _word(speakable_id(title, lambda one: _word(one) in known))
    _name(session, actor, Kind(kind_id, title, unit, limit))
    return set_limit(session, actor, kind_id, ALL_SEGMENTS, limit)


def _word(slug: str) -> str:
    return slug.replace("-", "_")


def rename(session: Session, actor: Actor, kind_id: str, title: str | None, unit: str) -> str:
    """Call a kind otherwise; its id stays. Without a title it has its usual words again."""
    found = kind_to_change(session, actor, kind_id)
    if title is None:
        if found.usual is None:
            raise UserError("A kind of your own needs a title.", "title")
        title, unit = found.usual.title, found.usual.unit
    known = kinds(session, actor.team_id)
    _check_title(title, (one for one in known.values() if one.id != kind_id))
    _name(session, actor, replace(found.kind, title=title, unit=unit))
    return kind_id


def remove_kind(session: Session, actor: Actor, kind_id: str) -> str:
    """Take away a kind of the workspace's own that has no signal; its id."""
    found = kind_to_change(session, actor, kind_id)
    if found.usual is not None:
        raise UserError("Everybody has this kind. Give it the weight 0, and it does not count.")
    noted = select(Signal.id).where(Signal.team_id == actor.team_id, Signal.kind == kind_id)
    if session.scalars(noted.limit(1)).first() is not None:
        raise UserError(
            "There are signals of this kind, so it stays. With the weight 0 it does not count.",
            "remove",
        )
    limits = session.scalars(
        select(SignalLimit).where(SignalLimit.team_id == actor.team_id, SignalLimit.kind == kind_id)
    )
    row = session.get_one(SignalKind, (actor.team_id, kind_id))
    before = audit.facts_of(row)
    for one in (*limits, row):
        session.delete(one)
    session.flush()
    _keep(session, actor, "signal_kind.remove", kind_id, (before, None))
    return kind_id


def _check_title(title: str, others: Iterable[Kind]) -> None:
    taken: Collection[str] = {key_of(words) for one in others for words in (one.id, one.title)}
    if key_of(title) in taken:
        raise UserError(f"There is a kind “{title}” already.", "title")


def _name(session: Session, actor: Actor, kind: Kind) -> None:
    row = session.get(SignalKind, (actor.team_id, kind.id))
    before = audit.facts_of(row) if row else None
    if row is None:
        row = SignalKind(
            team_id=actor.team_id,
            id=kind.id,
            direction=kind.direction,
            created_by=actor.id,
            created_at=actor.now,
        )
        session.add(row)
    row.title, row.unit = kind.title, kind.unit
    session.flush()
    _keep(session, actor, "signal_kind.set", kind.id, (before, audit.facts_of(row)))


def _keep(
    session: Session,
    actor: Actor,
    verb: str,
    kind_id: str,
    change: tuple[audit.Facts | None, audit.Facts | None],
) -> None:
    """Remember the change, from what to what."""
    before, after = change
    audit.record(session, actor, verb, kind_id, account_id=None, before=before, after=after)
