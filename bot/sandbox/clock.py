"""The sandbox's clock: real time, moved on by as much as somebody let pass."""

from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Call it to read it. `offset` is what was let pass so far."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def __call__(self) -> datetime:
        """The sandbox's present instant."""
        return datetime.now(UTC) + self.offset

    def passes(self, **span: float) -> None:
        """Let time pass: `clock.passes(days=3)`."""
        self.offset += timedelta(**span)
