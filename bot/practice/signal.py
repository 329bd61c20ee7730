"""Signals: proxies for health at an account. Of each kind the latest one counts."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    FromClause,
    Insert,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from bot.database import given, insert_into, new_id
from bot.errors import UserError
from bot.model import Account, Signal, SignalNow
from bot.practice import audit, health_mark
from bot.practice.access import account_to_change
from bot.practice.actor import Actor, Doer
from bot.practice.rows import ask
from bot.practice.signal_kind import Kind, kind_of

Pair = tuple[str, str]
"""An account's id and a kind."""
SIGNAL: Table = Signal.__table__  # type: ignore[assignment]
NOW: Table = SignalNow.__table__  # type: ignore[assignment]
PAIR = ["team_id", "account_id", "kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDetails:
    """What a person may write of a signal. `source` says where the number comes from."""

    value: Decimal
    read_on: date
    source: str


@dataclass(frozen=True, slots=True)
class SignalToChange:
    """A signal as it is, with its account and its kind."""

    id: str
    account_id: str
    account_name: str
    kind: Kind
    details: SignalDetails


def add(session: Session, actor: Actor, account_id: str, kind: str, details: SignalDetails) -> str:
    """Note a signal of this kind at an account; its id."""
    _check(actor, details)
    kind_of(session, actor.team_id, kind)
    account_to_change(session, actor, account_id)
    signal = Signal(
        team_id=actor.team_id,
        id=new_id(),
        account_id=account_id,
        kind=kind,
        created_at=actor.now,
        **asdict(details),
    )
    audit.add(session, actor, "signal.add", signal, account_id)
    settle(session, actor.team_id, [(account_id, kind)])
    return signal.id


def add_all(session: Session, actor: Doer, rows: Sequence[audit.Facts]) -> None:
    """Add many as the table has them, each with its id, and keep of each that it was added."""
    if not rows:
        return
    session.execute(insert(Signal), rows)
    events = [
        audit.event_of(
            actor, "signal.add", row["id"], account_id=row["account_id"], after=_facts(row)
        )
        for row in rows
    ]
    audit.record_all(session, actor, events)
    settle(session, actor.team_id, [(row["account_id"], row["kind"]) for row in rows])


def to_change(session: Session, actor: Actor, signal_id: str) -> SignalToChange:
    """One signal, for a change by this actor."""
    signal, account = _to_change(session, actor, signal_id)
    kind = kind_of(session, actor.team_id, signal.kind)
    details = SignalDetails(value=signal.value, read_on=signal.read_on, source=signal.source)
    return SignalToChange(signal.id, account.id, account.name, kind, details)


def correct(session: Session, actor: Actor, signal_id: str, details: SignalDetails) -> str:
    """Write a wrong signal anew; the account's id. What it was stays in the history."""
    _check(actor, details)
    signal, account = _to_change(session, actor, signal_id)
    with audit.change(session, actor, "signal.correct", signal, account.id):
        for name, value in asdict(details).items():
            setattr(signal, name, value)
    settle(session, actor.team_id, [(account.id, signal.kind)])
    return account.id


def remove(session: Session, actor: Actor, signal_id: str) -> str:
    """Take away a signal that never was; the account's id. It stays in the history."""
    signal, account = _to_change(session, actor, signal_id)
    pair, before = (account.id, signal.kind), audit.facts_of(signal)
    session.delete(signal)
    session.flush()
    audit.record(session, actor, "signal.remove", signal_id, account_id=account.id, before=before)
    settle(session, actor.team_id, [pair])
    return account.id


def _to_change(session: Session, actor: Actor, signal_id: str) -> tuple[Signal, Account]:
    signal = session.get(Signal, (actor.team_id, signal_id))
    if signal is None:
        raise UserError("That signal is gone. Look at the account’s signals again.")
    return signal, account_to_change(session, actor, signal.account_id)


def _check(actor: Actor, details: SignalDetails) -> None:
    if details.read_on > actor.today:
        raise UserError("A signal is from today or earlier.", "read_on")


def _facts(row: audit.Facts) -> audit.Facts:
    return {name: audit.plain(value) for name, value in row.items() if name != "team_id"}


def settle(session: Session, team_id: str, pairs: Iterable[Pair]) -> None:
    """After signals of these kinds at these accounts came, changed or went: find the latest anew.

    Whoever writes signals calls this; the accounts' health follows. Two who write about one account
    at once take turns here, so that neither overlooks what the other wrote.
    """
    rows = [{"account_id": account, "kind": kind} for account, kind in sorted(set(pairs))]
    if not rows:
        return
    for statement in _settling(session.get_bind().dialect.name):
        ask(session, statement, team_id=team_id, pairs=rows)
    health_mark.mark(session, team_id, {row["account_id"] for row in rows})


@functools.cache
def _settling(dialect: str) -> tuple[Select[Any], Delete, Insert]:
    """Hold the accounts; forget what has no signal any more; write the latest of the others."""
    pairs = given(dialect, "pairs", account_id=String(), kind=String())
    team: BindParameter[str] = bindparam("team_id", type_=String())
    held = (
        select(Account.id)
        .where(Account.team_id == team, Account.id.in_(select(pairs.c.account_id)))
        .order_by(Account.id)
        .with_for_update(key_share=True)
    )
    gone = delete(NOW).where(
        NOW.c.team_id == team,
        tuple_(NOW.c.account_id, NOW.c.kind).in_(select(pairs.c.account_id, pairs.c.kind)),
        ~_of(team, NOW).exists(),
    )
    # two look-ups a pair: joined, SQLite may go through all signals for each of them
    found = select(
        team,
        pairs.c.account_id,
        pairs.c.kind,
        _latest(team, pairs, SIGNAL.c.value),
        _latest(team, pairs, SIGNAL.c.read_on),
    ).where(_of(team, pairs).exists())
    kept = insert_into(NOW, dialect).from_select([*PAIR, "value", "read_on"], found)
    written = kept.on_conflict_do_update(
        index_elements=PAIR,
        set_={name: kept.excluded[name] for name in ("value", "read_on")},
    )
    return held, gone, written


def _of(team: BindParameter[str], pairs: FromClause) -> Select[Any]:
    """The signals of a pair."""
    return select(SIGNAL.c.id).where(
        SIGNAL.c.team_id == team,
        SIGNAL.c.account_id == pairs.c.account_id,
        SIGNAL.c.kind == pairs.c.kind,
    )


def _latest(
    team: BindParameter[str], pairs: FromClause, what: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Something of a pair's latest signal: by day, then by entry."""
    newest = (SIGNAL.c.read_on.desc(), SIGNAL.c.created_at.desc(), SIGNAL.c.id.desc())
    found = _of(team, pairs).with_only_columns(what).order_by(*newest).limit(1)
    return found.correlate(pairs).scalar_subquery()
