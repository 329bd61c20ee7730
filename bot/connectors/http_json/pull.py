"""Fetching a source: what comes in is taken as a file of signals would be."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.connectors.http_json.addresses import PullError
from bot.connectors.http_json.config import Source
from bot.connectors.http_json.fetch import pages
from bot.connectors.http_json.mapping import lines_of
from bot.database import Database
from bot.model import Role
from bot.practice import signal_pull, workspace
from bot.practice.actor import Actor
from bot.practice.importing import BATCH, LineResult, Verdict
from bot.practice.lines import Line
from bot.practice.signal_import import ALL, SignalImport

FollowUp = Callable[[Session, str, datetime], None]


@dataclass(slots=True)
class Pulled:
    """What came of a run. `reason` is why it failed, or why the first bad row is bad."""

    tally: Counter[Verdict] = field(default_factory=Counter)
    reason: str | None = None
    failed: bool = False

    def take(self, results: Sequence[LineResult]) -> None:
        """Count results."""
        self.tally.update(one.verdict for one in results)
        self.reason = self.reason or signal_pull.first_fault(results)


async def pull(
    database: Database, source: Source, now: datetime, follow_up: FollowUp, *, early: bool = False
) -> Pulled | None:
    """Fetch a source that is due, or `early`; None where it is not due, or is being fetched.

    Batch by batch: what came before a failure stays. That it failed, and why, is kept.
    """
    team_id = await database.read(_team, source)
    if not await database.write(
        signal_pull.claim, team_id, source.name, source.interval, now, early=early
    ):
        return None
    pulled, job = Pulled(), _job(team_id, source, now)

    def carry_out(session: Session, lines: Sequence[Line]) -> list[LineResult]:
        results = job.carry_out(session, lines)
        follow_up(session, team_id, now)
        return results

    try:
        async for lines in _batches(source, now):
            pulled.take(await database.write(carry_out, lines))
    except PullError as error:
        pulled.failed, pulled.reason = True, error.sentence
    await database.write(
        signal_pull.record,
        team_id,
        source.name,
        pulled.tally,
        now,
        reason=pulled.reason,
        failed=pulled.failed,
    )
    return pulled


async def rehearse(
    database: Database, source: Source, now: datetime
) -> AsyncIterator[tuple[Sequence[Line], list[LineResult]]]:
    """What would come in, batch by batch, each line with what it would do. Writes nothing."""
    job = _job(await database.read(_team, source), source, now)
    async for lines in _batches(source, now):
        yield lines, await database.read(job.preview, lines)


def _team(session: Session, source: Source) -> str:
    return source.team or workspace.the_only_one(session)


def _job(team_id: str, source: Source, now: datetime) -> SignalImport:
    actor = Actor(team_id, f"pull:{source.name}", Role.ADMIN, "UTC", now)
    return SignalImport(actor, ALL, source.name)


async def _batches(source: Source, now: datetime) -> AsyncIterator[list[Line]]:
    """The lines of all pages, some hundred at a time; a page of its own begins a batch."""
    first = 1
    async for page in pages(source):
        lines = list(lines_of(source, page, first, now.date()))
        first = max((one.number + 1 for one in lines), default=first)
        for start in range(0, len(lines), BATCH):
            yield lines[start : start + BATCH]
