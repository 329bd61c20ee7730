"""RavenStack's usage and support tickets as signals: one of a kind an account and month.

- Uses of features, and errors in 100 of them, are sums over all subscriptions of an account. The
  files name no people, so that neither “usage” nor “seats” can be told from them.
- Hours to close a ticket are their mean, tickets closed the same day and CSAT (4 and 5 of those
  that were answered) a share, each of the month in which the tickets were closed.
- Urgent tickets that are open are counted at the end of each month in which one came or went.

A signal is of its month's last day. Rows are read one at a time, and only sums are held.
"""

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from bot.connectors.ravenstack import Record, records
from bot.practice.signal_import import SIGNALS
from bot.practice.signal_kind import Limit

SUBSCRIPTIONS, USAGE, TICKETS = "subscriptions.csv", "feature_usage.csv", "support_tickets.csv"
COLUMNS = tuple(SIGNALS.columns)
USES, ERRORS = "Feature uses", "Feature errors"
KINDS = {
    USES: ("a month", Limit(Decimal(30), Decimal(8), 45, 20)),
    ERRORS: ("in 100 uses", Limit(Decimal(1), Decimal(10), 45, 5)),
}
"""Kinds of its own, with unit and limit: about the best and the worst fifth of these accounts."""
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An account in a month, which is named by its last day."""

    account: str
    month: date


def rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """A line a signal, as `redthread import signals` takes them."""
    account_of = {
        one["subscription_id"]: one["account_id"] for one in records(folder, SUBSCRIPTIONS)
    }
    for source, found in (
        (USAGE, usage(records(folder, USAGE), account_of)),
        (TICKETS, support(records(folder, TICKETS))),
    ):
        for place, kind, value in found:
            day = place.month.isoformat()
            yield place.account, kind, f"{value:f}", day, source, ""


def usage(
    found: Iterable[Record], account_of: dict[str, str]
) -> Iterator[tuple[Place, str, Decimal]]:
    """Uses and errors of each account and month; a subscription of nobody counts for nobody."""
    uses, errors = Counter[Place](), Counter[Place]()
    for one in found:
        account = account_of.get(one["subscription_id"])
        if account is None:
            continue
        place = Place(account, last_day(date.fromisoformat(one["usage_date"])))
        uses[place] += int(one["usage_count"])
        errors[place] += int(one["error_count"])
    for place, count in sorted(uses.items()):
        yield place, USES, Decimal(count)
        if count:
            yield place, ERRORS, _share(errors[place], count)


def support(found: Iterable[Record]) -> Iterator[tuple[Place, str, Decimal]]:
    """How fast tickets of each account and month were closed, how well, and what was left open."""
    closed, hours, same_day = Counter[Place](), dict[Place, Decimal](), Counter[Place]()
    answered, content, urgent = Counter[Place](), Counter[Place](), Counter[Place]()
    for one in found:
        opened_on = date.fromisoformat(one["submitted_at"][:10])
        closed_on = datetime.fromisoformat(one["closed_at"]).date()
        place = Place(one["account_id"], last_day(closed_on))
        closed[place] += 1
        hours[place] = hours.get(place, Decimal(0)) + Decimal(one["resolution_time_hours"])
        same_day[place] += opened_on == closed_on
        if one["satisfaction_score"]:
            answered[place] += 1
            content[place] += Decimal(one["satisfaction_score"]) >= 4
        if one["priority"] == "urgent":
            urgent.update(_open_at(one["account_id"], opened_on, closed_on))
            urgent[place] += 0
    for place, count in sorted(closed.items()):
        yield place, "close_hours", (hours[place] / count).quantize(CENT)
        yield place, "same_day", _share(same_day[place], count)
    for place, count in sorted(answered.items()):
        yield place, "csat", _share(content[place], count)
    for place, count in sorted(urgent.items()):
        yield place, "urgent", Decimal(count)


def _open_at(account: str, opened_on: date, closed_on: date) -> Iterator[Place]:
    """The ends of months at which a ticket was open."""
    month = last_day(opened_on)
    while month < closed_on:
        yield Place(account, month)
        month = last_day(date.fromordinal(month.toordinal() + 1))


def last_day(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(CENT)
