"""A plan as the customer sees it, in the one channel that both sides share.

The first plan that is shown in a channel makes it that account's: no other account's may follow.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Goal, Milestone, Plan, Player, Workspace
from bot.practice import audit, goal, milestone, suggestion
from bot.practice.access import get_account, may_change, open_plan
from bot.practice.actor import Actor
from bot.practice.customer import Customer
from bot.practice.find_account import NoAccount, SeveralAccounts, find
from bot.practice.goal import GoalState
from bot.practice.milestone import MilestoneFacts
from bot.practice.plan_confirm import Confirmation, agreed
from bot.practice.rows import as_facts, ask
from bot.practice.suggestion import SuggestionFacts

QUIET = "This channel is shared with another company, so I say no more here. "
NOT_NAMED = (
    QUIET + "Write the account’s whole name after “plan”: I do not know for certain which one you "
    "mean."
)
OF_ANOTHER = QUIET + "Another account’s plan belongs to it. Ask in a channel of your own."
NOT_YOURS = QUIET + "The account’s owner or a leader can show its plan here."
NO_PLAN = QUIET + "That account has no open plan to show. Start one in a channel of your own."
ELSEWHERE = (
    "The plan is shown to the customer in another channel already. Stop showing it there first."
)


@dataclass(frozen=True, slots=True)
class Sharing:
    """Where an account's plan stands in a channel: whether everybody there sees it."""

    account_id: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """All that the customer sees of a plan. `ours` is our own name, where Slack has told it."""

    plan_id: str
    account_name: str
    ours: str
    cycle: int
    customer_success: str
    confirmed_on: date | None
    confirmed_by: str | None
    goals: tuple[GoalState, ...]
    milestones: tuple[MilestoneFacts, ...]
    suggestions: tuple[SuggestionFacts, ...]


GOALS = goal.OF_PLAN.where(Goal.is_shared)
MILESTONES = milestone.OF_PLAN.where(Milestone.is_shared)
HEAD = (
    select(
        Plan.id,
        Account.name,
        Workspace.name,
        Plan.cycle,
        Plan.customer_success,
        Plan.confirmed_on,
        Player.name,
    )
    .join(Account, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
    .join(Workspace, Workspace.team_id == Plan.team_id)
    .outerjoin(Player, (Player.team_id == Plan.team_id) & (Player.id == Plan.confirmed_by))
    .where(Plan.team_id == bindparam("team_id"), Plan.id == bindparam("plan_id"))
)


def seen(session: Session, team_id: str, plan_id: str, today: date) -> SharedPlan:
    """What the customer sees of a plan: only what is marked as shared."""
    of_plan = {"team_id": team_id, "plan_id": plan_id}
    goals, steps = ask(session, GOALS, **of_plan), ask(session, MILESTONES, **of_plan)
    return as_facts(
        SharedPlan,
        ask(session, HEAD, **of_plan).one(),
        goals=tuple(as_facts(GoalState, row, today=today) for row in goals),
        milestones=tuple(as_facts(MilestoneFacts, row, today=today) for row in steps),
        suggestions=suggestion.of_plan(session, team_id, plan_id),
    )


def named(session: Session, actor: Actor, words: str, channel_id: str) -> Sharing:
    """The account that somebody of our side names in a shared channel, without naming any other.

    Without words it is the channel's own.
    """
    bound = account_in(session, actor.team_id, channel_id)
    try:
        account_id = find(session, actor, words) if words else bound
    except (SeveralAccounts, NoAccount):
        account_id = None
    if bound is not None and account_id not in (None, bound):
        raise UserError(OF_ANOTHER)
    if account_id is None:
        raise UserError(NOT_NAMED)
    plan = _plan_to_show(session, actor, account_id, channel_id)
    return Sharing(account_id, plan.shared_in == channel_id)


def offer(session: Session, actor: Actor, account_id: str, channel_id: str) -> SharedPlan:
    """What the customer would see of an account's plan in this channel."""
    plan = _plan_to_show(session, actor, account_id, channel_id)
    return seen(session, actor.team_id, plan.id, actor.today)


def publish(session: Session, actor: Actor, account_id: str, channel_id: str) -> str:
    """Show the open plan in a channel from now on; the plan's id."""
    plan = _plan_to_show(session, actor, account_id, channel_id)
    if plan.shared_in not in (None, channel_id):
        raise UserError(ELSEWHERE)
    try:
        with audit.change(session, actor, "plan.publish", plan, account_id):
            plan.shared_in = channel_id
    except IntegrityError:
        raise UserError(OF_ANOTHER) from None
    return plan.id


def withdraw(session: Session, actor: Actor, account_id: str, channel_id: str) -> str:
    """Show the open plan no more; the plan's id.

    The channel is anybody's again, unless an earlier cycle was shown in it.
    """
    plan = _plan_to_show(session, actor, account_id, channel_id)
    with audit.change(session, actor, "plan.withdraw", plan, account_id):
        plan.shared_in = None
    return plan.id


def _plan_to_show(session: Session, actor: Actor, account_id: str, channel_id: str) -> Plan:
    check_here(session, actor, account_id, channel_id)
    plan = open_plan(session, actor, account_id)
    if plan is None:
        raise UserError(NO_PLAN)
    return plan


def check_here(session: Session, actor: Actor, account_id: str, channel_id: str) -> None:
    """A UserError, which names nobody, where this account has no place in the channel.

    It has one where it is this actor's to change, and the channel's own or that has none yet.
    """
    if account_in(session, actor.team_id, channel_id) not in (None, account_id):
        raise UserError(OF_ANOTHER)
    if not may_change(session, actor, get_account(session, actor, account_id)):
        raise UserError(NOT_YOURS)


def account_in(session: Session, team_id: str, channel_id: str) -> str | None:
    """The account whose plan is, or once was, shown in this channel."""
    return session.scalar(
        select(Plan.account_id)
        .where(Plan.team_id == team_id, Plan.shared_in == channel_id)
        .order_by(Plan.created_at.desc())
        .limit(1)
    )


def agree(session: Session, customer: Customer) -> str:
    """The customer agrees to the plan, today; its id."""
    plan = session.get_one(Plan, (customer.team_id, customer.plan_id))
    said = Confirmation(
        player_id=customer.player_id, confirmed_on=customer.today, how="in the shared channel"
    )
    with audit.change(session, customer, "plan.confirm", plan, customer.account_id):
        agreed(plan, said)
    return plan.id


def to_follow_up(session: Session, team_id: str, account_ids: Collection[str]) -> list[Plan]:
    """Of these accounts, the plans that are shown in a channel, or still stand in one."""
    is_there = or_(Plan.shared_in.is_not(None), Plan.shared_message_id.is_not(None))
    still = or_(Plan.ended_on.is_(None), Plan.shared_message_id.is_not(None))
    return list(
        session.scalars(
            select(Plan)
            .where(Plan.team_id == team_id, Plan.account_id.in_(account_ids), is_there, still)
            .order_by(Plan.shared_in, Plan.id)
        )
    )
