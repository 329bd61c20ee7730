"""Working time: a person's own days and hours, and what falls into them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Member, WorkingTime
from bot.model.working_time import EVERYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When somebody works and wants to hear from the bot. Times are of the zone.

    `days` are ISO weekdays, 1 is Monday. From `quiet_from` until `quiet_until`, mostly over
    midnight, only what is critical may come.
    """

    zone: str = "UTC"
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    starts_at: time = time(9)
    ends_at: time = time(17)
    bundle_at: time | None = None
    quiet_from: time = time(20)
    quiet_until: time = time(7)
    paused_until: date | None = None
    bundled_on: date | None = None

    def local(self, now: datetime) -> datetime:
        """The instant by this person's clock."""
        return now.astimezone(_zone(self.zone))

    def works_on(self, day: date) -> bool:
        """Whether this is one of the working days, and nothing is paused on it."""
        is_paused = self.paused_until is not None and day < self.paused_until
        return day.isoweekday() in self.days and not is_paused

    def wants_bundle(self, now: datetime) -> bool:
        """Whether today's bundle is due: on a working day, once, from its hour to the day's end.

        Somebody who came from a zone that is a day ahead had the bundle of that day already.
        """
        today = self.local(now).date()
        if self.bundled_on is not None and self.bundled_on >= today:
            return False
        return self._is_at_work(now, self.bundle_at or self.starts_at)

    def is_working(self, now: datetime) -> bool:
        """Whether this is within the working hours of a working day."""
        return self._is_at_work(now, self.starts_at)

    def _is_at_work(self, now: datetime, begin: time) -> bool:
        """From `begin` to the end of work; who works into the night, to midnight."""
        local = self.local(now)
        if not self.works_on(local.date()) or local.time() < begin:
            return False
        return local.time() < self.ends_at or self.ends_at <= self.starts_at

    def is_quiet(self, now: datetime) -> bool:
        """Whether only what is critical may come now."""
        local = self.local(now)
        if self.paused_until is not None and local.date() < self.paused_until:
            return True
        clock, begin, end = local.time(), self.quiet_from, self.quiet_until
        if begin <= end:
            return begin <= clock < end
        return clock >= begin or clock < end

    def working_days_since(self, then: datetime, now: datetime) -> int:
        """How many whole working days lie between: a Friday's matter is one day old on Monday."""
        first, last = self.local(then).date(), self.local(now).date()
        days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
        return sum(self.works_on(day) for day in days)


@lru_cache(1024)
def _zone(name: str) -> ZoneInfo:
    """The zone; UTC where this machine knows none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


FIELDS = (
    "zone", "days", "starts_at", "ends_at", "bundle_at", "quiet_from", "quiet_until",
    "paused_until", "bundled_on",
)  # fmt: skip
OWN_ONLY = {"paused_until", "bundled_on"}
"""Nobody inherits these from the workspace."""


def hours_of(session: Session, team_id: str, member_ids: Iterable[str]) -> dict[str, Hours]:
    """The working time of each: their own settings, else the workspace's, else 9 to 17.

    The zone is the one they chose, else Slack's, else the workspace's.
    """
    wanted = set(member_ids)
    rows = session.scalars(
        select(WorkingTime).where(
            WorkingTime.team_id == team_id, WorkingTime.id.in_({*wanted, EVERYBODY})
        )
    )
    settings = {row.id: _known(row) for row in rows}
    shared = {k: v for k, v in settings.get(EVERYBODY, {}).items() if k not in OWN_ONLY}
    zones = {
        row.id: row.zone
        for row in session.execute(
            select(Member.id, Member.zone).where(Member.team_id == team_id, Member.id.in_(wanted))
        )
    }
    found: dict[str, Hours] = {}
    for member_id in wanted:
        of_slack = {"zone": zones.get(member_id)} if zones.get(member_id) else {}
        found[member_id] = Hours(**{**shared, **of_slack, **settings.get(member_id, {})})
    return found


def local_day(session: Session, team_id: str, member_id: str, now: datetime) -> date:
    """The member's own day."""
    return hours_of(session, team_id, [member_id])[member_id].local(now).date()


def _known(row: WorkingTime) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in FIELDS if getattr(row, name) is not None
    }
    if "days" in values:
        values["days"] = frozenset(int(one) for one in str(values["days"]))
    return values
