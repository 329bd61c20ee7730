"""Changes of revenue as people see and make them: an account's list, and one change at a time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import AccountStatus, RevenueChange, RevenueKind, Role
from bot.practice import audit, churn_reason
from bot.practice.access import account_to_change, currency_of, get_account, may_change
from bot.practice.actor import Actor
from bot.practice.churn_reason import Reason
from bot.practice.pages import Page, page_of
from bot.practice.revenue_book import Book, ChangeDetails
from bot.practice.revenue_ledger import in_order, running

CALENDAR = "calendar"
"""Who the history says it was when a day came."""
LATE = timedelta(days=14)
"""So long a process may have been down when the day of a change came."""


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """One change, and what the account pays after it. `reason` is said as people read it."""

    id: str
    kind: RevenueKind
    amount: Decimal
    paid: Decimal
    changed_on: date
    reason: str | None
    tried: str | None
    note: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Revenue:
    """A page of an account's changes, the latest first. `paid` is what it pays a year now."""

    account_id: str
    account_name: str
    status: AccountStatus
    paid: Decimal | None
    currency: str
    renewal_on: date | None
    page: Page[ChangeFacts]
    total: int
    may_change: bool
    today: date


@dataclass(frozen=True, slots=True)
class ChangeToMake:
    """What the window of a change needs: the account, what can be chosen, and the change if any."""

    account_id: str
    account_name: str
    paid: Decimal | None
    currency: str
    renewal_on: date | None
    reasons: tuple[Reason, ...]
    today: date
    change_id: str = ""
    known: ChangeDetails | None = None


def of_account(session: Session, actor: Actor, account_id: str, number: int = 1) -> Revenue:
    """What an account pays, and a page of how that came."""
    account = get_account(session, actor, account_id)
    changes = _changes(session, actor, account_id)
    titles = churn_reason.reasons(session, actor.team_id)
    facts = [
        ChangeFacts(
            id=one.id,
            kind=one.kind,
            amount=one.amount,
            paid=paid,
            changed_on=one.changed_on,
            reason=titles[one.reason].title if one.reason in titles else one.reason,
            tried=one.tried,
            note=one.note,
            source=one.source,
        )
        for one, paid in running(changes)
    ]
    return Revenue(
        account_id=account_id,
        account_name=account.name,
        status=account.status,
        paid=account.arr,
        currency=currency_of(session, actor, account_id),
        renewal_on=account.renewal_on,
        page=page_of(facts[::-1], number),
        total=len(facts),
        may_change=may_change(session, actor, account),
        today=actor.today,
    )


def _changes(session: Session, actor: Actor, account_id: str) -> list[RevenueChange]:
    rows = session.scalars(
        select(RevenueChange).where(
            RevenueChange.team_id == actor.team_id, RevenueChange.account_id == account_id
        )
    )
    return in_order(rows)


def to_add(session: Session, actor: Actor, account_id: str) -> ChangeToMake:
    """What a new change of an account needs, by this actor."""
    account = account_to_change(session, actor, account_id)
    return ChangeToMake(
        account_id=account_id,
        account_name=account.name,
        paid=account.arr,
        currency=currency_of(session, actor, account_id),
        renewal_on=account.renewal_on,
        reasons=tuple(churn_reason.offered(session, actor.team_id)),
        today=actor.today,
    )


def to_correct(session: Session, actor: Actor, change_id: str) -> ChangeToMake:
    """One change, for a correction by this actor; a reason that is not offered any more stays."""
    change = _get(session, actor, change_id)
    found = to_add(session, actor, change.account_id)
    reasons = churn_reason.reasons(session, actor.team_id)
    known = ChangeDetails(
        kind=change.kind,
        changed_on=change.changed_on,
        amount=change.amount,
        reason=change.reason,
        tried=change.tried,
        note=change.note,
    )
    return ChangeToMake(
        account_id=found.account_id,
        account_name=found.account_name,
        paid=found.paid,
        currency=change.currency,
        renewal_on=found.renewal_on,
        reasons=tuple(one for one in reasons.values() if one.is_offered or one.id == change.reason),
        today=found.today,
        change_id=change_id,
        known=known,
    )


def _get(session: Session, actor: Actor, change_id: str) -> RevenueChange:
    change = session.get(RevenueChange, (actor.team_id, change_id))
    if change is None:
        raise UserError("That change of revenue is gone. Look at the account again.")
    return change


def add(
    session: Session, actor: Actor, account_id: str, details: ChangeDetails, source: str
) -> str:
    """Enter a change, and let the account follow, as one deed; the change's id."""
    account_to_change(session, actor, account_id)
    check_reason(session, actor, details)
    with audit.together(session):
        book = Book(actor).open(session, [account_id])
        change = book.add(account_id, details, source)
        book.write(session)
    return change.id


def correct(session: Session, actor: Actor, change_id: str, details: ChangeDetails) -> str:
    """Write a wrong change anew; the account's id. What it was stays in the history."""
    change = _get(session, actor, change_id)
    account_to_change(session, actor, change.account_id)
    if details.reason != change.reason:
        check_reason(session, actor, details)
    with audit.together(session):
        book = Book(actor).open(session, [change.account_id])
        book.correct(change, details)
        book.write(session)
    return change.account_id


def remove(session: Session, actor: Actor, change_id: str) -> str:
    """Take away a change that never was; the account's id. It stays in the history."""
    change = _get(session, actor, change_id)
    account_id = change.account_id
    account_to_change(session, actor, account_id)
    with audit.together(session):
        book = Book(actor).open(session, [account_id])
        book.remove(change)
        book.write(session)
    return account_id


def check_reason(session: Session, actor: Actor, details: ChangeDetails) -> None:
    """A UserError where somebody gives a reason that is not one, or for something else."""
    if details.reason is None:
        return
    if details.kind is not RevenueKind.CHURN:
        raise UserError("Only a churn has a reason.", "reason")
    if details.reason not in {one.id for one in churn_reason.offered(session, actor.team_id)}:
        raise UserError("That reason is not offered any more. Choose again.", "reason")


def follow_due(session: Session, team_id: str, now: datetime) -> None:
    """Let accounts follow the changes whose day has come since they were entered."""
    actor = Actor(team_id, CALENDAR, Role.ADMIN, "UTC", now)
    due = session.scalars(
        select(RevenueChange.account_id)
        .where(
            RevenueChange.team_id == team_id,
            RevenueChange.changed_on.between(actor.today - LATE, actor.today),
            func.date(RevenueChange.created_at) < RevenueChange.changed_on,
        )
        .distinct()
    ).all()
    if due:
        Book(actor).open(session, due).write(session)
