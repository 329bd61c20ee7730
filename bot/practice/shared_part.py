"""Which parts of a plan the customer sees: each goal and milestone, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Goal, Milestone
from bot.practice import audit
from bot.practice.access import get_account, open_plan_to_change, plan_to_change
from bot.practice.actor import Actor
from bot.practice.pages import PAGE, nearest


@dataclass(frozen=True, slots=True)
class SharedPart:
    """A goal or a milestone, by what it says."""

    id: str
    words: str
    is_shared: bool
    is_goal: bool


@dataclass(frozen=True, slots=True)
class SharedParts:
    """One page of a plan's goals and milestones, the goals first: pages count from 1."""

    account_id: str
    account_name: str
    parts: Sequence[SharedPart]
    page: int
    pages: int


def page(session: Session, actor: Actor, account_id: str, number: int = 1) -> SharedParts:
    """One page of the open plan, for this actor to say what the customer sees."""
    plan = open_plan_to_change(session, actor, account_id)
    rows = session.execute(_parts(actor.team_id, plan.id)).all()
    number, pages = nearest(len(rows), number)
    shown = rows[(number - 1) * PAGE : number * PAGE]
    parts = tuple(SharedPart(*row[:2], bool(row[2]), bool(row[3])) for row in shown)
    name = get_account(session, actor, account_id).name
    return SharedParts(account_id, name, parts, number, pages)


def _parts(team_id: str, plan_id: str) -> Select[str, str, bool, int]:
    goals = select(
        Goal.id,
        Goal.behaviour.label("words"),
        Goal.is_shared,
        literal(1).label("is_goal"),
        Goal.created_at,
    ).where(Goal.team_id == team_id, Goal.plan_id == plan_id)
    milestones = select(
        Milestone.id, Milestone.title, Milestone.is_shared, literal(0), Milestone.created_at
    ).where(Milestone.team_id == team_id, Milestone.plan_id == plan_id)
    both = union_all(goals, milestones).subquery().c
    every = select(both.id, both.words, both.is_shared, both.is_goal)
    return every.order_by(both.is_goal.desc(), both.created_at, both.id)


def turn(session: Session, actor: Actor, part_id: str) -> str:
    """Show the customer what was hidden, or hide what was shown; the part's id."""
    key = (actor.team_id, part_id)
    part = session.get(Goal, key) or session.get(Milestone, key)
    if part is None:
        raise UserError("That is gone. Look at the plan again.")
    plan = plan_to_change(session, actor, part.plan_id)
    with audit.change(session, actor, f"{part.__tablename__}.share", part, plan.account_id):
        part.is_shared = not part.is_shared
    return part_id
