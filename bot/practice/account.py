"""Accounts: the card, the lists, adding and changing them, and who may."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, AccountStatus, Alias, Member, Plan, Stage, Workspace
from bot.practice import audit
from bot.practice.access import (
    account_to_change,
    get_account,
    may_change,
    open_plan,
    open_plan_to_change,
)
from bot.practice.actor import Actor
from bot.practice.find_account import find
from bot.practice.names import key_of, speakable_id, tidy
from bot.practice.pages import PAGE, nearest
from bot.practice.player import PlayerFacts, players_of
from bot.practice.revenue_ledger import has_ledger
from bot.practice.rows import OFFERED, Named, as_facts
from bot.practice.time_to_value import days_to_value

MOST_SEATS = 2**31 - 1
LONGEST_SCOPE = 300
"""As long as a name: more words than fit into one find nothing."""


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What is known of an account. Amounts are a year's, in `currency`.

    `days_to_value` is known where the card itself is shown.
    """

    id: str
    name: str
    owner_id: str | None
    owner_name: str | None
    owner_email: str | None
    segment: str | None
    touch_model: str | None
    arr: Decimal | None
    currency: str | None
    started_on: date | None
    renewal_on: date | None
    seats: int | None
    seats_active: int | None
    domain: str | None
    status: AccountStatus
    plan_cycle: int | None
    plan_stage: Stage | None
    aliases: tuple[str, ...]
    players: tuple[PlayerFacts, ...]
    may_change: bool
    today: date
    days_to_value: int | None = None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in a list."""

    id: str
    name: str
    owner_name: str | None
    owner_id: str | None
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    plan_stage: Stage | None


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of a list: pages count from 1."""

    scope: str
    page: int
    pages: int
    total: int
    lines: tuple[AccountLine, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetails:
    """What a person may write of an account."""

    name: str
    owner_id: str | None = None
    segment: str | None = None
    arr: Decimal | None = None
    currency: str | None = None
    renewal_on: date | None = None
    seats: int | None = None


def show(session: Session, actor: Actor, words: str) -> AccountCard:
    """The card of the account that the words mean."""
    return to_show(session, actor, find(session, actor, words))


def to_show(session: Session, actor: Actor, account_id: str) -> AccountCard:
    """The card of one account, with what takes a longer look."""
    found = card(session, actor, account_id)
    return replace(found, days_to_value=days_to_value(session, actor, account_id))


def card(session: Session, actor: Actor, account_id: str) -> AccountCard:
    """The card of one account."""
    account = get_account(session, actor, account_id)
    owner = session.get(Member, (actor.team_id, account.owner_id or ""))
    plan = open_plan(session, actor, account_id)
    return AccountCard(
        id=account.id,
        name=account.name,
        owner_id=account.owner_id,
        owner_name=owner.name or None if owner else None,
        owner_email=account.owner_email,
        segment=account.segment,
        touch_model=account.touch_model,
        arr=account.arr,
        currency=account.currency,
        started_on=account.started_on,
        renewal_on=account.renewal_on,
        seats=account.seats,
        seats_active=account.seats_active,
        domain=account.domain,
        status=account.status,
        plan_cycle=plan.cycle if plan else None,
        plan_stage=plan.stage if plan else None,
        aliases=_aliases(session, actor, account_id),
        players=players_of(session, actor, account_id),
        may_change=may_change(session, actor, account),
        today=actor.today,
    )


def _aliases(session: Session, actor: Actor, account_id: str) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(Alias.name)
            .where(Alias.team_id == actor.team_id, Alias.account_id == account_id)
            .order_by(Alias.name)
        )
    )


def to_change(session: Session, actor: Actor, account_id: str) -> AccountCard:
    """The card, for a change by this actor; a UserError where that is not theirs to make."""
    account_to_change(session, actor, account_id)
    return card(session, actor, account_id)


def with_plan_to_change(session: Session, actor: Actor, account_id: str) -> AccountCard:
    """The card, for a change of its open plan; a UserError says how to start one."""
    open_plan_to_change(session, actor, account_id)
    return card(session, actor, account_id)


def search(session: Session, actor: Actor, scope: str, page: int) -> AccountList:
    """One page of accounts by name: `mine`, `all`, or those whose name has the words."""
    scope = tidy(scope)[:LONGEST_SCOPE].rstrip() or "mine"
    wanted = _wanted(actor, scope)
    total = session.scalar(select(func.count()).select_from(Account).where(*wanted)) or 0
    page, pages = nearest(total, page)
    rows = session.execute(_lines(wanted).limit(PAGE).offset((page - 1) * PAGE))
    lines = tuple(as_facts(AccountLine, row) for row in rows)
    return AccountList(scope, page, pages, total, lines, actor.today)


def choices(session: Session, actor: Actor, typed: str) -> list[Named]:
    """The accounts whose name has what was typed, the actor's own first."""
    rows = session.execute(
        select(Account.id, Account.name)
        .where(*_wanted(actor, tidy(typed)[:LONGEST_SCOPE] or "all"))
        .order_by((Account.owner_id == actor.id).is_(True).desc(), Account.name_key, Account.id)
        .limit(OFFERED)
    )
    return [Named(*row) for row in rows]


def lines_of(session: Session, team_id: str, account_ids: Sequence[str]) -> dict[str, AccountLine]:
    """These accounts as lines, by id."""
    wanted = [Account.team_id == team_id, Account.id.in_(account_ids)]
    rows = session.execute(_lines(wanted)) if account_ids else ()
    return {row[0]: as_facts(AccountLine, row) for row in rows}


def _wanted(actor: Actor, scope: str) -> list[ColumnElement[bool]]:
    here = Account.team_id == actor.team_id
    if scope == "all":
        return [here]
    if scope == "mine":
        return [here, Account.owner_id == actor.id]
    by_alias = select(Alias.account_id).where(
        Alias.team_id == actor.team_id, Alias.id.contains(key_of(scope), autoescape=True)
    )
    words = [
        Account.name_key.contains(key_of(word), autoescape=True) for word in set(scope.split())
    ]
    return [here, or_(Account.id.in_(by_alias), and_(*words))]


def _lines(wanted: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    owner = (Member.team_id == Account.team_id) & (Member.id == Account.owner_id)
    plan = (
        (Plan.team_id == Account.team_id)
        & (Plan.account_id == Account.id)
        & Plan.ended_on.is_(None)
    )
    return (
        select(
            Account.id,
            Account.name,
            Member.name,
            Account.owner_id,
            Account.arr,
            Account.currency,
            Account.renewal_on,
            Plan.stage,
        )
        .outerjoin(Member, owner)
        .outerjoin(Plan, plan)
        .where(*wanted)
        .order_by(Account.name_key, Account.id)
    )


def add(session: Session, actor: Actor, details: AccountDetails) -> str:
    """Add an account; its id. A UserError where the name is taken."""
    _free_name(session, actor, details.name, None)
    account = Account(
        team_id=actor.team_id,
        id=new_account_id(session, actor.team_id, details.name),
        created_at=actor.now,
    )
    _apply(account, details)
    audit.add(session, actor, "account.add", account, account.id)
    return account.id


def edit(session: Session, actor: Actor, account_id: str, details: AccountDetails) -> str:
    """Change what is known of an account; its id."""
    account = account_to_change(session, actor, account_id)
    _free_name(session, actor, details.name, account_id)
    _check_revenue(session, account, details)
    with audit.change(session, actor, "account.edit", account, account_id):
        _apply(account, details)
    return account_id


def _apply(account: Account, details: AccountDetails) -> None:
    account.name = details.name
    account.name_key = key_of(details.name)
    account.segment = details.segment
    account.arr = details.arr
    account.currency = details.currency
    account.renewal_on = details.renewal_on
    account.seats = details.seats
    if details.owner_id != account.owner_id:
        account.owner_id, account.owner_email = details.owner_id, None


def _check_revenue(session: Session, account: Account, details: AccountDetails) -> None:
    """What an account pays follows from its changes of revenue where there are any."""
    same = (details.arr, details.currency) == (account.arr, account.currency)
    if not same and has_ledger(session, account.team_id, [account.id]):
        raise UserError(
            f"Its revenue follows from its changes: enter one with “revenue {account.id}”.",
            "revenue",
        )


def _free_name(session: Session, actor: Actor, name: str, own_id: str | None) -> None:
    """A name means one account: neither another's name nor another's alias.

    Whoever else names one in this workspace at the same moment waits.
    """
    session.get_one(Workspace, actor.team_id, with_for_update=True)
    key = key_of(name)
    taken = session.scalars(
        select(Account.id)
        .where(Account.team_id == actor.team_id, Account.name_key == key)
        .union(select(Alias.account_id).where(Alias.team_id == actor.team_id, Alias.id == key))
    ).all()
    if any(account_id != own_id for account_id in taken):
        raise UserError(f"There is an account “{name[:80]}” already.", "name")


def new_account_id(session: Session, team_id: str, name: str) -> str:
    """A speakable id that no account of the workspace has."""
    return speakable_id(name, lambda id_: session.get(Account, (team_id, id_)) is not None)
