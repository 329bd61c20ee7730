"""Sources that signals are fetched from: when each is due, and how its last run went.

Which sources there are stands in the operator's file; here is what happened.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.model import PullState, SignalPull
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.importing import LineResult, Verdict
from bot.practice.pages import Page, page_of
from bot.practice.rows import as_facts

AGAIN = timedelta(hours=1)
"""What failed is tried again after this, or at its own time where that is sooner."""
LOST = timedelta(hours=1)
"""A run that has not ended by then has ended with its process."""
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class PullFacts:
    """A source and its last run. `reason`: why it failed, or why the first bad row is bad."""

    name: str
    next_at: datetime
    state: PullState | None
    started_at: datetime | None
    ended_at: datetime | None
    added: int
    changed: int
    known: int
    bad: int
    reason: str | None

    @property
    def figures(self) -> str:
        """12 added, 1 changed, 30 known, 2 bad."""
        new = f"{self.added:,} added, {self.changed:,} changed"
        return f"{new}, {self.known:,} known, {self.bad:,} bad"


@dataclass(frozen=True, slots=True)
class PullList:
    """A page of sources, and the reader's zone."""

    page: Page[PullFacts]
    zone: str


def claim(
    session: Session,
    team_id: str,
    name: str,
    every: timedelta,
    now: datetime,
    *,
    early: bool = False,
) -> bool:
    """Take a source that is due, so that nobody else fetches it meanwhile; whether it was.

    `early`: it need not be due. What somebody is fetching is left to them, unless they are lost.
    """
    key = {"team_id": team_id, "id": name}
    insert_new(session, SignalPull, **key, next_at=now, added=0, changed=0, known=0, bad=0)
    is_resting = SignalPull.state.is_distinct_from(PullState.RUNNING)
    if not early:
        is_resting &= SignalPull.next_at <= now
    is_lost = (SignalPull.state == PullState.RUNNING) & (SignalPull.started_at <= now - LOST)
    taken = session.execute(
        update(SignalPull)
        .filter_by(**key)
        .where(or_(is_resting, is_lost))
        .values(state=PullState.RUNNING, started_at=now, next_at=now + every)
        .returning(SignalPull.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def record(
    session: Session,
    team_id: str,
    name: str,
    tally: Counter[Verdict],
    now: datetime,
    *,
    reason: str | None,
    failed: bool,
) -> None:
    """Keep how a run ended. What failed is due again sooner."""
    row = session.get_one(SignalPull, (team_id, name))
    row.state = PullState.FAILED if failed else PullState.DONE
    row.ended_at = now
    row.reason = reason and reason[:LONGEST_REASON]
    row.added, row.changed = tally[Verdict.ADDED], tally[Verdict.CHANGED]
    row.known, row.bad = tally[Verdict.LEFT], tally[Verdict.BAD]
    if failed:
        row.next_at = min(row.next_at, now + AGAIN)


def first_fault(results: Iterable[LineResult]) -> str | None:
    """Why the first bad row is bad; None where none is."""
    for result in results:
        for fault in result.faults:
            where = f"{fault.column}: “{fault.value[:60]}” " if fault.column else ""
            return f"row {result.line}: {where}{fault.reason}"
    return None


def pulls(session: Session, team_id: str) -> list[PullFacts]:
    """All sources of which something happened, by name."""
    columns = (
        SignalPull.id, SignalPull.next_at, SignalPull.state, SignalPull.started_at,
        SignalPull.ended_at, SignalPull.added, SignalPull.changed, SignalPull.known,
        SignalPull.bad, SignalPull.reason,
    )  # fmt: skip
    rows = select(*columns).where(SignalPull.team_id == team_id).order_by(SignalPull.id)
    return [as_facts(PullFacts, row) for row in session.execute(rows)]


def page(session: Session, actor: Actor, number: int) -> PullList:
    """A page of the sources; only for admins."""
    check_admin(actor)
    return PullList(page_of(pulls(session, actor.team_id), number), actor.zone)


def failed(session: Session, team_id: str) -> int:
    """How many sources failed the last time."""
    rows = select(func.count()).where(
        SignalPull.team_id == team_id, SignalPull.state == PullState.FAILED
    )
    return session.scalar(rows) or 0
