"""Permanence: whether a changed behaviour still holds after 30 and after 90 days."""

from datetime import date, timedelta

FIRST_CHECK = timedelta(days=30)
SECOND_CHECK = timedelta(days=90)


def first_check(happened_on: date) -> date:
    """The day on which somebody looks again for the first time."""
    return happened_on + FIRST_CHECK
