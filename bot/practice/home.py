"""A person's Home: the accounts by what needs attention, each with the best thing to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from bot.model import Account, AccountStatus, Nudge, Plan
from bot.model.nudge import PRESSING
from bot.practice import attention
from bot.practice.account import AccountLine, lines_of
from bot.practice.actor import Actor
from bot.practice.attention import Attention
from bot.practice.next_step import NextStep, next_steps
from bot.practice.nudge import NudgeFacts
from bot.practice.pages import PAGE, nearest
from bot.practice.plan_summaries import summaries
from bot.practice.rows import ask
from bot.practice.sums import Sums, rates_of, sums

RENEWING = timedelta(days=90)
FAR_AHEAD = date(9999, 12, 31)


class Filter(StrEnum):
    """Which accounts are shown."""

    ALL = "all"
    MINE = "mine"
    AT_RISK = "at_risk"
    RENEWING = "renewing"
    WITHOUT_PLAN = "without_plan"


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One account: its most pressing matter or else the next step, where there is one."""

    account: AccountLine
    matters: int
    nudge: NudgeFacts | None
    step: NextStep | None


@dataclass(frozen=True, slots=True)
class Home:
    """One page of a person's Home as of `today`; pages count from 1.

    `counts` says how many accounts each filter shows. `matters` and `revenue` are those of all of
    the person's accounts, whatever is shown; a leader's are everybody's (`leads`).
    """

    person_id: str
    shown: Filter
    page: int
    pages: int
    lines: tuple[HomeLine, ...]
    counts: dict[Filter, int]
    matters: int
    revenue: Sums
    leads: bool
    today: date


@dataclass(frozen=True, slots=True)
class _Entry:
    """An account, as light as choosing and sorting allow."""

    id: str
    name_key: str
    owner_id: str | None
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    plan_id: str | None


ENTRIES = (
    select(
        Account.id,
        Account.name_key,
        Account.owner_id,
        Account.arr,
        Account.currency,
        Account.renewal_on,
        Plan.id,
    )
    .outerjoin(
        Plan,
        (Plan.team_id == Account.team_id)
        & (Plan.account_id == Account.id)
        & Plan.ended_on.is_(None),
    )
    .where(Account.status == AccountStatus.ACTIVE)
)


def home(session: Session, actor: Actor, shown: Filter | None = None, page: int = 1) -> Home:
    """A page of the actor's Home: a leader's over all accounts, anybody else's over their own.

    Own are those that one owns, and those of which a matter was handed over. Costs a fixed number
    of statements, however many accounts there are.
    """
    everything = [_Entry(*row) for row in _entries(session, actor)]
    pressing = {one.account_id: one for one in _pressing(session, actor)}
    groups = {one: _chosen(one, everything, pressing, actor) for one in Filter}
    shown = shown or (Filter.ALL if actor.leads else Filter.MINE)
    wanted = sorted(groups[shown], key=lambda entry: _order(entry, pressing))
    page, pages = nearest(len(wanted), page)
    ids = [entry.id for entry in wanted[(page - 1) * PAGE : page * PAGE]]
    return Home(
        person_id=actor.id,
        shown=shown,
        page=page,
        pages=pages,
        lines=tuple(_lines(session, actor, ids, pressing)),
        counts={name: len(entries) for name, entries in groups.items()},
        matters=sum(pressing[one.id].matters for one in everything if one.id in pressing),
        revenue=sums(
            ((one.currency, one.arr) for one in everything),
            rates_of(session, actor.team_id),
        ),
        leads=actor.leads,
        today=actor.today,
    )


def _entries(session: Session, actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    wanted = ENTRIES.where(Account.team_id == actor.team_id)
    if not actor.leads:
        handed = select(Nudge.account_id).where(
            Nudge.team_id == actor.team_id, PRESSING, Nudge.handed_to == actor.id
        )
        wanted = wanted.where(or_(Account.owner_id == actor.id, Account.id.in_(handed)))
    return ask(session, wanted).all()


def _pressing(session: Session, actor: Actor) -> list[Attention]:
    """A leader sees everybody's matters, anybody else their own."""
    own: list[ColumnElement[bool]] = []
    if not actor.leads:
        owned = Nudge.handed_to.is_(None) & (Account.owner_id == actor.id)
        own = [or_(Nudge.handed_to == actor.id, owned)]
    return attention.by_account(session, actor.team_id, actor.today, *own)


def _chosen(
    shown: Filter, entries: Iterable[_Entry], pressing: dict[str, Attention], actor: Actor
) -> list[_Entry]:
    match shown:
        case Filter.MINE if actor.leads:
            return [one for one in entries if one.owner_id == actor.id]
        case Filter.AT_RISK:
            return [one for one in entries if one.id in pressing and pressing[one.id].is_risk]
        case Filter.RENEWING:
            first, last = actor.today, actor.today + RENEWING
            return [one for one in entries if one.renewal_on and first <= one.renewal_on <= last]
        case Filter.WITHOUT_PLAN:
            return [one for one in entries if one.plan_id is None]
    return list(entries)


def _order(entry: _Entry, pressing: dict[str, Attention]) -> tuple[Decimal, date, str]:
    """What presses first, by priority; then the next renewal; then the name."""
    found = pressing.get(entry.id)
    return (
        -found.priority if found else Decimal(0),
        entry.renewal_on or FAR_AHEAD,
        entry.name_key,
    )


def _lines(
    session: Session, actor: Actor, ids: list[str], pressing: dict[str, Attention]
) -> Iterable[HomeLine]:
    accounts = lines_of(session, actor.team_id, ids)
    named = [pressing[one].nudge_id for one in ids if one in pressing]
    nudges = attention.in_words(session, actor.team_id, named, actor.today)
    plans = summaries(session, actor, [one for one in ids if one not in pressing])
    for one in ids:
        found = pressing.get(one)
        steps = next_steps(plans[one]) if one in plans else []
        yield HomeLine(
            account=accounts[one],
            matters=found.matters if found else 0,
            nudge=nudges.get(found.nudge_id) if found else None,
            step=steps[0] if steps else None,
        )


def filter_of(written: str) -> Filter | None:
    """The filter that a button's value or a view names; None where there is none of that name."""
    return Filter(written) if written in set(Filter) else None
