"""Drops: ten points within a fortnight, or a worse band, until it has recovered.

A drop begins at once and is over only three points above where it began, so that a score that
wavers about a limit is one drop and not ten. Source: the design's rule of a drop.
"""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    Update,
    and_,
    bindparam,
    case,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from bot.database import UtcDateTime
from bot.model import Health, HealthSnapshot
from bot.practice.health_statement import TEAM, among
from bot.practice.rows import ask

POINTS, WITHIN, HYSTERESIS = 10, timedelta(days=14), 3
SINCE = bindparam("drops_since", type_=UtcDateTime())


@dataclass(frozen=True, slots=True)
class Statements:
    """What ends drops and gives the accounts, what begins and deepens them, and which changed."""

    end: Update
    begin: Update
    standing: Select[str]


def judge(session: Session, team_id: str, now: datetime, account_ids: Collection[str]) -> set[str]:
    """End and begin drops of these accounts, whose health changed now.

    Gives those that are in a drop, or whose drop is over.
    """
    if not account_ids:
        return set()
    made = statements(session.get_bind().dialect.name)
    values = {
        "of_team": team_id,
        "drops_since": now - WITHIN,
        "chosen": [{"account_id": one} for one in account_ids],
    }
    over = {row.account_id for row in ask(session, made.end, **values)}
    ask(session, made.begin, **values)
    return over | {row.account_id for row in ask(session, made.standing, **values)}


@functools.cache
def statements(dialect: str) -> Statements:
    """The statements for “sqlite” or “postgresql”, for the accounts that are given."""
    changed = (Health.team_id == TEAM, among(dialect, Health.account_id))
    end = (
        update(Health)
        .where(*changed, Health.dropped_on.is_not(None), Health.score >= Health.recovers_at)
        .values(dropped_on=None, dropped_from=None, recovers_at=None)
    )
    fell = _fallen(changed)
    begin = (
        update(Health)
        .where(Health.team_id == TEAM, Health.account_id == fell.c.account_id)
        .where(fell.c.recovers_at > func.coalesce(Health.recovers_at, 0))
        .values(
            dropped_on=func.coalesce(Health.dropped_on, Health.as_of),
            dropped_from=fell.c.dropped_from,
            recovers_at=fell.c.recovers_at,
        )
    )
    standing = select(Health.account_id).where(*changed, Health.dropped_on.is_not(None))
    return Statements(end.returning(Health.account_id), begin, standing)


def _fallen(changed: tuple[ColumnElement[bool], ...]) -> Subquery:
    """Where it stood before it fell, and from when on it has recovered; NULL where it fell not."""
    peaks = (
        select(
            Health.account_id,
            Health.score,
            Health.green,
            Health.yellow,
            func.coalesce(Health.dropped_from, _peak()).label("dropped_from"),
        )
        .where(*changed, Health.score.is_not(None))
        .cte("peaks")
        .prefix_with("MATERIALIZED")
    )
    of = peaks.c
    is_far = of.score <= of.dropped_from - POINTS
    far = case((is_far, of.dropped_from - POINTS + HYSTERESIS), else_=0)
    worse = case(
        (and_(of.dropped_from >= of.green, of.score < of.green), of.green + HYSTERESIS),
        (and_(of.dropped_from >= of.yellow, of.score < of.yellow), of.yellow + HYSTERESIS),
        else_=0,
    )
    recovers_at = case((far > worse, far), else_=worse)
    return (
        select(of.account_id, of.dropped_from, recovers_at.label("recovers_at"))
        .where(recovers_at > 0)
        .subquery("fell")
    )


def _peak() -> ScalarSelect[int]:
    """The best score that stood at any time within the last fortnight."""
    begun = aliased(HealthSnapshot)
    first = (
        select(func.max(begun.at))
        .where(*_of_account(begun), begun.at <= SINCE)
        .correlate(Health)
        .scalar_subquery()
    )
    return (
        select(func.max(HealthSnapshot.score))
        .where(*_of_account(HealthSnapshot), HealthSnapshot.at >= func.coalesce(first, SINCE))
        .correlate(Health)
        .scalar_subquery()
    )


def _of_account(kept: type[HealthSnapshot]) -> tuple[ColumnElement[bool], ...]:
    return kept.team_id == Health.team_id, kept.account_id == Health.account_id
