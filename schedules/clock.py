"""The clock: a few fixed ticks in every process. All state is in the database."""

from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.edge import Edge
from schedules import jobs


def make_clock(edge: Edge) -> AsyncIOScheduler:
    """A scheduler with every job of the table: each runs at once and then at its interval.

    A tick that is late runs when it can, once; two of one job never run side by side.
    """
    clock = AsyncIOScheduler(timezone="UTC")
    for job in jobs.TABLE:
        clock.add_job(
            jobs.run,
            "interval",
            args=(job, edge),
            seconds=job.every / timedelta(seconds=1),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),  # by its own clock
        )
    return clock
