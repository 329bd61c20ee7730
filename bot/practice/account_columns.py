"""The columns of an account file: what each is called, and what its cells may hold."""

import functools
import re
from decimal import Decimal

from bot.errors import UserError
from bot.model import Account, AccountStatus
from bot.practice.account import MOST_SEATS
from bot.practice.columns import SLACK_ID, Sheet, day, exact, one_of, text, whole
from bot.practice.names import key_of, tidy

EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
DOMAIN = re.compile(r"[^\s@/:.][^\s@/:]*\.[^\s@/:.]+")
REVENUE = re.compile(r"(?P<before>[^\W\d_]*)\s*(?P<amount>[-0-9.,'’\s]*?)\s*(?P<after>[^\W\d_]*)")
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
MOST_ALIASES = 50
DECIMALS = 4


def _text(column: str, cell: str) -> str:
    most: int = Account.__table__.c[column].type.length  # type: ignore[attr-defined]
    return text(most)(cell)


def _name(cell: str) -> str:
    name = _text("name", cell)
    if not key_of(name):
        raise UserError("is no name")
    return name


def _aliases(cell: str) -> tuple[str, ...]:
    """Each spelling once, in the order of the cell."""
    names = {key_of(part): _name(part) for part in re.split(r"[;|]", cell) if tidy(part)}
    if len(names) > MOST_ALIASES:
        raise UserError(f"are {len(names)} names; at most {MOST_ALIASES} fit")
    return tuple(names.values())


def _owner(cell: str) -> str:
    if not SLACK_ID.fullmatch(tidy(cell)):
        raise UserError("is no Slack user id; it looks like U012AB3CD (or use owner_email)")
    return tidy(cell)


def _email(cell: str) -> str:
    email = _text("owner_email", cell).lower()
    if not EMAIL.fullmatch(email):
        raise UserError("is no e-mail address")
    return email


def currency(cell: str) -> str:
    """Reads a currency's code."""
    code = tidy(cell).upper()
    if not CURRENCY.fullmatch(code):
        raise UserError("is no currency code; it has three letters, such as USD")
    return code


def _domain(cell: str) -> str:
    bare = re.sub(r"^[a-z]+://", "", tidy(cell).lower()).split("/")[0]
    if not DOMAIN.fullmatch(bare):
        raise UserError("is no domain; it looks like acme.example")
    return _text("domain", bare)


ACCOUNTS = Sheet(
    {
        "name": _name,
        "aliases": _aliases,
        "owner": _owner,
        "owner_email": _email,
        "segment": functools.partial(_text, "segment"),
        "touch_model": functools.partial(_text, "touch_model"),
        "arr": exact(DECIMALS, least=Decimal(0)),
        "currency": currency,
        "started_on": day,
        "renewal_on": day,
        "seats": whole(0, MOST_SEATS),
        "seats_active": whole(0, MOST_SEATS),
        "domain": _domain,
        "external_id": functools.partial(_text, "external_id"),
        "status": one_of(AccountStatus, "status"),
    },
    needed=("name",),
)
"""`aliases` is read as a tuple of names, the rest as in the table."""


def revenue(words: str) -> tuple[Decimal | None, str | None]:
    """An amount with its currency, or either alone: 120,000 EUR, 1200.50, eur.

    A UserError says why the words are none of these.
    """
    match = REVENUE.fullmatch(tidy(words))
    if match is None or (match["before"] and match["after"]):
        raise UserError("is no amount; write it like 120,000 EUR")
    amount, code = match["amount"], match["before"] or match["after"]
    return (
        ACCOUNTS.columns["arr"](amount) if amount else None,
        ACCOUNTS.columns["currency"](code) if code else None,
    )
