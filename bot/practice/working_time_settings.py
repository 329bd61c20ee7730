"""Setting working time: a person's own, and the workspace's default that everybody inherits.

What a person leaves as it is inherited stays inherited, and follows the default when that changes.
"""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.errors import FormError, UserError
from bot.model import Member, WorkingTime
from bot.model.working_time import EVERYBODY
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.dates import all_zones, clock
from bot.practice.names import key_of
from bot.practice.rows import OFFERED
from bot.practice.working_time import FIELDS, Hours, hours_of

LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WorkingTimeFacts:
    """What holds, and what would without the settings made here: their names are in `own`.

    `shared` is the workspace's default; else it is a person's own.
    """

    hours: Hours
    inherited: Hours
    own: frozenset[str]
    shared: bool
    is_zone_of_slack: bool
    today: date

    @property
    def paused_until(self) -> date | None:
        """The first day after a pause; None where none is under way."""
        until = self.hours.paused_until
        return until if until is not None and until > self.today else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """What a person writes of days and hours. Without `bundle_at` it comes when work begins."""

    zone: str
    days: frozenset[int]
    starts_at: time
    ends_at: time
    bundle_at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When only what is critical may come, mostly over midnight."""

    quiet_from: time
    quiet_until: time


@dataclass(frozen=True, slots=True)
class ZoneNow:
    """A time zone, and what its clocks show."""

    name: str
    now: time


def facts(session: Session, actor: Actor, *, shared: bool = False) -> WorkingTimeFacts:
    """The actor's own working time, or the workspace's default."""
    member_id = EVERYBODY if shared else actor.id
    found = hours_of(session, actor.team_id, {EVERYBODY, member_id})
    of_slack = None
    inherited = Hours()
    if not shared:
        member = session.get(Member, (actor.team_id, actor.id))
        of_slack = member.zone if member else None
        default = found[EVERYBODY]
        inherited = replace(default, zone=of_slack or default.zone)
    row = session.get(WorkingTime, (actor.team_id, member_id))
    hours = found[member_id]
    return WorkingTimeFacts(
        hours=hours,
        inherited=inherited,
        own=frozenset(name for name in FIELDS if row and getattr(row, name) is not None),
        shared=shared,
        is_zone_of_slack=of_slack is not None,
        today=hours.local(actor.now).date(),
    )


def facts_to_change(session: Session, actor: Actor, *, shared: bool) -> WorkingTimeFacts:
    """The same, for a change by this actor: the default is for admins."""
    if shared:
        check_admin(actor)
    return facts(session, actor, shared=shared)


def set_hours(session: Session, actor: Actor, wanted: WorkingHours, *, shared: bool = False) -> str:
    """Set zone, days and hours; the id of whose they are.

    The hours and the bundle's time are inherited together or not at all: else a new default could
    put somebody's bundle outside working hours.
    """
    inherited = facts_to_change(session, actor, shared=shared).inherited
    _check(wanted)
    days, begin, end = wanted.days, wanted.starts_at, wanted.ends_at
    bundle = wanted.bundle_at or begin
    day = (inherited.starts_at, inherited.ends_at, inherited.bundle_at or inherited.starts_at)
    is_inherited = (begin, end, bundle) == day
    row = _row(session, actor, shared=shared)
    with audit.change(session, actor, "working_time.set", row, None):
        row.zone = None if wanted.zone == inherited.zone else wanted.zone
        row.days = None if days == inherited.days else "".join(map(str, sorted(days)))
        row.starts_at, row.ends_at, row.bundle_at = (
            (None, None, None) if is_inherited else (begin, end, bundle)
        )
    return row.id


def _check(wanted: WorkingHours) -> None:
    wrong: dict[str, str] = {}
    begin, end, bundle = wanted.starts_at, wanted.ends_at, wanted.bundle_at
    if wanted.zone not in all_zones():
        wrong["zone"] = f"“{wanted.zone[:60]}” is no time zone I know. Choose one from the list."
    if not wanted.days or not wanted.days <= set(range(1, 8)):
        wrong["days"] = "Choose at least one working day."
    if end <= begin:
        wrong["ends_at"] = f"Work would end at {clock(end)}, but begins at {clock(begin)}."
    elif bundle is not None and not begin <= bundle < end:
        wrong["bundle_at"] = f"Choose a time within work, from {clock(begin)} to {clock(end)}."
    if wrong:
        raise FormError(wrong)


def set_quiet(session: Session, actor: Actor, wanted: QuietHours, *, shared: bool = False) -> str:
    """Set the quiet hours; the id of whose they are."""
    inherited = facts_to_change(session, actor, shared=shared).inherited
    pair = (wanted.quiet_from, wanted.quiet_until)
    row = _row(session, actor, shared=shared)
    with audit.change(session, actor, "working_time.set_quiet", row, None):
        is_inherited = pair == (inherited.quiet_from, inherited.quiet_until)
        row.quiet_from, row.quiet_until = (None, None) if is_inherited else pair
    return row.id


def pause(session: Session, actor: Actor, until: date) -> str:
    """Hear nothing before this day, but for what is critical; the actor's id."""
    today = facts(session, actor).today
    if until <= today:
        raise UserError("Choose a day to come: the first on which you are back.", "until")
    if until > today + LONGEST_PAUSE:
        raise UserError("That is more than a year away. Choose a nearer day.", "until")
    row = _row(session, actor, shared=False)
    with audit.change(session, actor, "working_time.pause", row, None):
        row.paused_until = until
    return row.id


def resume(session: Session, actor: Actor) -> str:
    """End the pause; the actor's id."""
    row = _row(session, actor, shared=False)
    with audit.change(session, actor, "working_time.resume", row, None):
        row.paused_until = None
    return row.id


def _row(session: Session, actor: Actor, *, shared: bool) -> WorkingTime:
    """The row to write into, held against every other change until the commit."""
    key = (actor.team_id, EVERYBODY if shared else actor.id)
    insert_new(session, WorkingTime, team_id=key[0], id=key[1])
    return session.get_one(WorkingTime, key, with_for_update=True, populate_existing=True)


def zones(session: Session, actor: Actor, typed: str) -> list[ZoneNow]:
    """The zones whose name has what was typed, the colleagues' first."""
    used = session.scalars(
        select(Member.zone).where(Member.team_id == actor.team_id).distinct()
    ).all()
    wanted = key_of(typed).replace(" ", "_")
    fitting = [zone for zone in all_zones() if wanted in zone.casefold()]
    fitting.sort(key=lambda zone: (zone not in used, "/" not in zone, zone))
    return [
        ZoneNow(zone, actor.now.astimezone(ZoneInfo(zone)).time()) for zone in fitting[:OFFERED]
    ]
