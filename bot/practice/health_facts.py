"""What the health of some accounts is made of: as it is now, and as it was known at an instant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    Goal,
    Member,
    Milestone,
    Plan,
    Reading,
    Signal,
    SignalNow,
    WorkingTime,
)
from bot.practice import goal, milestone
from bot.practice.goal import GoalState
from bot.practice.health_score import HealthFacts, SignalFacts
from bot.practice.health_terms import Terms, limits_by_segment, terms_by_segment
from bot.practice.milestone import MilestoneFacts
from bot.practice.nudges.limits import ALL_SEGMENTS, NO_ZONE, terms_of
from bot.practice.rows import as_facts, ask
from bot.practice.signal_kind import Kind, Limit, kinds

T = TypeVar("T")
Read = tuple[Decimal, date]
"""A measurement and its day."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds at an account: its owner's zone and day, its terms and limits, its open plan."""

    account_id: str
    plan_id: str
    zone: ZoneInfo
    today: date
    terms: Terms
    limits: dict[str, Limit]


def facts_of(
    session: Session, team_id: str, account_ids: Collection[str], now: datetime
) -> dict[str, HealthFacts]:
    """The facts of each account as of its owner's day."""
    places = _places(session, team_id, account_ids, now)
    days = {one.plan_id: one.today for one in places}
    goals, milestones = _goals(session, team_id, days), _milestones(session, team_id, days)
    rows = session.execute(
        select(SignalNow.account_id, SignalNow.kind, SignalNow.value, SignalNow.read_on).where(
            SignalNow.team_id == team_id, SignalNow.account_id.in_(account_ids)
        )
    )
    read = {(row.account_id, row.kind): (row.value, row.read_on) for row in rows}
    known = kinds(session, team_id)
    return {
        one.account_id: HealthFacts(
            terms=one.terms,
            goals=goals.get(one.plan_id, ()),
            milestones=milestones.get(one.plan_id, ()),
            signals=tuple(_signals(one, known, read)),
            today=one.today,
        )
        for one in places
    }


def _places(
    session: Session, team_id: str, account_ids: Collection[str], now: datetime
) -> list[_Place]:
    terms, limits = terms_by_segment(session, team_id), limits_by_segment(session, team_id)
    zones = terms_of(session, team_id).zones
    rows = session.execute(
        select(
            Account.id,
            Account.segment,
            func.coalesce(Plan.id, "").label("plan_id"),
            func.coalesce(WorkingTime.zone, Member.zone, NO_ZONE).label("zone"),
        )
        .outerjoin(Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id))
        .outerjoin(
            WorkingTime,
            (WorkingTime.team_id == Account.team_id) & (WorkingTime.id == Account.owner_id),
        )
        .outerjoin(
            Plan,
            (Plan.team_id == Account.team_id)
            & (Plan.account_id == Account.id)
            & Plan.ended_on.is_(None),
        )
        .where(Account.team_id == team_id, Account.id.in_(account_ids))
    )
    return [
        _Place(
            account_id=row.id,
            plan_id=row.plan_id,
            zone=zones[row.zone],
            today=now.astimezone(zones[row.zone]).date(),
            terms=terms.get(row.segment or ALL_SEGMENTS, terms[ALL_SEGMENTS]),
            limits=limits.get(row.segment or ALL_SEGMENTS, limits[ALL_SEGMENTS]),
        )
        for row in rows
    ]


def _goals(
    session: Session, team_id: str, days: Mapping[str, date]
) -> dict[str, tuple[GoalState, ...]]:
    wanted = goal.STATES.add_columns(Goal.plan_id).where(Goal.plan_id.in_(days))
    rows = ask(session, wanted, team_id=team_id)
    return _grouped((row[-1], as_facts(GoalState, row[:-1], today=days[row[-1]])) for row in rows)


def _milestones(
    session: Session, team_id: str, days: Mapping[str, date]
) -> dict[str, tuple[MilestoneFacts, ...]]:
    wanted = milestone.FACTS.add_columns(Milestone.plan_id).where(Milestone.plan_id.in_(days))
    rows = ask(session, wanted, team_id=team_id)
    return _grouped(
        (row[-1], as_facts(MilestoneFacts, row[:-1], today=days[row[-1]])) for row in rows
    )


def _signals(
    place: _Place, known: Mapping[str, Kind], read: Mapping[tuple[str, str], Read]
) -> Iterable[SignalFacts]:
    for kind_id, limit in place.limits.items():
        kind = known.get(kind_id) or Kind(kind_id, kind_id, "", limit)
        value, read_on = read.get((place.account_id, kind_id), (None, None))
        yield SignalFacts(replace(kind, limit=limit), value, read_on, place.today)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """By the first of each pair, in the order in which they come."""
    found: dict[str, list[T]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def as_known_at(
    session: Session, team_id: str, account_id: str, facts: HealthFacts, at: datetime
) -> HealthFacts:
    """The same plan by what had been read and done by then.

    Targets, dates, weights and limits are those of now: what changed of them is not looked up.
    """
    (place,) = _places(session, team_id, [account_id], at)
    day = place.today
    read = _readings(session, team_id, [one.id for one in facts.goals], day, at)
    measured = _measured(session, team_id, account_id, day, at)
    return HealthFacts(
        terms=facts.terms,
        goals=tuple(_goal_then(one, read.get(one.id), day) for one in facts.goals),
        milestones=tuple(
            replace(one, today=day, done_on=one.done_on if _was_done(one, day, at) else None)
            for one in facts.milestones
        ),
        signals=tuple(
            replace(one, value=value, read_on=read_on, today=day)
            for one in facts.signals
            for value, read_on in (measured.get(one.kind.id, (None, None)),)
        ),
        today=day,
    )


def _goal_then(state: GoalState, read: Read | None, day: date) -> GoalState:
    value, read_on = read or (None, None)
    reopened_on = state.reopened_on if _by(state.reopened_on, day) else None
    return replace(state, latest=value, latest_on=read_on, reopened_on=reopened_on, today=day)


def _was_done(one: MilestoneFacts, day: date, at: datetime) -> bool:
    """Of the day itself only the last activity tells whether it was before."""
    return one.done_on is not None and (one.done_on < day or one.active_at <= at)


def _by(on: date | None, day: date) -> bool:
    return on is not None and on <= day


def _readings(
    session: Session, team_id: str, goal_ids: Collection[str], day: date, at: datetime
) -> dict[str, Read]:
    """The reading of each goal that was the latest one then."""
    rows = session.execute(
        select(Reading.goal_id, Reading.value, Reading.read_on)
        .where(
            Reading.team_id == team_id,
            Reading.goal_id.in_(goal_ids),
            Reading.read_on <= day,
            Reading.created_at <= at,
        )
        .order_by(Reading.read_on, Reading.created_at, Reading.id)
    )
    return {row.goal_id: (row.value, row.read_on) for row in rows}


def _measured(
    session: Session, team_id: str, account_id: str, day: date, at: datetime
) -> dict[str, Read]:
    """The same of each kind of signal."""
    rows = session.execute(
        select(Signal.kind, Signal.value, Signal.read_on)
        .where(
            Signal.team_id == team_id,
            Signal.account_id == account_id,
            Signal.read_on <= day,
            Signal.created_at <= at,
        )
        .order_by(Signal.read_on, Signal.created_at, Signal.id)
    )
    return {row.kind: (row.value, row.read_on) for row in rows}
