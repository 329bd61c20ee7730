"""What is known of an account's signals: the latest of each kind, how good it is, and how old."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Signal, SignalNow
from bot.practice.access import account_to_change, get_account, may_change
from bot.practice.actor import Actor
from bot.practice.signal_kind import Kind, Limit, kinds, limits_in


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """The latest signal of a kind, with the limit that holds in the account's segment."""

    id: str
    kind: Kind
    limit: Limit
    value: Decimal
    read_on: date
    source: str
    is_fresh: bool

    @property
    def share(self) -> Decimal:
        """How good it is, from 0 to 1."""
        return self.limit.share(self.value)


@dataclass(frozen=True, slots=True)
class SignalCard:
    """An account's signals in the order of the kinds; `missing` are those that would count."""

    account_id: str
    account_name: str
    known: tuple[SignalFacts, ...]
    missing: tuple[Kind, ...]
    may_change: bool
    today: date


@dataclass(frozen=True, slots=True)
class SignalToAdd:
    """What a new signal of an account may be about."""

    account_id: str
    account_name: str
    kinds: tuple[Kind, ...]
    today: date


def card(session: Session, actor: Actor, account_id: str) -> SignalCard:
    """What is known of an account."""
    account = get_account(session, actor, account_id)
    limits = limits_in(session, actor.team_id, account.segment)
    every = kinds(session, actor.team_id)
    latest = dict(_latest(session, actor, account_id))
    known = _facts(latest, every, limits, actor.today)
    return SignalCard(
        account_id=account.id,
        account_name=account.name,
        known=tuple(known),
        missing=tuple(
            one for one in every.values() if one.id not in latest and limits[one.id].weight
        ),
        may_change=may_change(session, actor, account),
        today=actor.today,
    )


def _facts(
    latest: Mapping[str, Signal],
    every: Mapping[str, Kind],
    limits: Mapping[str, Limit],
    today: date,
) -> Iterator[SignalFacts]:
    for kind in every.values():
        found = latest.get(kind.id)
        if found is None:
            continue
        yield SignalFacts(
            id=found.id,
            kind=kind,
            limit=limits[kind.id],
            value=found.value,
            read_on=found.read_on,
            source=found.source,
            is_fresh=limits[kind.id].is_fresh(found.read_on, today),
        )


def _latest(session: Session, actor: Actor, account_id: str) -> Iterator[tuple[str, Signal]]:
    """By kind the signals of the day that counts, so that the last of them is the latest."""
    same = (
        (SignalNow.team_id == Signal.team_id)
        & (SignalNow.account_id == Signal.account_id)
        & (SignalNow.kind == Signal.kind)
        & (SignalNow.read_on == Signal.read_on)
    )
    rows = session.scalars(
        select(Signal)
        .join(SignalNow, same)
        .where(Signal.team_id == actor.team_id, Signal.account_id == account_id)
        .order_by(Signal.created_at, Signal.id)
    )
    for row in rows:
        yield row.kind, row


def to_add(session: Session, actor: Actor, account_id: str) -> SignalToAdd:
    """The kinds that a signal may be of, at an account that this actor may change."""
    account = account_to_change(session, actor, account_id)
    every = kinds(session, actor.team_id).values()
    return SignalToAdd(account.id, account.name, tuple(every), actor.today)
