"""Lists of open plans: whose, in which stage, and what they lack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.database import Owned
from bot.errors import UserError
from bot.model import Account, Goal, Member, Milestone, Plan, Stage
from bot.practice.actor import Actor
from bot.practice.milestone import STALLED_AFTER_DAYS
from bot.practice.nudges.milestones import waits
from bot.practice.pages import PAGE, nearest
from bot.practice.plan_confirm import CONFIRMED_FOR
from bot.practice.rows import as_facts


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One open plan in a list. `late` counts milestones past their day."""

    account_id: str
    account_name: str
    owner_id: str | None
    owner_name: str | None
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    cycle: int
    stage: Stage
    confirmed_on: date | None
    active_at: datetime
    goals: int
    milestones: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class PlanList:
    """One page of plans; pages count from 1. `words` are what was asked for."""

    words: str
    lines: tuple[PlanLine, ...]
    total: int
    page: int
    pages: int
    today: date


OF_PLAN = and_(Milestone.team_id == Plan.team_id, Milestone.plan_id == Plan.id)
GOAL_OF_PLAN = and_(Goal.team_id == Plan.team_id, Goal.plan_id == Plan.id)


def _count(table: type[Owned], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


def _late(actor: Actor) -> ColumnElement[bool]:
    return and_(Milestone.done_on.is_(None), Milestone.due_on < actor.today)


def _stalled(actor: Actor) -> ColumnElement[bool]:
    """The design's rule: not done, nothing in its way, past its day or idle for a fortnight."""
    idle = Milestone.active_at < actor.now - timedelta(days=STALLED_AFTER_DAYS)
    return exists().where(
        OF_PLAN, Milestone.done_on.is_(None), ~waits(), or_(Milestone.due_on < actor.today, idle)
    )


FILTERS: dict[str, Callable[[Actor], ColumnElement[bool]]] = {
    "mine": lambda actor: Account.owner_id == actor.id,
    "all": lambda _actor: Account.id.is_not(None),
    "stalled": _stalled,
    "late": lambda actor: exists().where(OF_PLAN, _late(actor)),
    "without goals": lambda _actor: ~exists().where(GOAL_OF_PLAN),
    "without milestones": lambda _actor: ~exists().where(OF_PLAN),
    "unconfirmed": lambda actor: or_(
        Plan.confirmed_on.is_(None), Plan.confirmed_on < actor.today - CONFIRMED_FOR
    ),
} | {stage.value: lambda _actor, stage=stage: Plan.stage == stage for stage in Stage}
"""What may be written, alone or together: “plans all stalled”."""


def plans(session: Session, actor: Actor, words: str, page: int = 1) -> PlanList:
    """One page of the open plans that the words mean, the next renewal first; else one's own."""
    names = _names(words)
    where = [
        Plan.team_id == actor.team_id,
        Plan.ended_on.is_(None),
        *(FILTERS[name](actor) for name in names),
    ]
    joined = Plan.__table__.join(
        Account.__table__, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id)
    )
    total = session.scalar(select(func.count()).select_from(joined).where(*where)) or 0
    page, pages = nearest(total, page)
    rows = session.execute(_lines(actor).where(*where).limit(PAGE).offset((page - 1) * PAGE))
    return PlanList(
        words=" ".join(names),
        lines=tuple(as_facts(PlanLine, row) for row in rows),
        total=total,
        page=page,
        pages=pages,
        today=actor.today,
    )


def _names(words: str) -> list[str]:
    """The filters that the words name; a UserError names those there are."""
    left, names = f" {' '.join(words.casefold().split())} ", []
    for name in sorted(FILTERS, key=len, reverse=True):
        if f" {name} " in left:
            names.append(name)
            left = left.replace(f" {name} ", " ", 1)
    if left.strip():
        raise UserError(
            f"“{left.strip()[:60]}” is nothing that plans can be kept to. "
            f"Try: {', '.join(FILTERS)}; or two of them, such as “all stalled”."
        )
    return names if {"mine", "all"} & set(names) else ["mine", *names]


def _lines(actor: Actor) -> Select[*tuple[Any, ...]]:
    owner = (Member.team_id == Account.team_id) & (Member.id == Account.owner_id)
    return (
        select(
            Account.id,
            Account.name,
            Account.owner_id,
            Member.name,
            Account.arr,
            Account.currency,
            Account.renewal_on,
            Plan.cycle,
            Plan.stage,
            Plan.confirmed_on,
            Plan.active_at,
            _count(Goal, GOAL_OF_PLAN),
            _count(Milestone, OF_PLAN),
            _count(Milestone, OF_PLAN, Milestone.done_on.is_not(None)),
            _count(Milestone, OF_PLAN, _late(actor)),
        )
        .join(Account, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
        .outerjoin(Member, owner)
        .order_by(Account.renewal_on.is_(None), Account.renewal_on, Account.name_key, Account.id)
    )
