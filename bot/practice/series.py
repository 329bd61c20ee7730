"""The series of successes: outcomes over time, at one account or over the portfolio."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, func, select
from sqlalchemy.orm import Session

from bot.model import Account, Outcome, Permanence
from bot.practice import outcome
from bot.practice.access import get_account
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.digest_facts import OutcomeTold
from bot.practice.find_account import find
from bot.practice.names import tidy
from bot.practice.pages import PAGE, Page, nearest
from bot.practice.rows import ask
from bot.practice.segment import segment_named
from bot.practice.sums import Rates, Sums, rates_of, sums

MONTHS = 12
MINE, ALL, SEGMENT, ACCOUNT = "mine", "all", "segment", "account"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose outcomes: of one's own accounts, of all, of a segment's, or of one account.

    `of` is the segment's name or the account's id; `name` is how people call it.
    """

    kind: str
    of: str
    name: str

    @property
    def written(self) -> str:
        """As a button holds it: `segment:Enterprise`."""
        return f"{self.kind}:{self.of}"


@dataclass(frozen=True, slots=True)
class Month:
    """The outcomes that happened in one month."""

    first: date
    outcomes: int
    intended: int
    lasting: Counter[Permanence | None]
    value: Sums


@dataclass(frozen=True, slots=True)
class Series:
    """The last twelve months in figures, and a page of all outcomes, the newest first.

    `accounts` is at how many customers; `value` and `mean` are over the `valued` of them.
    `last_on` is the day of the last success, in these months or before.
    """

    scope: Scope
    months: tuple[Month, ...]
    accounts: int
    valued: int
    value: Sums
    mean: Sums
    last_on: date | None
    page: Page[OutcomeTold]
    total: int
    today: date

    @property
    def outcomes(self) -> int:
        """How many in these months."""
        return sum(one.outcomes for one in self.months)

    @property
    def intended(self) -> int:
        """How many of them were intended."""
        return sum(one.intended for one in self.months)

    @property
    def lasting(self) -> Counter[Permanence | None]:
        """How many of them last, by what the checks say."""
        return sum((one.lasting for one in self.months), Counter[Permanence | None]())


def of_words(session: Session, actor: Actor, words: str) -> Series:
    """The series that words mean: `all`, `segment:Enterprise`, an account; else one's own."""
    words = tidy(words)
    kind, colon, of = words.partition(":")
    if kind.casefold() == SEGMENT and colon:
        name = segment_named(session, actor, of.strip())
        return of_scope(session, actor, f"{SEGMENT}:{name}", 1)
    if words.casefold() in ("", MINE, ALL):
        return of_scope(session, actor, f"{words.casefold() or MINE}:", 1)
    return of_scope(session, actor, f"{ACCOUNT}:{find(session, actor, words)}", 1)


def of_scope(session: Session, actor: Actor, written: str, number: int) -> Series:
    """A series with a page of its outcomes; `written` is a scope as a button holds it."""
    scope = _scope(session, actor, written)
    where = _where(actor, scope)
    first = _first_month(actor.today)
    rows = _figures(session, where, first)
    rates = rates_of(session, actor.team_id)
    page, total, last_on = _page(session, where, number)
    valued: Counter[str | None] = Counter()
    for row in rows:
        valued[row.currency] += row.valued
    worth = [(row.currency, row.value) for row in rows]
    value = sums(worth, rates)
    return Series(
        scope=scope,
        months=tuple(_months(rows, first, rates)),
        accounts=_accounts(session, where, first),
        valued=valued.total(),
        value=value,
        mean=_mean(value, rows, rates),
        last_on=last_on,
        page=page,
        total=total,
        today=actor.today,
    )


def _scope(session: Session, actor: Actor, written: str) -> Scope:
    kind, _, of = written.partition(":")
    match kind:
        case "account":
            return Scope(kind, of, get_account(session, actor, of).name)
        case "segment":
            return Scope(kind, of, f"Segment {of}")
        case "all":
            return Scope(ALL, "", "All customers")
    return Scope(MINE, "", "Your customers")


def _where(actor: Actor, scope: Scope) -> list[ColumnElement[bool]]:
    here = [Outcome.team_id == actor.team_id]
    match scope.kind:
        case "account":
            return [*here, Outcome.account_id == scope.of]
        case "segment":
            return [*here, _at(actor, Account.segment == scope.of)]
        case "mine":
            return [*here, _at(actor, Account.owner_id == actor.id)]
    return here


def _at(actor: Actor, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return Outcome.account_id.in_(select(Account.id).where(Account.team_id == actor.team_id, which))


def _first_month(today: date) -> date:
    """The first day of the first of twelve months that end with this one."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


_of_account = (Account.team_id == Outcome.team_id) & (Account.id == Outcome.account_id)
_month = func.substr(cast(Outcome.happened_on, String), 1, 7)
"""2026-11, as both databases write a day."""


def _figures(
    session: Session, where: Sequence[ColumnElement[bool]], first: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Counted and added up by month, intent, permanence and currency."""
    groups = (_month.label("month"), Outcome.intended, Outcome.permanence, Outcome.currency)
    query = (
        select(
            *groups,
            func.count().label("outcomes"),
            func.count(Outcome.value).label("valued"),
            func.sum(Outcome.value).label("value"),
        )
        .where(*where, Outcome.happened_on >= first)
        .group_by(*groups)
    )
    return ask(session, query).all()


def _months(rows: Iterable[Row[*tuple[Any, ...]]], first: date, rates: Rates) -> Iterable[Month]:
    by_month: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        by_month[row.month].append(row)
    for number in range(first.month - 1, first.month - 1 + MONTHS):
        year, month = first.year + number // 12, number % 12 + 1
        found = by_month[f"{year:04}-{month:02}"]
        lasting: Counter[Permanence | None] = Counter()
        for row in found:
            lasting[row.permanence] += row.outcomes
        yield Month(
            first=date(year, month, 1),
            outcomes=sum(row.outcomes for row in found),
            intended=sum(row.outcomes for row in found if row.intended),
            lasting=lasting,
            value=sums(((row.currency, row.value) for row in found), rates),
        )


def _mean(value: Sums, rows: Iterable[Row[*tuple[Any, ...]]], rates: Rates) -> Sums:
    """The mean of those with a value: of all as one where their total is, else by currency."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row.currency or rates.base] += row.valued
    if value.total is not None:
        mean = replace(value.total, amount=value.total.amount / counted.total())
        return Sums(value.each, mean)
    return Sums(tuple((of, amount / counted[of]) for of, amount in value.each))


def _accounts(session: Session, where: Sequence[ColumnElement[bool]], first: date) -> int:
    counted = select(func.count(Outcome.account_id.distinct()))
    return session.scalar(counted.where(*where, Outcome.happened_on >= first)) or 0


def _page(
    session: Session, where: Sequence[ColumnElement[bool]], number: int
) -> tuple[Page[OutcomeTold], int, date | None]:
    """A page of all of them, how many there are, and the day of the last."""
    counted = select(func.count(), func.max(Outcome.happened_on)).select_from(Outcome)
    total, last_on = session.execute(counted.where(*where)).one()
    number, pages = nearest(total, number)
    rows = session.execute(
        outcome.FACTS.add_columns(Account.name)
        .join(Account, _of_account)
        .where(*where)
        .order_by(Outcome.happened_on.desc(), Outcome.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    told = tuple(OutcomeTold(row[-1], OutcomeFacts(*row[:-1])) for row in rows)
    return Page(told, number, pages), total, last_on
