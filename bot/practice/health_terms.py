"""What health goes by: how much each part weighs, where the bands begin, when a goal is too old."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import HealthBand, HealthTerms
from bot.practice.goal import STALE_AFTER_DAYS
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.signal_kind import Limit, holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The weights of the three parts, the least score of two bands, and a goal's freshness."""

    goals: int = 40
    progress: int = 30
    proxies: int = 30
    green: int = 75
    yellow: int = 50
    fresh_days: int = STALE_AFTER_DAYS

    def band(self, score: int | None) -> HealthBand:
        """What a score means."""
        if score is None:
            return HealthBand.UNKNOWN
        if score >= self.green:
            return HealthBand.GREEN
        return HealthBand.YELLOW if score >= self.yellow else HealthBand.RED


DEFAULT = Terms()


def terms_by_segment(session: Session, team_id: str) -> dict[str, Terms]:
    """What holds for all, under the empty name, and for each segment with terms of its own."""
    rows = session.scalars(select(HealthTerms).where(HealthTerms.team_id == team_id))
    return {ALL_SEGMENTS: DEFAULT} | {row.segment: terms_of(row) for row in rows}


def terms_of(row: HealthTerms) -> Terms:
    """A row as terms."""
    return Terms(
        goals=row.goals,
        progress=row.progress,
        proxies=row.proxies,
        green=row.green,
        yellow=row.yellow,
        fresh_days=row.fresh_days,
    )


def limits_by_segment(session: Session, team_id: str) -> dict[str, dict[str, Limit]]:
    """The kinds of signals that count, the heaviest first: for all, and each segment with own.

    A kind without a weight does not count, nor one of which good and bad are the same.
    """
    held = {(kind, segment): limit for kind, segment, limit in holding(session, team_id)}
    segments = {ALL_SEGMENTS} | {segment for _, segment in held}
    kinds = sorted({kind for kind, _ in held})
    found = {
        segment: {
            kind: held.get((kind, segment)) or held.get((kind, ALL_SEGMENTS)) for kind in kinds
        }
        for segment in segments
    }
    return {
        segment: dict(
            sorted(
                ((kind, one) for kind, one in limits.items() if one and _counts(one)),
                key=lambda pair: (-pair[1].weight, pair[0]),
            )
        )
        for segment, limits in found.items()
    }


def _counts(limit: Limit) -> bool:
    return limit.weight > 0 and limit.good != limit.bad
