"""Reviews: the results looked at together with the customer, because something happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.errors import UserError
from bot.model import Review
from bot.practice import audit, player
from bot.practice.access import account_to_change, open_plan
from bot.practice.actor import Actor
from bot.practice.rows import as_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHeld:
    """What is asked of one that was held; `player_ids` are those of the customer who took part."""

    held_on: date
    why: str
    decided: str | None = None
    player_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """One that was held."""

    held_on: date
    why: str
    decided: str | None


@dataclass(frozen=True, slots=True)
class AccountToReview:
    """An account with the last review, as of the reader's day."""

    account_id: str
    account_name: str
    last: ReviewFacts | None
    today: date


def to_hold(session: Session, actor: Actor, account_id: str) -> AccountToReview:
    """An account, for this actor to note a review."""
    account = account_to_change(session, actor, account_id)
    row = session.execute(
        select(Review.held_on, Review.why, Review.decided)
        .where(Review.team_id == actor.team_id, Review.account_id == account_id)
        .order_by(Review.held_on.desc(), Review.created_at.desc(), Review.id.desc())
        .limit(1)
    ).one_or_none()
    last = as_facts(ReviewFacts, row) if row else None
    return AccountToReview(account_id, account.name, last, actor.today)


def hold(session: Session, actor: Actor, account_id: str, held: ReviewHeld) -> str:
    """Note a review that was held; the account's id. Whoever took part was in touch that day."""
    account_to_change(session, actor, account_id)
    if held.held_on > actor.today:
        raise UserError("A review on a day that is still to come was not held yet.", "held_on")
    plan = open_plan(session, actor, account_id)
    review = Review(
        team_id=actor.team_id,
        id=new_id(),
        account_id=account_id,
        plan_id=plan.id if plan else None,
        held_on=held.held_on,
        why=held.why,
        decided=held.decided,
        logged_by=actor.id,
        created_at=actor.now,
    )
    with audit.together(session):
        audit.add(session, actor, "review.add", review, account_id)
        for player_id in held.player_ids:
            who = player.get(session, actor, account_id, player_id, "player_ids")
            if who.last_contact_on is None or who.last_contact_on < held.held_on:
                player.note_contact(session, actor, player_id, held.held_on)
    return account_id
