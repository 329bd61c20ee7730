"""What a rule is: its matters as one query, its reason in words, and what a person can do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Integer, Row, Select, literal_column
from sqlalchemy.orm import InstrumentedAttribute, Session

TODAY: ColumnElement[date] = literal_column("span.today", Date())
"""In a rule's conditions: today, by the clock of the account's owner."""
DAYS: ColumnElement[int] = literal_column("span.days", Integer())
"""In a rule's conditions: the days of the step or limit that is looked at."""


class Urgency(StrEnum):
    """When somebody hears of it: in the daily bundle, at once outside quiet hours, or at once."""

    BUNDLED = "bundled"
    AT_ONCE = "at_once"
    CRITICAL = "critical"


class Update(StrEnum):
    """Which window “Update” opens."""

    MILESTONE = "milestone"
    READING = "reading"
    PLAN = "plan"
    START_PLAN = "start_plan"
    CONFIRM_PLAN = "confirm_plan"
    STAGE = "stage"
    LOG_OUTCOME = "log_outcome"
    PERMANENCE = "permanence"
    REUSE = "reuse"
    HEALTH = "health"
    CONTACT = "contact"
    REVENUE = "revenue"
    SURVEY = "survey"
    REPLY = "reply"


class Done(StrEnum):
    """What “Done” does: closes the matter, or also does what it asks for, or that alone: `ask`."""

    CLOSE = "close"
    FINISH_MILESTONE = "finish_milestone"
    NOTE_CONTACT = "note_contact"
    ASK = "ask"
    END_FOLLOW_UP = "end_follow_up"


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of days in which a matter stands, counted back to the anchor or ahead to it.

    It begins with `days` and ends where `until` days are reached; None: it does not end by itself.
    `label` tells the steps of one rule apart.
    """

    days: int
    until: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """All that a rule could be about.

    `source` joins whatever it needs to `Account`; `where` are its literal conditions, those of a
    partial index first; they may speak of TODAY and DAYS. A matter stands once `anchor`, a day or
    an instant, is so many days past (`ahead`: so many days off or less), by the days of the
    account's owner. `step`: an expression that must equal the step's label. Where the anchor is
    computed and has no index, `indexed` is False: then only the full sweep looks.
    """

    subject: InstrumentedAttribute[str]
    source: FromClause
    anchor: ColumnElement[Any] | InstrumentedAttribute[Any]
    where: Sequence[ColumnElement[bool]] = ()
    ahead: bool = False
    is_instant: bool = False
    step: ColumnElement[str] | None = None
    indexed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `days` is its limit where it has one that can be set; else its `steps` are fixed.

    `details` selects what `words` needs, with `team_id`, `subjects` and, where it wants it, `today`
    to fill in; its first column is the subject. `words` gives the reason as of a day, as a plain
    sentence without the account's name: it is called with that row, the nudge's `began_on` and
    today. `evidence` adds what takes a longer look, by subject, as of a day. Where a renewal is
    nearer than `leader_within` days, the leader hears of an urgent matter at the same time. On
    whichever nobody acted for `patience` working days goes to the leader.
    """

    name: str
    title: str
    help: str
    matters: Matters
    details: Select[*tuple[Any, ...]]
    words: Callable[[Row[*tuple[Any, ...]], date, date], str]
    severity: int
    update: Update
    done: Done = Done.CLOSE
    days: int | None = None
    steps: Sequence[Step] = field(default_factory=tuple)
    urgency: Urgency = Urgency.BUNDLED
    evidence: Callable[[Session, str, Sequence[str], date], dict[str, str]] | None = None
    leader_within: int | None = None
    patience: int = 5

    def steps_for(self, days: int | None) -> Sequence[Step]:
        """Its steps, where `days` is what settings say or None."""
        if self.days is None:
            return self.steps
        return (Step(days if days is not None else self.days),)
