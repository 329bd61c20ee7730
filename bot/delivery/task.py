"""A message in hand, and the two clocks by which its time is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.delivery.verdict import Outcome
from bot.model import Method

LaneKey = tuple[str, str]
"""A workspace and a lane in it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The database's present instant, and the process's own clock `before` and `after` it was read.

    A process may stand still in between, for seconds on a busy machine. So whatever must not come
    too early is reckoned from the later one of the two, and a lease's end from the earlier one.
    """

    now: datetime
    before: float
    after: float

    def at(self, ticks: float) -> datetime:
        """An instant of the process's clock by the database's, or a little later."""
        return self.now + timedelta(seconds=ticks - self.before)

    def not_before(self, instant: datetime) -> float:
        """An instant of the database's clock by the process's, or a little later."""
        return self.after + (instant - self.now).total_seconds()

    def not_after(self, instant: datetime) -> float:
        """An instant of the database's clock by the process's, or a little earlier."""
        return self.before + (instant - self.now).total_seconds()


class Task(NamedTuple):
    """A message in hand. `is_unsure`: Slack may have it already; `created_at` is told then.

    `at` is its time and `until` the end of its lease, by the process's own clock. `above` is where
    the message stands that it refers to.
    """

    team_id: str
    lane: str
    number: int
    id: str
    method: Method
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    is_unsure: bool
    created_at: datetime | None
    refers: bool
    above: tuple[str, str] | None
    at: float
    until: float

    @property
    def key(self) -> LaneKey:
        """Its lane."""
        return self.team_id, self.lane


Result = tuple[Task, Outcome]
