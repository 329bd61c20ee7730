"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """Gives `now`, which stands still until a test changes it. Call it to read it."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now

    def passes(self, **span: float) -> None:
        """Let time pass: `clock.passes(days=3)`."""
        self.now += timedelta(**span)
