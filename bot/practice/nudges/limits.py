"""From settings, zones and the present instant to the spans in which matters stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Member, RuleSetting
from bot.practice.nudges.rule import Rule, Step

ALL_SEGMENTS = ""
NO_ZONE = ""
LONG_AGO, FAR_AHEAD = date(1, 1, 1), date(9999, 12, 31)

Moment = Any
"""A day or an instant: all spans of one rule hold the same."""


@dataclass(frozen=True, slots=True)
class Span:
    """For one segment and zone: a matter stands while since ≤ anchor < cut."""

    segment: str
    zone: str
    label: str
    since: Moment
    cut: Moment


@dataclass(frozen=True, slots=True)
class Terms:
    """What a workspace set for its rules, and the zones of its people."""

    settings: dict[tuple[str, str], RuleSetting]
    zones: frozenset[str]

    def segments(self, rule: Rule) -> list[str]:
        """The segments with terms of their own for this rule."""
        return sorted(s for name, s in self.settings if name == rule.name and s != ALL_SEGMENTS)

    def spans(self, rule: Rule, now: datetime) -> list[Span]:
        """The spans of a rule as of an instant; none where it is off."""
        zones = [NO_ZONE] if rule.matters.is_instant else sorted({NO_ZONE, *self.zones})
        return [
            _span(rule, step, segment, zone, now)
            for segment in (ALL_SEGMENTS, *self.segments(rule))
            for step in self._steps(rule, segment)
            for zone in zones
        ]

    def _steps(self, rule: Rule, segment: str) -> Iterable[Step]:
        everywhere = self.settings.get((rule.name, ALL_SEGMENTS))
        here = self.settings.get((rule.name, segment), everywhere)
        if here is None:
            return rule.steps_for(None)
        if not here.is_on:
            return ()
        inherited = everywhere.days if everywhere else None
        return rule.steps_for(here.days if here.days is not None else inherited)


def terms_of(session: Session, team_id: str) -> Terms:
    """The terms of a workspace."""
    rows = session.scalars(select(RuleSetting).where(RuleSetting.team_id == team_id))
    zones = session.scalars(
        select(Member.zone).where(Member.team_id == team_id, Member.zone.is_not(None)).distinct()
    )
    return Terms({(row.rule, row.segment): row for row in rows}, frozenset(filter(None, zones)))


def _span(rule: Rule, step: Step, segment: str, zone: str, now: datetime) -> Span:
    """Days are whole days of the zone; instants are counted in 24 hours."""
    matters = rule.matters
    if matters.is_instant:
        cut: Moment = now - timedelta(days=step.days)
        since: Moment = (
            now - timedelta(days=step.until)
            if step.until is not None
            else datetime.combine(LONG_AGO, now.timetz())
        )
        return Span(segment, zone, step.label, since, cut)
    today = now.astimezone(ZoneInfo(zone or "UTC")).date()
    if matters.ahead:
        floor = today + timedelta(days=step.until) if step.until is not None else today
        return Span(segment, zone, step.label, floor, today + timedelta(days=step.days + 1))
    floor = today - timedelta(days=step.until) if step.until is not None else LONG_AGO
    return Span(segment, zone, step.label, floor, today - timedelta(days=step.days - 1))


def bounds(spans: Iterable[Span]) -> tuple[Moment, Moment]:
    """The least `since` and the greatest `cut`: what an index can look up at once."""
    listed = list(spans)
    return min(s.since for s in listed), max(s.cut for s in listed)


def newly(spans: Iterable[Span], before: Iterable[Span]) -> Iterator[Span]:
    """What the spans cover that the same ones did not cover earlier: [their last cut, cut)."""
    earlier = {(s.segment, s.zone, s.label): s for s in before}
    for span in spans:
        known = earlier.get((span.segment, span.zone, span.label))
        since = max(span.since, known.cut) if known else span.since
        if since < span.cut:
            yield Span(span.segment, span.zone, span.label, since, span.cut)
