"""Changes of revenue that another system sends."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import RevenueChange, RevenueKind
from bot.practice import churn_reason
from bot.practice.account_columns import DECIMALS, currency
from bot.practice.columns import day, one_of
from bot.practice.item_batch import ItemBatch, ItemFaultError, number_in, text_in
from bot.practice.places import accounts_named
from bot.practice.revenue_book import Book, ChangeDetails
from bot.practice.revenue_columns import LONGEST

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RevenueItem:
    """One change as it was sent: its account and its reason by any of their words."""

    id: str
    account: str
    details: ChangeDetails
    source: str


class RevenueBatch(ItemBatch[RevenueItem]):
    """Changes of revenue of any account; those of an account in the order of their days."""

    noun = "change"
    fields = frozenset(
        {
            "id",
            "account",
            "kind",
            "amount",
            "currency",
            "changed_on",
            "reason",
            "tried",
            "note",
            "renewal_on",
            "source",
        }
    )
    once = "amount, day, kind or account"

    def read(self, item: Mapping[str, Any]) -> RevenueItem:
        """One change."""
        kind = _read(item, "kind", one_of(RevenueKind, "kind"), 20)
        is_churn = kind is RevenueKind.CHURN
        details = ChangeDetails(
            kind=kind,
            changed_on=_read(item, "changed_on", day, 20),
            amount=None if is_churn else _amount(item),
            currency=_read(item, "currency", currency, 3) if item.get("currency") else None,
            reason=text_in(item, "reason", 80, "") or None,
            tried=text_in(item, "tried", LONGEST, "") or None,
            note=text_in(item, "note", LONGEST, "") or None,
            renewal_on=_read(item, "renewal_on", day, 20) if item.get("renewal_on") else None,
        )
        return RevenueItem(
            id=text_in(item, "id", 120),
            account=text_in(item, "account", 300),
            details=details,
            source=text_in(item, "source", 120, self.source),
        )

    def look_up(self, session: Session, items: Sequence[RevenueItem]) -> None:
        """The accounts that the items may mean with their ledgers, and the reasons there are."""
        self._accounts = accounts_named(session, self.actor, {item.account for item in items})
        self._reasons = churn_reason.reasons(session, self.actor.team_id)
        found = {one for several in self._accounts.values() for one in several}
        self._book = Book(self.actor).open(session, found)

    def known(self, session: Session, ids: Sequence[str]) -> dict[str, Hashable]:
        """The changes of these ids; of a churn the amount follows from the others."""
        rows = session.execute(
            select(
                RevenueChange.external_id,
                RevenueChange.account_id,
                RevenueChange.kind,
                RevenueChange.changed_on,
                RevenueChange.amount,
            ).where(RevenueChange.team_id == self.actor.team_id, RevenueChange.external_id.in_(ids))
        )
        return {
            str(row.external_id): (*row[1:4], None if row.kind is RevenueKind.CHURN else row.amount)
            for row in rows
        }

    def said(self, item: RevenueItem) -> Hashable:
        """Account, kind, day and amount, however the account was called."""
        account_id = next(iter(self._accounts[item.account]), None)
        return account_id, item.details.kind, item.details.changed_on, item.details.amount

    def fault(self, item: RevenueItem) -> str | None:
        """It means no account or several, its reason is none, or it does not fit to the others.

        One that fits is in the books already.
        """
        accounts = self._accounts[item.account]
        if not accounts:
            return f"“{item.account[:60]}” is no account."
        if len(accounts) > 1:
            return f"“{item.account[:60]}” could be {' or '.join(sorted(accounts))}."
        try:
            details = replace(item.details, reason=self._reason(item.details))
            self._book.add(next(iter(accounts)), details, item.source, item.id)
        except UserError as error:
            return error.sentence
        return None

    def _reason(self, details: ChangeDetails) -> str | None:
        if details.reason is None:
            return None
        if details.kind is not RevenueKind.CHURN:
            raise UserError("Only a churn has a reason.")
        try:
            return churn_reason.meant(self._reasons, details.reason)
        except UserError as error:
            raise UserError(f"“{details.reason[:60]}” {error.sentence}.") from None

    def write(self, session: Session, new: Sequence[RevenueItem]) -> None:
        """Keep what was entered into the books, and what follows from it."""
        del new
        self._book.write(session)


def _read(item: Mapping[str, Any], name: str, how: Callable[[str], T], most: int) -> T:
    """A field as a file's cell of that column is read."""
    written = text_in(item, name, most)
    try:
        return how(written)
    except UserError as error:
        raise ItemFaultError(f"“{name}”: “{written[:60]}” {error.sentence}.") from None


def _amount(item: Mapping[str, Any]) -> Decimal:
    amount = number_in(item, "amount")
    if amount != round(amount, DECIMALS):
        raise ItemFaultError(f"“amount” has more than {DECIMALS} decimal places.")
    return amount
