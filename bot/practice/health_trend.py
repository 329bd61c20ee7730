"""How a score came about: its snapshots, what moved it since, and why it dropped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Health, HealthSnapshot
from bot.practice.health_facts import as_known_at, facts_of
from bot.practice.health_moves import Fix, Move, best_fix, moves
from bot.practice.health_score import HealthFacts

BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Drop:
    """Why a score fell, the greatest reason first, and what would help most."""

    moves: tuple[Move, ...]
    fix: Fix | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a score was at an instant, and what moved it since."""

    since: datetime
    score: int
    moves: tuple[Move, ...]


def snapshots(session: Session, team_id: str, account_id: str) -> list[HealthSnapshot]:
    """All that were kept, the oldest first."""
    return list(
        session.scalars(
            select(HealthSnapshot)
            .where(HealthSnapshot.team_id == team_id, HealthSnapshot.account_id == account_id)
            .order_by(HealthSnapshot.at)
        )
    )


def change_since(
    session: Session, health: Health, facts: HealthFacts, since: datetime
) -> Change | None:
    """What moved the score since an instant, or since it was first known after it."""
    kept = snapshots(session, health.team_id, health.account_id)
    known = [one for one in kept if one.score is not None]
    first = next((one for one in reversed(known) if one.at <= since), next(iter(known), None))
    if first is None or first.score is None or health.score is None:
        return None
    at = max(since, first.at)
    then = as_known_at(session, health.team_id, health.account_id, facts, at)
    return Change(at, first.score, tuple(moves(then, facts, first.score, health.score)))


def drops(session: Session, team_id: str, account_ids: Collection[str]) -> dict[str, Drop]:
    """Why each of these fell, of those that are in a drop."""
    fallen = session.scalars(
        select(Health).where(
            Health.team_id == team_id,
            Health.account_id.in_(account_ids),
            Health.dropped_on.is_not(None),
        )
    ).all()
    return {one.account_id: _drop(session, team_id, one) for one in fallen}


def _drop(session: Session, team_id: str, health: Health) -> Drop:
    facts = facts_of(session, team_id, [health.account_id], health.computed_at)[health.account_id]
    kept = snapshots(session, team_id, health.account_id)
    peaks = [n for n, one in enumerate(kept) if one.score == health.dropped_from]
    if not peaks or peaks[-1] + 1 >= len(kept) or health.score is None:
        return Drop((), best_fix(facts))
    fell_at = kept[peaks[-1] + 1].at
    then = as_known_at(session, team_id, health.account_id, facts, fell_at - BEFORE)
    found = moves(then, facts, health.dropped_from or 0, health.score)
    return Drop(tuple(found), best_fix(facts))
