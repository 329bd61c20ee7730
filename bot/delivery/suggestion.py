"""Suggestions on their way: to whoever of us looks after the account, and back to the customer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.model import Account, Member, Message, Standing, SuggestionState
from bot.practice import suggestion
from bot.practice.actor import Actor
from bot.practice.customer import Customer
from bot.practice.leader import leaders
from bot.ui import suggestion as ui


def add(session: Session, customer: Customer, words: str) -> str:
    """Keep a suggestion and tell the account's owner of it, else the leader; its id."""
    suggestion_id = suggestion.add(session, customer, words)
    account = session.get_one(Account, (customer.team_id, customer.account_id))
    person_id = who_looks_after(session, account)
    if person_id is not None:
        facts = suggestion.facts(session, customer.team_id, suggestion_id)
        outbox.post(
            session,
            customer.team_id,
            person_id,
            ui.asked(facts).payload(),
            kind=Kind.NOTE,
            key=_key(suggestion_id),
            now=customer.now,
        )
    return suggestion_id


def who_looks_after(session: Session, account: Account) -> str | None:
    """The owner, where Slack or an operator has vouched for this person; else the leader."""
    owner = session.get(Member, (account.team_id, account.owner_id or ""))
    if owner is not None and owner.standing in (Standing.NAMED, Standing.COLLEAGUE):
        return owner.id
    return leaders(session, account.team_id).of(account.segment)


def answer(
    session: Session,
    actor: Actor,
    suggestion_id: str,
    state: SuggestionState,
    words: str | None = None,
) -> str:
    """Take or decline a suggestion; the message that told of it says so. The suggestion's id."""
    suggestion.answer(session, actor, suggestion_id, state, words)
    message_id = session.scalar(
        select(Message.id).where(
            Message.team_id == actor.team_id, Message.dedupe_key == _key(suggestion_id)
        )
    )
    if message_id is not None:
        facts = suggestion.facts(session, actor.team_id, suggestion_id)
        told = ui.asked(facts).payload()
        outbox.change(session, actor.team_id, message_id, told, now=actor.now)
    return suggestion_id


def _key(suggestion_id: str) -> str:
    return f"suggestion:{suggestion_id}"
