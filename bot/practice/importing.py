"""What an import says of each line of a file, and who the history says it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from bot.model import Role
from bot.practice.actor import Actor
from bot.practice.columns import Fault
from bot.practice.lines import Line

BATCH = 500
"""Lines a transaction. With 50 aliases each, the look-up stays within what SQLite can bind."""


class Verdict(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    LEFT = "left"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, as JSON can hold it; None is nothing."""

    column: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line of the file. A bad line has faults and changed nothing."""

    line: int
    verdict: Verdict
    name: str = ""
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()


class Job(Protocol):
    """One file on its way into a workspace, batch by batch."""

    def preview(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """What the lines would do. Writes nothing."""

    def carry_out(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """Do what the lines say."""


def importer(team_id: str, now: datetime) -> Actor:
    """Who the history says it was."""
    return Actor(team_id, "import", Role.ADMIN, "UTC", now)
