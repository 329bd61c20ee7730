"""Who acts, in which workspace, and when: the first thing every practice function is told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.model import Role


class Doer(Protocol):
    """Whoever changes something, on either side: what the memory of changes keeps."""

    @property
    def team_id(self) -> str:
        """The workspace in which it happens."""

    @property
    def id(self) -> str:
        """The person's id in Slack."""

    @property
    def now(self) -> datetime:
        """When, in UTC."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member at work. `now` is an instant in UTC; `zone` is the member's time zone."""

    team_id: str
    id: str
    role: Role
    zone: str
    now: datetime

    @property
    def today(self) -> date:
        """The member's own day."""
        return self.day_of(self.now)

    def day_of(self, instant: datetime) -> date:
        """The member's own day at an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    @property
    def leads(self) -> bool:
        """Whether this member may change everybody's accounts."""
        return self.role in (Role.LEADER, Role.ADMIN)


def by_itself(team_id: str, now: datetime) -> Actor:
    """The product, where it changes something and nobody asked it to."""
    return Actor(team_id, "redthread", Role.ADMIN, "UTC", now)
