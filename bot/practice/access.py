"""Who may see and change what. Everyone sees accounts; changing one is up to its people."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Member, Nudge, Plan, Role, Workspace
from bot.model.nudge import PRESSING
from bot.practice.actor import Actor
from bot.practice.leader import leaders


@dataclass(frozen=True, slots=True)
class Belonging:
    """What decides who may change an account, but for the matters that are handed over."""

    account_id: str
    owner_id: str | None
    segment: str | None


def get_account(session: Session, actor: Actor, account_id: str) -> Account:
    """The account; a UserError where there is none of that id in this workspace."""
    account = session.get(Account, (actor.team_id, account_id))
    if account is None:
        raise UserError("That account is gone. Look it up again with “accounts”.")
    return account


def check_admin(actor: Actor) -> None:
    """A UserError unless an admin acts."""
    if actor.role is not Role.ADMIN:
        raise UserError("Only an admin changes this. “/success settings” says who that is.")


def check_leads(actor: Actor) -> None:
    """A UserError unless a leader or an admin acts."""
    if not actor.leads:
        raise UserError("That is for leaders. An admin says who leads: “/success settings”.")


def may_change(session: Session, actor: Actor, account: Account) -> bool:
    """Whether the account is one of those that the actor may change."""
    one = Belonging(account.id, account.owner_id, account.segment)
    return account.id in changeable(session, actor, [one])


def changeable(session: Session, actor: Actor, accounts: Collection[Belonging]) -> set[str]:
    """The ids of those that the actor may change.

    A leader or an admin changes all; a csm own and unowned ones, those of a segment that this
    person leads, and those of which an open matter was handed over. Only accounts of others are
    asked about, in as many statements for many as for one.
    """
    own = {one for one in accounts if actor.leads or one.owner_id in (None, actor.id)}
    others = [one for one in accounts if one not in own]
    found = {one.account_id for one in own}
    return found | _entrusted(session, actor, others) if others else found


def _entrusted(session: Session, actor: Actor, accounts: Collection[Belonging]) -> set[str]:
    """Those in a segment that the actor leads, or with an open matter that the actor was handed."""
    lead = leaders(session, actor.team_id)
    led = {one.account_id for one in accounts if lead.of(one.segment) == actor.id}
    handed_over = select(Nudge.account_id).where(
        Nudge.team_id == actor.team_id,
        Nudge.account_id.in_([one.account_id for one in accounts]),
        Nudge.handed_to == actor.id,
        PRESSING,
    )
    return led | set(session.scalars(handed_over))


def account_to_change(session: Session, actor: Actor, account_id: str) -> Account:
    """The account, for a change by this actor; a UserError where that is not theirs to make."""
    account = get_account(session, actor, account_id)
    if not may_change(session, actor, account):
        owner = session.get(Member, (actor.team_id, account.owner_id))
        name = owner.name if owner and owner.name else "somebody else"
        raise UserError(
            f"{account.name} belongs to {name}. Ask them or a leader to make this change."
        )
    return account


def currency_of(session: Session, actor: Actor, account_id: str) -> str:
    """The currency of an account's amounts: its own, else the workspace's."""
    own = get_account(session, actor, account_id).currency
    return own or session.get_one(Workspace, actor.team_id).currency


def open_plan(session: Session, actor: Actor, account_id: str) -> Plan | None:
    """The account's open plan; None where there is none."""
    return session.scalar(
        select(Plan).where(
            Plan.team_id == actor.team_id, Plan.account_id == account_id, Plan.ended_on.is_(None)
        )
    )


def open_plan_to_change(session: Session, actor: Actor, account_id: str) -> Plan:
    """The account's open plan, for a change by this actor; a UserError says how to start one."""
    account_to_change(session, actor, account_id)
    plan = open_plan(session, actor, account_id)
    if plan is None:
        raise UserError(f"There is no plan yet. Start one with “plan {account_id} start”.")
    return plan


def plan_to_change(session: Session, actor: Actor, plan_id: str) -> Plan:
    """The plan, for a change by this actor; a UserError where it is over or not theirs."""
    plan = session.get(Plan, (actor.team_id, plan_id))
    if plan is None or plan.ended_on is not None:
        raise UserError("That plan is over or gone. Look at the account again.")
    account_to_change(session, actor, plan.account_id)
    return plan
