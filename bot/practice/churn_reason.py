"""Reasons why customers leave: the product's own, and what a workspace makes of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import ChurnReason
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.names import key_of, speakable_id
from bot.practice.pages import Page, page_of

DEFAULTS = {
    "value": "No value reached",
    "product": "Missing features",
    "price": "Price",
    "budget": "Budget cut",
    "competitor": "Went to a competitor",
    "support": "Support",
    "sponsor": "Sponsor left",
    "closed": "Closed or taken over",
    "unknown": "Unknown",
}
"""What every workspace has to begin with."""
MOST = 60
"""As many as a menu comfortably holds."""
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with the word that files and the API use. Only what `is_offered` can be chosen."""

    id: str
    title: str
    is_offered: bool = True


def reasons(session: Session, team_id: str) -> dict[str, Reason]:
    """All reasons by their words: the product's first, then the workspace's own by title."""
    found = {name: Reason(name, title) for name, title in DEFAULTS.items()}
    rows = select(ChurnReason).where(ChurnReason.team_id == team_id).order_by(ChurnReason.title)
    for row in session.scalars(rows):
        found[row.id] = Reason(row.id, row.title, row.is_offered)
    return found


def offered(session: Session, team_id: str) -> list[Reason]:
    """Those that can be chosen."""
    return [one for one in reasons(session, team_id).values() if one.is_offered]


def page(session: Session, actor: Actor, number: int) -> Page[Reason]:
    """A page of all reasons; only for admins."""
    check_admin(actor)
    return page_of(list(reasons(session, actor.team_id).values()), number)


def to_change(session: Session, actor: Actor, reason_id: str) -> Reason | None:
    """One reason, or None for a new one, where the word is empty; only for admins."""
    check_admin(actor)
    if not reason_id:
        return None
    found = reasons(session, actor.team_id).get(reason_id)
    if found is None:
        raise UserError("That reason is gone. Open the list again.")
    return found


def save(
    session: Session, actor: Actor, reason_id: str, title: str, *, is_offered: bool = True
) -> str:
    """Write a reason anew, or a new one where the word is empty; its word. Only an admin may."""
    check_admin(actor)
    known = reasons(session, actor.team_id)
    if any(key_of(one.title) == key_of(title) and one.id != reason_id for one in known.values()):
        raise UserError(f"There is a reason “{title[:60]}” already.", "title")
    if not reason_id:
        if len(known) >= MOST:
            raise UserError(f"At most {MOST} reasons fit. Change one that is not used.", "title")
        reason_id = speakable_id(title, known.__contains__)[:40]
    row = session.get(ChurnReason, (actor.team_id, reason_id))
    if row is None:
        row = ChurnReason(team_id=actor.team_id, id=reason_id, title=title, is_offered=is_offered)
        audit.add(session, actor, "churn_reason.set", row, None)
        return reason_id
    with audit.change(session, actor, "churn_reason.set", row, None):
        row.title, row.is_offered = title, is_offered
    return reason_id


def meant(known: dict[str, Reason], written: str) -> str:
    """The word of the reason that was written by its word or title; a UserError names them all."""
    key = key_of(written)
    for one in known.values():
        if key in (key_of(one.id), key_of(one.title)):
            return one.id
    listed = ", ".join(_words(known))
    raise UserError(f"is no reason; there are {listed}", "reason")


def _words(known: dict[str, Reason]) -> Iterator[str]:
    return (one.id for one in known.values() if one.is_offered)
