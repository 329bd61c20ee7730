"""Tasks: the steps of the plan that are one customer's own, for this person to tick off."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Milestone
from bot.practice import milestone
from bot.practice.customer import Customer
from bot.practice.milestone import MilestoneFacts
from bot.practice.pages import PAGE, nearest
from bot.practice.rows import as_facts, ask

MINE = milestone.OF_PLAN.where(Milestone.is_shared)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a customer's tasks, the unfinished first: pages count from 1."""

    plan_id: str
    tasks: Sequence[MilestoneFacts]
    done: int
    total: int
    page: int
    pages: int


def page(session: Session, customer: Customer, number: int = 1) -> TaskPage:
    """One page of the customer's own tasks."""
    rows = ask(
        session,
        MINE.where(Milestone.player_id == customer.player_id),
        team_id=customer.team_id,
        plan_id=customer.plan_id,
    )
    every = [as_facts(MilestoneFacts, row, today=customer.today) for row in rows]
    ordered = sorted(every, key=lambda one: one.done_on is not None)
    number, pages = nearest(len(every), number)
    return TaskPage(
        plan_id=customer.plan_id,
        tasks=ordered[(number - 1) * PAGE : number * PAGE],
        done=sum(one.done_on is not None for one in every),
        total=len(every),
        page=number,
        pages=pages,
    )


def finish(session: Session, customer: Customer, milestone_id: str) -> str:
    """Tick an own task off, today; its id. Repeating it is harmless."""
    own = _own(session, customer, milestone_id)
    if own.done_on is None:
        milestone.mark_done(session, customer, own, customer.account_id, done_on=customer.today)
    return own.id


def reopen(session: Session, customer: Customer, milestone_id: str) -> str:
    """Take the tick back; the task's id."""
    own = _own(session, customer, milestone_id)
    milestone.mark_open(session, customer, own, customer.account_id)
    return own.id


def _own(session: Session, customer: Customer, milestone_id: str) -> Milestone:
    found = session.scalar(
        select(Milestone).where(
            Milestone.team_id == customer.team_id,
            Milestone.id == milestone_id,
            Milestone.plan_id == customer.plan_id,
            Milestone.is_shared,
        )
    )
    if found is None:
        raise UserError("That step is not in the plan any more.")
    if found.player_id != customer.player_id:
        raise UserError("That is somebody else’s step: only who has it ticks it off.")
    return found
