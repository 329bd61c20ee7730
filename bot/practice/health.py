"""Health: computed anew where something changed, and as a whole once a day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.model import HealthDue, HealthRun
from bot.practice import health_drop, health_mark
from bot.practice.health_shares import LONG_WAY, WHOLE
from bot.practice.health_statement import statements
from bot.practice.health_terms import Terms, limits_by_segment, terms_by_segment
from bot.practice.nudges.limits import ALL_SEGMENTS, NO_ZONE, terms_of
from bot.practice.rows import ask
from bot.practice.signal_kind import Limit

AT_ONCE = 5_000
"""Marked accounts that are computed in one transaction."""


def compute(
    session: Session, team_id: str, now: datetime, account_ids: Collection[str] | None = None
) -> set[str]:
    """Compute the health of these accounts, or of all, keep what changed, and judge drops.

    Gives the accounts that are in a drop and changed, or whose drop is over.
    """
    dialect, some = session.get_bind().dialect.name, account_ids is not None
    known = values_of(session, team_id, now)
    if account_ids is not None:
        known["chosen"] = [{"account_id": one} for one in account_ids]
    made = statements(dialect, some=some)
    ask(session, made.compute, **known)
    changed = [row.account_id for row in ask(session, made.keep, **known)]
    return health_drop.judge(session, team_id, now, changed)


def marked(session: Session, team_id: str) -> Sequence[str]:
    """Marked accounts, as many as one transaction takes, held until the commit.

    Marks that somebody else holds wait: what was written with them cannot be seen yet.
    """
    return session.scalars(
        select(HealthDue.account_id)
        .where(HealthDue.team_id == team_id)
        .order_by(HealthDue.account_id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()


def compute_and_unmark(
    session: Session, team_id: str, now: datetime, account_ids: Collection[str]
) -> set[str]:
    """Compute accounts that this transaction has marked or holds; what `compute` gives."""
    found = compute(session, team_id, now, account_ids)
    health_mark.unmark(session, team_id, account_ids)
    return found


def is_marked(session: Session, team_id: str) -> bool:
    """Whether anything is to be computed anew."""
    return (
        session.scalar(select(HealthDue.team_id).where(HealthDue.team_id == team_id).limit(1))
        is not None
    )


def is_due(session: Session, team_id: str, now: datetime) -> bool:
    """Whether the day has begun, by the workspace's clock, and not all is computed for it yet."""
    run = session.get(HealthRun, team_id)
    return run is None or run.done_on < _today(session, team_id, now)


def compute_all(session: Session, team_id: str, now: datetime) -> set[str]:
    """Compute everything for the day: paces go on, milestones fall due, readings grow old."""
    insert_new(session, HealthRun, team_id=team_id, done_on=date(1900, 1, 1))
    run = session.get_one(HealthRun, team_id, with_for_update=True)
    today = _today(session, team_id, now)
    if run.done_on >= today:
        return set()
    run.done_on = today
    return compute(session, team_id, now)


def _today(session: Session, team_id: str, now: datetime) -> date:
    return now.astimezone(terms_of(session, team_id).zones[NO_ZONE]).date()


def values_of(session: Session, team_id: str, now: datetime) -> dict[str, Any]:
    """What the statements are carried out with: the terms, limits and days that hold now."""
    terms, limits = terms_by_segment(session, team_id), limits_by_segment(session, team_id)
    zones = terms_of(session, team_id).zones
    segments = sorted({*terms, *limits})
    days = {name: now.astimezone(zone).date() for name, zone in zones.items()}
    numbers = {key: n for n, key in enumerate(product(segments, sorted({*days.values()})))}
    return {
        "of_team": team_id,
        "as_of_now": now,
        "own_segments": [one for one in segments if one != ALL_SEGMENTS],
        "spans": [
            _span(segment, zone, today, terms.get(segment, terms[ALL_SEGMENTS]))
            | {"number": numbers[segment, today]}
            for segment, (zone, today) in product(segments, days.items())
        ],
        "limits": [
            _limit(kind, today, limit) | {"span": number}
            for (segment, today), number in numbers.items()
            for kind, limit in limits.get(segment, limits[ALL_SEGMENTS]).items()
        ],
    }


def _span(segment: str, zone: str, today: date, terms: Terms) -> dict[str, object]:
    return {
        "segment": segment,
        "zone": zone,
        "today": today,
        "fresh_since": today - timedelta(days=terms.fresh_days),
        "goals_weight": terms.goals,
        "progress_weight": terms.progress,
        "proxies_weight": terms.proxies,
        "green": terms.green,
        "yellow": terms.yellow,
    }


def _limit(kind: str, today: date, limit: Limit) -> dict[str, object]:
    """Its steps are as in `health_shares.share`; what can be computed once a kind is done here."""
    bad, good = (int(one.scaleb(6)) for one in (limit.bad, limit.good))
    unit = WHOLE if abs(good - bad) > LONG_WAY else 1
    steps = abs(good - bad) // unit
    return {
        "kind": kind,
        "low": min(bad, good),
        "high": max(bad, good),
        "at_low": WHOLE if good < bad else 0,
        "at_high": WHOLE if good > bad else 0,
        "bad": bad,
        "unit": unit,
        "steps": steps,
        "half": steps // 2,
        "since": today - timedelta(days=limit.fresh_days),
        "weight": limit.weight,
    }
