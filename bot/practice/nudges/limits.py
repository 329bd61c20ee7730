"""From settings, zones and the present instant to the spans in which matters stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from bot.model import Member, RuleSetting, WorkingTime
from bot.model.working_time import EVERYBODY
from bot.practice.nudges.rule import Rule, Step

ALL_SEGMENTS = ""
NO_ZONE = ""
"""Of an account whose owner has no zone, or that has no owner: the workspace's zone, else UTC."""
LONG_AGO = date(1900, 1, 1)

Moment = Any
"""A day or an instant: all spans of one rule hold the same."""


@dataclass(frozen=True, slots=True)
class Span:
    """For one segment and zone: a matter stands while since ≤ anchor < cut.

    `today` and `days` are what they were made of.
    """

    segment: str
    zone: str
    label: str
    days: int
    today: date
    since: Moment
    cut: Moment


@dataclass(frozen=True, slots=True)
class Terms:
    """What a workspace set for its rules, and the zones of its people."""

    settings: dict[tuple[str, str], RuleSetting]
    zones: dict[str, ZoneInfo]

    def segments(self, rule: Rule) -> list[str]:
        """The segments with terms of their own for this rule."""
        return sorted(s for name, s in self.settings if name == rule.name and s != ALL_SEGMENTS)

    def spans(self, rule: Rule, now: datetime) -> list[Span]:
        """The spans of a rule as of an instant; none where it is off."""
        return [
            _span(rule, step, segment, zone, now)
            for segment in (ALL_SEGMENTS, *self.segments(rule))
            for step in self._steps(rule, segment)
            for zone in self.zones.items()
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
    names = session.scalars(
        union(
            select(Member.zone).where(Member.team_id == team_id, Member.zone.is_not(None)),
            select(WorkingTime.zone).where(
                WorkingTime.team_id == team_id, WorkingTime.zone.is_not(None)
            ),
        )
    )
    everybody = session.get(WorkingTime, (team_id, EVERYBODY))
    default = (everybody.zone if everybody else None) or "UTC"
    zones = {name: ZoneInfo(name) for name in sorted(filter(None, names))}
    return Terms(
        {(row.rule, row.segment): row for row in rows}, {NO_ZONE: ZoneInfo(default)} | zones
    )


def _span(rule: Rule, step: Step, segment: str, zone: tuple[str, ZoneInfo], now: datetime) -> Span:
    """Days are whole days of the zone, from midnight to midnight."""
    name, clock = zone
    today = now.astimezone(clock).date()
    matters, until = rule.matters, step.until
    since: Moment
    if matters.ahead:
        since = today if until is None else today + timedelta(days=until + 1)
        cut: Moment = today + timedelta(days=step.days + 1)
    else:
        since = LONG_AGO if until is None else today - timedelta(days=until - 1)
        cut = today - timedelta(days=step.days - 1)
    if matters.is_instant:
        since, cut = (datetime.combine(day, time(), clock) for day in (since, cut))
    return Span(segment, name, step.label, step.days, today, since, cut)


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
            yield replace(span, since=since)
