"""What the data says of one's own business, for the areas of the baseline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, ScalarSelect, Select, distinct, func, or_, select
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    AccountStatus,
    BaselineArea,
    Consent,
    Outcome,
    Plan,
    Player,
    Reuse,
    ReuseState,
    SignalNow,
)
from bot.practice.actor import Actor
from bot.practice.metrics.figure import Unit
from bot.practice.signal_kind import Kind, kinds

TALKED_DAYS = 90
AREA_OF_KIND = {
    "usage": BaselineArea.USAGE,
    "seats": BaselineArea.USAGE,
    "close_hours": BaselineArea.SUPPORT,
    "same_day": BaselineArea.SUPPORT,
    "urgent": BaselineArea.SUPPORT,
    "executive": BaselineArea.REVIEWS,
}


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that the data says: a value, and of how many. `unit` is a Unit's word or free."""

    label: str
    value: Decimal
    unit: str = ""
    of: int | None = None
    currency: str | None = None


def counted(session: Session, actor: Actor) -> Iterator[tuple[BaselineArea, Known]]:
    """What can be counted now. Where there are no customers, there is nothing."""
    row = session.execute(select(*_counts(actor))).one()
    if not row.customers:
        return
    area = BaselineArea
    every = int(row.customers)
    yield area.ORGANISATION, Known("CSMs with customers", Decimal(row.owners))
    yield area.ORGANISATION, _share("Customers with an owner", row.owned, every)
    yield area.JOURNEY, _share("Customers with an open plan", row.planned, every)
    yield area.SEGMENTS, _share("Customers in a segment", row.segmented, every)
    yield area.SEGMENTS, _share("Customers with a touch model", row.touched, every)
    yield area.REVIEWS, _share(f"Customers talked to in {TALKED_DAYS} days", row.talked, every)
    yield area.ADVOCACY, Known("Stories that may travel", Decimal(row.stories))
    yield area.ADVOCACY, Known("Successes taken up elsewhere", Decimal(row.reused))


def _share(label: str, part: int, every: int) -> Known:
    return Known(label, Decimal(part) / every, Unit.SHARE, every)


def _counts(actor: Actor) -> list[ColumnElement[int]]:
    since = actor.today - timedelta(days=TALKED_DAYS)
    talked = (Player.last_contact_on >= since, Player.left_on.is_(None))
    told = (Outcome.consent != Consent.INTERNAL,)
    taken = (Reuse.state != ReuseState.DECLINED,)
    return [
        _customers(actor, func.count()).label("customers"),
        _customers(actor, func.count(distinct(Account.owner_id))).label("owners"),
        _customers(actor, func.count(Account.owner_id)).label("owned"),
        _customers(actor, func.count(Account.segment)).label("segmented"),
        _customers(actor, func.count(Account.touch_model)).label("touched"),
        _accounts_in(actor, Plan, Plan.ended_on.is_(None)).label("planned"),
        _accounts_in(actor, Player, *talked).label("talked"),
        _number(actor, Outcome, *told).label("stories"),
        _number(actor, Reuse, *taken).label("reused"),
    ]


def _customers(actor: Actor, what: ColumnElement[int]) -> ScalarSelect[int]:
    return (
        select(what)
        .where(Account.team_id == actor.team_id, Account.status == AccountStatus.ACTIVE)
        .scalar_subquery()
    )


def _accounts_in(
    actor: Actor, table: type[Plan] | type[Player], *which: ColumnElement[bool]
) -> ScalarSelect[int]:
    """At how many active customers there is such a row."""
    here = (Account.team_id == table.team_id) & (Account.id == table.account_id)
    return (
        select(func.count(distinct(table.account_id)))
        .join(Account, here)
        .where(table.team_id == actor.team_id, Account.status == AccountStatus.ACTIVE, *which)
        .scalar_subquery()
    )


def _number(
    actor: Actor, table: type[Outcome] | type[Reuse], *which: ColumnElement[bool]
) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(table)
        .where(table.team_id == actor.team_id, *which)
        .scalar_subquery()
    )


def measured(session: Session, actor: Actor) -> Iterator[tuple[BaselineArea, Known]]:
    """The mean of each kind of signal over the customers of which it is fresh."""
    known = {id_: one for id_, one in kinds(session, actor.team_id).items() if id_ in AREA_OF_KIND}
    rows = {row.kind: row for row in session.execute(_sums(actor, known.values()))}
    for kind, area in AREA_OF_KIND.items():
        if row := rows.get(kind):
            mean = row.total / row.customers
            yield area, Known(known[kind].title, mean, known[kind].unit, row.customers)


def _sums(actor: Actor, known: Iterable[Kind]) -> Select[str, Decimal, int]:
    """By kind, the sum of what is fresh and over how many customers it goes."""
    here = (Account.team_id == SignalNow.team_id) & (Account.id == SignalNow.account_id)
    fresh = [
        (SignalNow.kind == one.id)
        & (SignalNow.read_on >= actor.today - timedelta(days=one.limit.fresh_days))
        for one in known
    ]
    return (
        select(
            SignalNow.kind,
            func.sum(SignalNow.value).label("total"),
            func.count().label("customers"),
        )
        .join(Account, here)
        .where(
            SignalNow.team_id == actor.team_id,
            or_(*fresh),
            Account.status == AccountStatus.ACTIVE,
        )
        .group_by(SignalNow.kind)
    )
