"""Amounts added up, each currency for itself."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.model import Workspace

Sums = tuple[tuple[str, Decimal], ...]
"""Amounts by currency, the largest first: they are never added across currencies."""


def sums(amounts: Iterable[tuple[str | None, Decimal | None]], default: str) -> Sums:
    """Amounts added up by currency; where one names none it is in `default`."""
    found: dict[str, Decimal] = {}
    for currency, amount in amounts:
        if amount is not None:
            found[currency or default] = found.get(currency or default, Decimal(0)) + amount
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def default_currency(session: Session, team_id: str) -> str:
    """The currency of amounts that name none: the workspace's."""
    return session.get_one(Workspace, team_id).currency
