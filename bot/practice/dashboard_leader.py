"""The leaders' dashboard: customer success beside the business, and the series of outcomes."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.practice import segment as segments
from bot.practice import series
from bot.practice.access import check_leads
from bot.practice.actor import Actor
from bot.practice.metrics import dashboard
from bot.practice.metrics.cohort import Cohort, Length
from bot.practice.metrics.figure import Dashboard
from bot.practice.series import ALL, SEGMENT, Series


@dataclass(frozen=True, slots=True)
class LeaderDashboard:
    """One cohort in one period. `segments` are those that can be chosen."""

    figures: Dashboard
    series: Series
    segments: tuple[str, ...]


def leader(session: Session, actor: Actor, length: Length, segment: str = "") -> LeaderDashboard:
    """The two columns over the months that end today; empty: all segments. A UserError where there
    is no segment of that name.
    """
    check_leads(actor)
    chosen = segments.segment_named(session, actor, segment) if segment else None
    scope = f"{SEGMENT}:{chosen}" if chosen else f"{ALL}:"
    return LeaderDashboard(
        figures=dashboard.leaders(session, actor, Cohort(chosen, length, actor.today)),
        series=series.of_scope(session, actor, scope, 1),
        segments=tuple(segments.names(session, actor)),
    )
