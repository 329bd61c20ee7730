"""Exchange rates: what a workspace's currencies are worth in its own, each as of a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, ExchangeRate, Goal, Outcome, Workspace
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.pages import Page, page_of

LEAST, LARGEST = Decimal("0.00000001"), Decimal(10) ** 8
CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
    UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
ISO_4217 = frozenset(CODES.split())
"""The codes of currencies that circulate, as of November 2026."""


@dataclass(frozen=True, slots=True)
class RateFacts:
    """A currency with its rate; None for both where amounts have it and no rate is known."""

    currency: str
    value: Decimal | None
    rated_on: date | None


@dataclass(frozen=True, slots=True)
class RateToChange:
    """A rate in `base`, the workspace's currency; its own currency is empty for a new one."""

    base: str
    rate: RateFacts
    today: date


@dataclass(frozen=True, slots=True)
class RateList:
    """A page of currencies, those without a rate first. `rated` counts those with one."""

    base: str
    page: Page[RateFacts]
    rated: int


def rates(session: Session, actor: Actor, number: int) -> RateList:
    """A page of the currencies that amounts have or that have a rate; only for admins."""
    check_admin(actor)
    base, found = base_of(session, actor), _facts(session, actor)
    rated = sum(one.value is not None for one in found)
    return RateList(base, page_of(found, number), rated)


def count(session: Session, actor: Actor) -> tuple[str, int]:
    """The workspace's currency, and how many others have a rate."""
    found = session.scalars(select(ExchangeRate.id).where(ExchangeRate.team_id == actor.team_id))
    return base_of(session, actor), len(found.all())


def base_of(session: Session, actor: Actor) -> str:
    """The workspace's currency."""
    return session.get_one(Workspace, actor.team_id).currency


def rate_to_change(session: Session, actor: Actor, currency: str) -> RateToChange:
    """A currency's rate, as far as there is one; only for admins."""
    check_admin(actor)
    known = {one.currency: one for one in _facts(session, actor)}
    rate = known.get(currency, RateFacts(currency, None, None))
    return RateToChange(base_of(session, actor), rate, actor.today)


def _facts(session: Session, actor: Actor) -> list[RateFacts]:
    rows = session.scalars(select(ExchangeRate).where(ExchangeRate.team_id == actor.team_id))
    known = {row.id: RateFacts(row.id, row.value, row.rated_on) for row in rows}
    used = _in_use(session, actor) - {base_of(session, actor)}
    found = [known.get(one) or RateFacts(one, None, None) for one in used | known.keys()]
    return sorted(found, key=lambda one: (one.value is not None, one.currency))


def _in_use(session: Session, actor: Actor) -> set[str]:
    """The currencies of the workspace's amounts."""
    columns = (Account.currency, Goal.currency, Outcome.currency)
    every = union(
        *(
            select(column).where(column.class_.team_id == actor.team_id, column.is_not(None))
            for column in columns
        )
    )
    return {one for one in session.scalars(every) if one}


def set_rate(
    session: Session, actor: Actor, currency: str, value: Decimal | None, rated_on: date
) -> str:
    """What one unit of a currency is worth in the workspace's; None takes the rate away. Its code.

    Only an admin may.
    """
    check_admin(actor)
    code = _known(currency, _in_use(session, actor))
    base = base_of(session, actor)
    if code == base:
        raise UserError(f"{base} is the workspace’s own currency: it needs no rate.", "currency")
    rate = session.get(ExchangeRate, (actor.team_id, code))
    if value is None:
        _remove(session, actor, [rate] if rate else [])
        return code
    _check(actor, code, value, rated_on)
    if rate is None:
        row = ExchangeRate(team_id=actor.team_id, id=code, value=value, rated_on=rated_on)
        audit.add(session, actor, "rate.set", row, None)
        return code
    with audit.change(session, actor, "rate.set", rate, None):
        rate.value, rate.rated_on = value, rated_on
    return code


def _known(written: str, in_use: Collection[str]) -> str:
    """The currency's code; a UserError where there is no such currency."""
    code = written.strip().upper()
    if code not in ISO_4217 and code not in in_use:
        raise UserError(
            f"“{written[:20]}” is no currency I know. Write its three letters, such as EUR.",
            "currency",
        )
    return code


def _check(actor: Actor, code: str, value: Decimal, rated_on: date) -> None:
    if not LEAST <= value <= LARGEST:
        raise UserError(
            f"One {code} is worth from 0.00000001 to 100,000,000: {value:f} is not.", "value"
        )
    if rated_on > actor.today:
        raise UserError("A rate is of a day that has come: choose today or an earlier day.", "on")


def _remove(session: Session, actor: Actor, gone: Collection[ExchangeRate]) -> None:
    for rate in gone:
        before = audit.facts_of(rate)
        session.delete(rate)
        audit.record(session, actor, "rate.remove", rate.id, account_id=None, before=before)


def set_base(session: Session, actor: Actor, currency: str) -> str:
    """Make another currency the workspace's own; its code. Only an admin may.

    All rates go: they told what others were worth in the one before.
    """
    check_admin(actor)
    code = _known(currency, _in_use(session, actor))
    workspace = session.get_one(Workspace, actor.team_id, with_for_update=True)
    if code == workspace.currency:
        return code
    gone = session.scalars(select(ExchangeRate).where(ExchangeRate.team_id == actor.team_id)).all()
    _remove(session, actor, gone)
    with audit.change(session, actor, "workspace.set_currency", workspace, None):
        workspace.currency = code
    return code
