"""A goal with its readings, and the list of an account's goals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.model import Reading
from bot.practice.access import get_account, may_change, open_plan
from bot.practice.actor import Actor
from bot.practice.goal import GoalState, goals_of, state
from bot.practice.numbering import account_of
from bot.practice.pages import PAGE, Page, nearest, page_of
from bot.practice.reuse import ReuseFacts, tried_for
from bot.practice.rows import as_facts
from bot.practice.trend import Point, daily, trend

LATEST = 5
"""Readings on a card."""
LOOKED_AT = 2000
"""As many of the latest readings make the chart and the trend."""


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """One measurement."""

    id: str
    value: Decimal
    read_on: date
    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class GoalCard:
    """One goal, its last readings, newest first, and one point for each day, oldest first.

    `tried` is what worked elsewhere and is tried for it now.
    """

    goal: GoalState
    account_id: str
    account_name: str
    latest: tuple[ReadingFacts, ...]
    readings: int
    points: tuple[Point, ...]
    may_change: bool
    tried: tuple[ReuseFacts, ...]

    @property
    def trend(self) -> Decimal | None:
        """See `trend.trend`."""
        return trend(self.points)


@dataclass(frozen=True, slots=True)
class ReadingList:
    """One page of a goal's readings, newest first."""

    goal: GoalState
    page: Page[ReadingFacts]
    may_change: bool


@dataclass(frozen=True, slots=True)
class GoalList:
    """One page of the goals of an account's open plan, those to reach first."""

    account_id: str
    account_name: str
    page: Page[GoalState]
    reached: int
    total: int
    may_change: bool


def card(session: Session, actor: Actor, goal_id: str) -> GoalCard:
    """One goal's card; a UserError where it is gone."""
    goal = state(session, actor, goal_id)
    account = get_account(session, actor, account_of(goal_id))
    newest = session.execute(
        _newest(select(Reading.read_on, Reading.value), actor, goal_id).limit(LOOKED_AT)
    ).all()
    return GoalCard(
        goal=goal,
        account_id=account.id,
        account_name=account.name,
        latest=_readings(session, actor, goal_id, 0, LATEST),
        readings=_count(session, actor, goal_id),
        points=daily([(row.read_on, row.value) for row in reversed(newest)]),
        may_change=may_change(session, actor, account),
        tried=tried_for(session, actor, account.id, goal_id),
    )


def readings(session: Session, actor: Actor, goal_id: str, number: int) -> ReadingList:
    """A page of a goal's readings."""
    account = get_account(session, actor, account_of(goal_id))
    number, pages = nearest(_count(session, actor, goal_id), number)
    rows = _readings(session, actor, goal_id, (number - 1) * PAGE, PAGE)
    return ReadingList(
        goal=state(session, actor, goal_id),
        page=Page(rows, number, pages),
        may_change=may_change(session, actor, account),
    )


def goals(session: Session, actor: Actor, account_id: str, number: int) -> GoalList:
    """A page of an account's goals."""
    account = get_account(session, actor, account_id)
    plan = open_plan(session, actor, account_id)
    every = goals_of(session, actor, plan.id) if plan else ()
    return GoalList(
        account_id=account_id,
        account_name=account.name,
        page=page_of(sorted(every, key=lambda goal: goal.is_achieved), number),
        reached=sum(goal.is_achieved for goal in every),
        total=len(every),
        may_change=plan is not None and may_change(session, actor, account),
    )


def _newest(
    query: Select[*tuple[object, ...]], actor: Actor, goal_id: str
) -> Select[*tuple[object, ...]]:
    return query.where(Reading.team_id == actor.team_id, Reading.goal_id == goal_id).order_by(
        Reading.read_on.desc(), Reading.created_at.desc(), Reading.id.desc()
    )


def _readings(
    session: Session, actor: Actor, goal_id: str, skipped: int, most: int
) -> tuple[ReadingFacts, ...]:
    columns = select(Reading.id, Reading.value, Reading.read_on, Reading.source, Reading.note)
    rows = session.execute(_newest(columns, actor, goal_id).offset(skipped).limit(most))
    return tuple(as_facts(ReadingFacts, row) for row in rows)


def _count(session: Session, actor: Actor, goal_id: str) -> int:
    counted = select(func.count()).select_from(Reading)
    found = session.scalar(
        counted.where(Reading.team_id == actor.team_id, Reading.goal_id == goal_id)
    )
    return found or 0
