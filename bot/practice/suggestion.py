"""Suggestions: what the customer wants changed in the plan, and what came of it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.errors import UserError
from bot.model import Account, Member, Plan, Player, Suggestion, SuggestionState
from bot.practice import audit
from bot.practice.access import account_to_change, get_account, may_change, open_plan
from bot.practice.actor import Actor
from bot.practice.customer import Customer
from bot.practice.numbering import next_id
from bot.practice.pages import PAGE, nearest
from bot.practice.rows import as_facts

SHOWN = 3
"""The newest of a plan."""
GONE = "That suggestion is gone. Look at the plan again."


@dataclass(frozen=True, slots=True)
class SuggestionFacts:
    """One suggestion; `answered_by` is the name of our colleague."""

    id: str
    account_id: str
    account_name: str
    by: str
    words: str
    state: SuggestionState
    answer: str | None
    answered_by: str | None


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """One page of what is open in an account's plan, the oldest first: pages count from 1."""

    account_id: str
    account_name: str
    suggestions: tuple[SuggestionFacts, ...]
    total: int
    page: int
    pages: int
    may_change: bool


_colleague = aliased(Member)
FACTS = (
    select(
        Suggestion.id,
        Account.id,
        Account.name,
        Player.name,
        Suggestion.words,
        Suggestion.state,
        Suggestion.answer,
        _colleague.name,
    )
    .join(Plan, (Plan.team_id == Suggestion.team_id) & (Plan.id == Suggestion.plan_id))
    .join(Account, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id))
    .join(Player, (Player.team_id == Suggestion.team_id) & (Player.id == Suggestion.player_id))
    .outerjoin(
        _colleague,
        (_colleague.team_id == Suggestion.team_id) & (_colleague.id == Suggestion.answered_by),
    )
)


def of_plan(session: Session, team_id: str, plan_id: str) -> tuple[SuggestionFacts, ...]:
    """The newest suggestions of a plan, the latest first."""
    rows = session.execute(
        FACTS.where(Suggestion.team_id == team_id, Suggestion.plan_id == plan_id)
        .order_by(Suggestion.created_at.desc(), Suggestion.id.desc())
        .limit(SHOWN)
    )
    return tuple(as_facts(SuggestionFacts, row) for row in rows)


def page(session: Session, actor: Actor, account_id: str, number: int = 1) -> SuggestionPage:
    """One page of the open suggestions for an account's open plan."""
    account = get_account(session, actor, account_id)
    plan = open_plan(session, actor, account_id)
    wanted = (
        Suggestion.team_id == actor.team_id,
        Suggestion.plan_id == (plan.id if plan else ""),
        Suggestion.state == SuggestionState.OPEN,
    )
    total = session.scalar(select(func.count()).select_from(Suggestion).where(*wanted)) or 0
    number, pages = nearest(total, number)
    rows = session.execute(
        FACTS.where(*wanted)
        .order_by(Suggestion.created_at, Suggestion.id)
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    return SuggestionPage(
        account_id=account_id,
        account_name=account.name,
        suggestions=tuple(as_facts(SuggestionFacts, row) for row in rows),
        total=total,
        page=number,
        pages=pages,
        may_change=may_change(session, actor, account),
    )


def facts(session: Session, team_id: str, suggestion_id: str) -> SuggestionFacts:
    """One suggestion; a UserError where there is none."""
    row = session.execute(
        FACTS.where(Suggestion.team_id == team_id, Suggestion.id == suggestion_id)
    ).one_or_none()
    if row is None:
        raise UserError(GONE)
    return as_facts(SuggestionFacts, row)


def add(session: Session, customer: Customer, words: str) -> str:
    """A player of the customer wants something changed; the suggestion's id."""
    suggestion = Suggestion(
        team_id=customer.team_id,
        id=next_id(session, customer.team_id, customer.account_id),
        plan_id=customer.plan_id,
        player_id=customer.player_id,
        words=words,
        state=SuggestionState.OPEN,
        created_at=customer.now,
    )
    audit.add(session, customer, "suggestion.add", suggestion, customer.account_id)
    return suggestion.id


def to_answer(session: Session, actor: Actor, suggestion_id: str) -> SuggestionFacts:
    """An open suggestion, for an answer by this actor."""
    found = facts(session, actor.team_id, suggestion_id)
    account_to_change(session, actor, found.account_id)
    if found.state is not SuggestionState.OPEN:
        raise UserError(f"{found.answered_by or 'Somebody'} has answered it already.")
    return found


def of_actor(session: Session, actor: Actor, suggestion_id: str) -> SuggestionFacts:
    """One suggestion, for somebody of our side; a UserError where there is none."""
    return facts(session, actor.team_id, suggestion_id)


def answer(
    session: Session,
    actor: Actor,
    suggestion_id: str,
    state: SuggestionState,
    words: str | None = None,
) -> str:
    """Take or decline it, with words for the customer; its id."""
    found = to_answer(session, actor, suggestion_id)
    if state is SuggestionState.DECLINED and not words:
        raise UserError("Please tell them why.", "answer")
    suggestion = session.get_one(Suggestion, (actor.team_id, suggestion_id), with_for_update=True)
    if suggestion.state is not SuggestionState.OPEN:
        raise UserError("Somebody has answered it just now.")
    with audit.change(session, actor, "suggestion.answer", suggestion, found.account_id):
        suggestion.state, suggestion.answer = state, words
        suggestion.answered_by, suggestion.answered_at = actor.id, actor.now
    return suggestion.id
