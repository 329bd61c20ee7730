"""The book: ledgers of accounts, changed in memory one by one, and then written together.

What an account pays, its currency and its standing follow from its changes as soon as it has any.
Before the first one, what its card says it pays is entered as its beginning.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, AccountStatus, RevenueChange, RevenueKind, Workspace
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.metrics.cohort import months_after
from bot.practice.numbering import next_ids
from bot.practice.revenue_ledger import in_order, paid_on, settle

FROM_CARD = "the account’s card"
WRITTEN = ("kind", "changed_on", "amount", "reason", "tried", "note")
"""What of a change can be corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDetails:
    """What is written of a change. `amount` None: all that is paid, of a churn or a renewal.

    `currency` None: the account's. `renewal_on` of a renewal is the next one; None: a year on.
    """

    kind: RevenueKind
    changed_on: date
    amount: Decimal | None = None
    currency: str | None = None
    reason: str | None = None
    tried: str | None = None
    note: str | None = None
    renewal_on: date | None = None


@dataclass(slots=True)
class Ledger:
    """An account and its changes by day. `new` are not in the database yet, `gone` still are."""

    account: Account
    changes: list[RevenueChange]
    new: list[RevenueChange] = field(default_factory=list)
    gone: list[RevenueChange] = field(default_factory=list)


class Book:
    """The ledgers of some accounts, which nobody else changes from their opening to the commit."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._ledgers: dict[str, Ledger] = {}
        self._before: dict[int, audit.Facts] = {}
        self._base = ""
        self._entered = 0

    def open(self, session: Session, account_ids: Collection[str]) -> "Book":
        """Read the ledgers of these accounts, where they are not open yet; the book itself."""
        self._base = session.get_one(Workspace, self._actor.team_id).currency
        wanted = set(account_ids) - self._ledgers.keys()
        accounts = _accounts(session, self._actor, wanted)
        changes = _changes(session, self._actor, wanted)
        for account in accounts:
            ledger = Ledger(account, in_order(changes[account.id]))
            self._ledgers[account.id] = ledger
            for row in (account, *ledger.changes):
                self._before[id(row)] = audit.facts_of(row)
        return self

    def change(self, account_id: str, change_id: str) -> RevenueChange:
        """One change that the book has; a UserError where it has none of that id."""
        for one in self._ledgers[account_id].changes:
            if one.id == change_id:
                return one
        raise UserError("That change of revenue is gone. Look at the account again.")

    def add(
        self, account_id: str, details: ChangeDetails, source: str, external_id: str | None = None
    ) -> RevenueChange:
        """Enter a change; a UserError where it does not fit, and then all stays as it was."""
        ledger = self._ledgers[account_id]
        opening = self._opening(ledger, details)
        change = self._change(ledger, details, source, external_id)
        entered = [*opening, change]
        if change.kind is RevenueKind.RENEWAL and details.amount is None:
            change.amount = paid_on([*ledger.changes, *opening], change.changed_on)
        ledger.changes = settle([*ledger.changes, *entered])
        ledger.new += entered
        ledger.account.currency = change.currency
        if change.kind is RevenueKind.RENEWAL:
            last = ledger.account.renewal_on or change.changed_on
            ledger.account.renewal_on = details.renewal_on or months_after(last, 12)
        return change

    def correct(self, change: RevenueChange, details: ChangeDetails) -> None:
        """Write a change anew; a UserError where it does not fit, and then all stays as it was."""
        ledger = self._ledgers[change.account_id]
        self._currency(ledger, details)
        was = {name: getattr(change, name) for name in WRITTEN}
        for name in WRITTEN:
            setattr(change, name, getattr(details, name))
        if details.amount is None:
            change.amount = was["amount"]
        try:
            ledger.changes = settle(ledger.changes)
        except UserError:
            for name, value in was.items():
                setattr(change, name, value)
            raise

    def remove(self, change: RevenueChange) -> None:
        """Take a change away; a UserError where others rest on it."""
        ledger = self._ledgers[change.account_id]
        ledger.changes = settle(one for one in ledger.changes if one is not change)
        ledger.gone.append(change)

    def _change(
        self, ledger: Ledger, details: ChangeDetails, source: str, external_id: str | None
    ) -> RevenueChange:
        self._entered += 1
        return RevenueChange(
            team_id=self._actor.team_id,
            account_id=ledger.account.id,
            kind=details.kind,
            amount=details.amount or Decimal(0),
            currency=self._currency(ledger, details),
            changed_on=details.changed_on,
            reason=details.reason,
            tried=details.tried,
            note=details.note,
            source=source,
            external_id=external_id,
            # those of one day count in the order in which they were entered
            created_at=self._actor.now + timedelta(microseconds=self._entered),
        )

    def _currency(self, ledger: Ledger, details: ChangeDetails) -> str:
        """The account's one currency; a UserError where the change is in another."""
        account = ledger.account
        written = account.currency or (self._base if ledger.changes or account.arr else None)
        if written and details.currency and details.currency != written:
            raise UserError(f"{account.name[:80]} pays in {written}.", "currency")
        return written or details.currency or self._base

    def _opening(self, ledger: Ledger, details: ChangeDetails) -> list[RevenueChange]:
        """The beginning as the card tells it, where the first change is something else."""
        account = ledger.account
        if ledger.changes or not account.arr or details.kind is RevenueKind.NEW:
            return []
        if account.status is AccountStatus.CHURNED:
            return []
        began_on = account.started_on or self._actor.day_of(account.created_at)
        began = ChangeDetails(
            kind=RevenueKind.NEW, changed_on=min(began_on, details.changed_on), amount=account.arr
        )
        return [self._change(ledger, began, FROM_CARD, None)]

    def write(self, session: Session) -> None:
        """Write what was changed, what follows from it for the accounts, and keep all of it."""
        events = [
            event
            for account_id in sorted(self._ledgers)
            for event in self._written(session, self._ledgers[account_id])
        ]
        audit.record_all(session, self._actor, events)

    def _written(self, session: Session, ledger: Ledger) -> Iterator[audit.Facts | None]:
        account = ledger.account
        ids = next_ids(session, account.team_id, account.id, len(ledger.new)) if ledger.new else []
        for change, made in zip(ledger.new, ids, strict=True):
            change.id = made
        session.add_all(ledger.new)
        for change in ledger.gone:
            session.delete(change)
        follow(ledger, self._actor.today)
        session.flush()
        yield from (self._event("revenue_change.add", one, account.id) for one in ledger.new)
        kept = [one for one in ledger.changes if id(one) in self._before]
        yield from (self._event("revenue_change.correct", one, account.id) for one in kept)
        yield from (self._gone(one) for one in ledger.gone)
        yield self._event("account.follow", account, account.id)

    def _event(
        self, verb: str, row: Account | RevenueChange, account_id: str
    ) -> audit.Facts | None:
        before, after = self._before.get(id(row)), audit.facts_of(row)
        return audit.event_of(
            self._actor, verb, row.id, account_id=account_id, before=before, after=after
        )

    def _gone(self, change: RevenueChange) -> audit.Facts | None:
        return audit.event_of(
            self._actor,
            "revenue_change.remove",
            change.id,
            account_id=change.account_id,
            before=self._before[id(change)],
        )


def follow(ledger: Ledger, today: date) -> None:
    """Let the account say what its changes up to a day do: what it pays, and whether it is there.

    Without changes it stays as it is.
    """
    account, changes = ledger.account, ledger.changes
    if not changes:
        account.arr = None if ledger.gone else account.arr
        return
    past = [one for one in changes if one.changed_on <= today]
    account.arr = paid_on(past, today)
    account.started_on = account.started_on or changes[0].changed_on
    if past and not account.arr:
        account.status = AccountStatus.CHURNED
    elif account.status is AccountStatus.CHURNED and account.arr:
        account.status = AccountStatus.ACTIVE


def _accounts(session: Session, actor: Actor, account_ids: Collection[str]) -> Sequence[Account]:
    return session.scalars(
        select(Account)
        .where(Account.team_id == actor.team_id, Account.id.in_(account_ids))
        .order_by(Account.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _changes(
    session: Session, actor: Actor, account_ids: Collection[str]
) -> dict[str, list[RevenueChange]]:
    found = defaultdict[str, list[RevenueChange]](list)
    for change in session.scalars(
        select(RevenueChange)
        .where(RevenueChange.team_id == actor.team_id, RevenueChange.account_id.in_(account_ids))
        .execution_options(populate_existing=True)
    ):
        found[change.account_id].append(change)
    return found
