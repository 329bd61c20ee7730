"""Time zones by name, as people choose them."""

from functools import cache
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.practice.actor import Actor
from bot.practice.rows import Named, matching


@cache
def known() -> tuple[str, ...]:
    """The zones that people know by a place, such as Europe/Berlin, and UTC."""
    return tuple(sorted(one for one in available_timezones() if "/" in one or one == "UTC"))


def choices(_session: Session, actor: Actor, typed: str) -> list[Named]:
    """The zones with what was typed in their name, the actor's own first."""
    ordered = sorted(known(), key=lambda zone: zone != actor.zone)
    return matching(((zone, zone) for zone in ordered), typed.replace(" ", "_"))


def check(written: str, field: str = "zone") -> str:
    """The zone of that name; a UserError where there is none."""
    if written not in available_timezones():
        raise UserError("There is no such time zone. Choose one of those offered.", field)
    return written
