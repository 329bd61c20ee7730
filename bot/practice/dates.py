"""Days as people write them, read in their own zone."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.errors import UserError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = re.compile(r"(?:(?:on|next|this)\s+)?([a-z]{3,9})\.?", re.IGNORECASE)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)


@cache
def all_zones() -> frozenset[str]:
    """The names of all time zones of the IANA's list, such as Europe/Berlin."""
    return frozenset(available_timezones())


def clock(value: time) -> str:
    """A time of day as people say it: 9:00, 17:30."""
    return f"{value.hour}:{value.minute:02}"


def parse_day(words: str, today: date, field: str | None = None) -> date:
    """The day that the words mean: ISO or everyday words such as “friday” or “in 2 weeks”.

    Without a year the next such day is meant. A UserError says what would be understood.
    """
    words = words.strip()
    day = _iso(words) if ISO.fullmatch(words) else _weekday(words, today) or _everyday(words, today)
    if day is None or not EARLIEST <= day <= LATEST:
        example = (today + timedelta(days=40)).isoformat()
        raise UserError(f"“{words[:60]}” is no date. Try {example} or “in 2 weeks”.", field)
    return day


def _iso(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _weekday(words: str, today: date) -> date | None:
    match = WEEKDAY.fullmatch(words)
    if match is None:
        return None
    wanted = [n for n, name in enumerate(WEEKDAYS) if name.startswith(match[1].lower())]
    if len(wanted) != 1:
        return None
    return today + timedelta(days=(wanted[0] - today.weekday() - 1) % 7 + 1)


def _everyday(words: str, today: date) -> date | None:
    if len(words) > 40 or not words:
        return None
    import dateparser  # 100 ms and 8 MiB: only when somebody writes a date in words

    found: datetime | None = dateparser.parse(
        words,
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.combine(today, datetime.min.time()),
            "PREFER_DATES_FROM": "future",
            "REQUIRE_PARTS": ["day", "month"],
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "PARSERS": ["relative-time", "absolute-time"],
        },
    )
    return found.date() if found else None
