"""A score's card: what it is, what each part gives, what moved it, and what would help most."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.model import Account, Health
from bot.practice import pulse
from bot.practice.access import account_to_change, get_account, may_change, open_plan
from bot.practice.actor import Actor
from bot.practice.find_account import find
from bot.practice.health_facts import facts_of
from bot.practice.health_moves import Fix, best_fix
from bot.practice.health_score import Explanation, HealthFacts, explain
from bot.practice.health_trend import Change, change_since, snapshots
from bot.practice.pulse import PulseFacts

SPAN = timedelta(days=14)
"""“Since last time” looks so far back, as a drop does."""


@dataclass(frozen=True, slots=True)
class HealthCard:
    """One account's health as of its owner's day.

    `trend` has a point for each day on which the score changed, and today; `change` is what moved
    it within a fortnight; `dropped_on` is the day of a drop that is not over.
    """

    account_id: str
    account_name: str
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    has_plan: bool
    said: Explanation
    facts: HealthFacts
    trend: tuple[tuple[date, int], ...]
    change: Change | None
    changed_on: date | None
    dropped_on: date | None
    dropped_from: int | None
    recovers_at: int | None
    fix: Fix | None
    pulse: PulseFacts | None
    may_change: bool
    today: date


def show(session: Session, actor: Actor, words: str) -> HealthCard:
    """The card of the account that the words mean."""
    return card(session, actor, find(session, actor, words))


def card(session: Session, actor: Actor, account_id: str) -> HealthCard:
    """The card of one account, computed from what is known now."""
    account = get_account(session, actor, account_id)
    facts = facts_of(session, actor.team_id, [account_id], actor.now)[account_id]
    said = explain(facts)
    health = session.get(Health, (actor.team_id, account_id))
    is_current = health is not None and health.score == said.score
    change = None
    if health is not None and is_current:
        change = change_since(session, health, facts, actor.now - SPAN)
    return HealthCard(
        account_id=account_id,
        account_name=account.name,
        arr=account.arr,
        currency=account.currency,
        renewal_on=account.renewal_on,
        has_plan=open_plan(session, actor, account_id) is not None,
        said=said,
        facts=facts,
        trend=_trend(session, actor, account_id, said.score),
        change=change,
        changed_on=actor.day_of(health.changed_at) if health else None,
        dropped_on=health.dropped_on if health else None,
        dropped_from=health.dropped_from if health else None,
        recovers_at=health.recovers_at if health else None,
        fix=best_fix(facts),
        pulse=pulse.latest(session, actor, account_id),
        may_change=may_change(session, actor, account),
        today=facts.today,
    )


def to_judge(session: Session, actor: Actor, account_id: str) -> Account:
    """The account, for a judgement of it by this actor."""
    return account_to_change(session, actor, account_id)


def _trend(
    session: Session, actor: Actor, account_id: str, score: int | None
) -> tuple[tuple[date, int], ...]:
    """The last score of each day on which it changed, and today's."""
    kept = snapshots(session, actor.team_id, account_id)
    by_day = {actor.day_of(one.at): one.score for one in kept if one.score is not None}
    if score is not None and by_day:
        by_day[actor.today] = score
    return tuple(sorted(by_day.items()))
