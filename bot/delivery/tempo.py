"""How fast messages may go: in each channel, and over a whole workspace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model import Method
from bot.ui import limits


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `per_minute` calls in any minute, of which `burst` may come at once."""

    per_minute: int
    burst: int

    @property
    def gap(self) -> timedelta:
        """Between two calls once the burst is used up."""
        return timedelta(minutes=1) / (self.per_minute - self.burst)


CEILINGS = {
    Method.POST: Ceiling(limits.POSTS_A_MINUTE, 60),
    Method.UPDATE: Ceiling(limits.UPDATES_A_MINUTE, 20),
    Method.EPHEMERAL: Ceiling(limits.EPHEMERALS_A_MINUTE, 40),
    Method.PUBLISH: Ceiling(limits.PUBLISHES_A_MINUTE, 40),
    Method.UPLOAD: Ceiling(limits.UPLOADS_A_MINUTE, 40),
}


@dataclass(frozen=True, slots=True)
class Tempo:
    """All in seconds: `gap` between a channel's messages, `patience` for an answer of Slack.

    `poll` is how often the database is asked whether another process left something to send. A
    message that was answered within `lateness` reached Slack within it, and the next slot counts
    from then; a usual answer, after some tenths of a second, does not slow a channel down.
    """

    gap: float = limits.CHANNEL_SECONDS
    patience: float = 10.0
    poll: float = 1.0
    lateness: float = 0.1
    ceilings: Mapping[Method, Ceiling] = field(default_factory=lambda: CEILINGS)

    @property
    def lease(self) -> float:
        """How long a message is one process's alone: longer than any try of it can last."""
        return 4 * self.patience

    @property
    def lead(self) -> float:
        """How long before its time a message is fetched, so that it leaves on time."""
        return min(0.2, self.gap)


class Budget:
    """What is left of one ceiling: the generic cell rate algorithm (ITU-T I.371).

    `due` is when the next call would be made if all came evenly; a burst runs ahead of it. `spent`
    is the same for the calls that really will be made; None while there are none.
    """

    def __init__(self, ceiling: Ceiling, due: datetime | None) -> None:
        self._gap = ceiling.gap
        self._ahead = ceiling.gap * (ceiling.burst - 1)
        self._due = due
        self.spent: datetime | None = None

    def book(self, wanted: datetime, latest: datetime) -> datetime:
        """When the call may be made; later than `latest` it is only kept in the queue."""
        due = max(wanted, self._due or wanted)
        at = max(wanted, due - self._ahead)
        self._due = due + self._gap
        if at <= latest:
            self.spent = self._due
        return at
