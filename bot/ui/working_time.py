"""Working time as people read and set it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.practice.dates import WEEKDAYS, clock
from bot.practice.working_time import Hours
from bot.practice.working_time_settings import WorkingTimeFacts, ZoneNow
from bot.ui.blocks import Block, Element, button, option, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, join, md

OWN, SHARED = "own", "shared"
"""Whose working time a window is about: the person's, or the workspace's default."""
NAMES = {number: name.capitalize() for number, name in enumerate(WEEKDAYS, start=1)}
DEFAULT = Mrkdwn("the workspace's default")


def hours_words(found: WorkingTimeFacts) -> list[Mrkdwn]:
    """Days, hours and zone, a line each, and where each comes from."""
    hours = found.hours
    begin, end, bundle = hours.starts_at, hours.ends_at, hours.bundle_at or hours.starts_at
    zone = md(" · from Slack") if found.is_zone_of_slack else _source(found, "zone")
    return [
        md("{}{}", days_words(hours.days), _source(found, "days")),
        md(
            "{} to {}, the bundle at {}{}",
            clock(begin),
            clock(end),
            clock(bundle),
            _source(found, "starts_at"),
        ),
        md("{}{}", hours.zone, "" if "zone" in found.own else zone),
    ]


def quiet_words(found: WorkingTimeFacts) -> Mrkdwn:
    """The quiet hours, and where they come from."""
    begin, end = found.hours.quiet_from, found.hours.quiet_until
    span = f"{clock(begin)} to {clock(end)}" if begin != end else "none"
    return md("{}{}", span, _source(found, "quiet_from"))


def _source(found: WorkingTimeFacts, name: str) -> Mrkdwn:
    return Mrkdwn("") if found.shared or name in found.own else md(" · {}", DEFAULT)


def days_words(days: Collection[int]) -> str:
    """Monday to Friday; Monday, Wednesday, Friday."""
    ordered = sorted(days)
    is_row = len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1
    if is_row:
        return f"{NAMES[ordered[0]]} to {NAMES[ordered[-1]]}"
    return ", ".join(NAMES[one] for one in ordered)


def hours_fields(hours: Hours) -> tuple[Field, ...]:
    """The questions about zone, days and hours."""
    bundle = hours.bundle_at if hours.bundle_at != hours.starts_at else None
    return (
        Field(
            name="zone",
            label="Time zone",
            kind=Kind.SEARCH,
            search=Id.ZONE_SEARCH,
            required=True,
            initial=Choice(hours.zone, hours.zone),
            hint="Type a city, such as “berlin” or “new york”.",
        ),
        Field(
            name="days",
            label="Working days",
            kind=Kind.TICKS,
            choices=tuple(Choice(str(number), name) for number, name in NAMES.items()),
            initial=frozenset(map(str, hours.days)),
        ),
        Field(
            name="starts_at",
            label="Work begins",
            kind=Kind.TIME,
            required=True,
            initial=hours.starts_at,
        ),
        Field(
            name="ends_at", label="Work ends", kind=Kind.TIME, required=True, initial=hours.ends_at
        ),
        Field(
            name="bundle_at",
            label="The bundle comes",
            kind=Kind.TIME,
            initial=bundle,
            hint="One message a working day with what needs attention. Empty: when work begins.",
        ),
    )


def hours_form(found: WorkingTimeFacts) -> Block:
    """The window for zone, days and hours."""
    return window(
        "Working time",
        hours_fields(found.hours),
        note=section(join([_note(found), *_zone_note(found)], " "), back()),
        callback=Id.SETTINGS_SAVE_HOURS,
        submit="Save",
        metadata=SHARED if found.shared else OWN,
    )


def quiet_fields(hours: Hours) -> tuple[Field, ...]:
    """The questions about quiet hours."""
    return (
        Field(
            name="quiet_from", label="From", kind=Kind.TIME, required=True, initial=hours.quiet_from
        ),
        Field(
            name="quiet_until",
            label="Until",
            kind=Kind.TIME,
            required=True,
            initial=hours.quiet_until,
            hint="Only what is critical comes meanwhile. The same time twice: no quiet hours.",
        ),
    )


def quiet_form(found: WorkingTimeFacts) -> Block:
    """The window for quiet hours."""
    return window(
        "Quiet hours",
        quiet_fields(found.hours),
        note=section(_note(found), back()),
        callback=Id.SETTINGS_SAVE_QUIET,
        submit="Save",
        metadata=SHARED if found.shared else OWN,
    )


def _note(found: WorkingTimeFacts) -> Mrkdwn:
    if found.shared:
        return md("For everybody who has set nothing else, from now on.")
    return md("What you leave as {} follows it when that changes.", DEFAULT)


def _zone_note(found: WorkingTimeFacts) -> list[Mrkdwn]:
    follows = found.is_zone_of_slack and "zone" not in found.own
    return [md("The zone follows Slack.")] if follows else []


def back() -> Element:
    """The way back to the first page."""
    return button("Back", Id.SETTINGS_BACK, OWN, spoken="Back to all settings")


PAUSE = (
    Field(
        name="until",
        label="First day back",
        kind=Kind.DAY,
        required=True,
        hint="Until then only what is critical comes.",
    ),
)


def pause_form(found: WorkingTimeFacts) -> Block:
    """The window for a pause."""
    tomorrow = found.today + timedelta(days=1)
    text = md("No bundle while you are away; the first one comes on your first working day back.")
    (field,) = PAUSE
    return window(
        "Pause",
        [replace(field, initial=tomorrow)],
        note=section(text, back()),
        callback=Id.SETTINGS_SAVE_PAUSE,
        submit="Pause",
        metadata=OWN,
    )


def zone_option(zone: ZoneNow) -> Element:
    """A time zone with what its clocks show."""
    return option(f"{zone.name} · {clock(zone.now)} now", zone.name)
