"""Whose figures, over which time: one cohort and one period for all of them."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Length(StrEnum):
    """How long a period is."""

    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """In months."""
        return {Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}[self]


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both of them in it."""

    begins_on: date
    ends_on: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.begins_on).days + 1


@dataclass(frozen=True, slots=True)
class Cohort:
    """The accounts of a segment, or all of them, in the months that end with a day."""

    segment: str | None
    length: Length
    ends_on: date

    @property
    def period(self) -> Period:
        """Its months: three that end on 31 March begin on 1 January."""
        return Period(months_before(self.ends_on, self.length.months) + DAY, self.ends_on)

    @property
    def before(self) -> "Cohort":
        """The same accounts in the period before."""
        return replace(self, ends_on=self.period.begins_on - DAY)


def months_before(day: date, months: int) -> date:
    """The day so many months before: the last of a month where that has no such day, or where the
    day itself is the last of its own, so that whole months stay whole.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def months_after(day: date, months: int) -> date:
    """The day so many months later, in the same way."""
    return months_before(day, -months)
