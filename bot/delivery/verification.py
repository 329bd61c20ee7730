"""Questions to the customer on their way: a live message in the channel, and the answers to us."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.delivery.suggestion import who_looks_after
from bot.model import Account, Verification, VerificationState, VerifiedBy
from bot.practice import audit, verification, verification_answer
from bot.practice.actor import Actor
from bot.practice.verification import Question
from bot.practice.verification_answer import Answerer
from bot.ui import verification as ui


def ask(
    session: Session, actor: Actor, outcome_id: str, way: VerifiedBy, player_id: str | None = None
) -> str:
    """Ask the customer, in the shared channel where that is the way; the question's id."""
    verification_id = verification.ask(session, actor, outcome_id, way, player_id)
    asked = verification.question(session, actor.team_id, verification_id)
    if way is VerifiedBy.CHANNEL and asked.channel is not None:
        row = session.get_one(Verification, (actor.team_id, verification_id))
        row.message_id = outbox.post(
            session,
            actor.team_id,
            asked.channel,
            ui.message(asked).payload(),
            kind=Kind.QUESTION,
            key=f"verification:{verification_id}",
            now=actor.now,
        )
    return verification_id


def confirm(session: Session, who: Answerer, verification_id: str, mark: str) -> str:
    """“Yes, that is so”; the question's id. What nobody sees in a channel, we are told."""
    verification_answer.confirm(session, who, verification_id, mark)
    asked = verification.question(session, who.team_id, verification_id)
    if asked.way is VerifiedBy.LINK:
        _tell(session, who, asked)
    return verification_id


def doubt(session: Session, who: Answerer, verification_id: str, mark: str, words: str) -> str:
    """“Not quite”: the words go to whoever of us looks after the account; the question's id."""
    verification_answer.doubt(session, who, verification_id, mark, words)
    _tell(session, who, verification.question(session, who.team_id, verification_id))
    return verification_id


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """After a change: bring the questions in channels in line with it; what is over stays so."""
    accounts = audit.touched(session)
    if not accounts:
        return
    session.flush()
    for row in verification.with_message(session, team_id, accounts):
        asked = verification.question(session, team_id, row.id)
        if row.message_id is not None:
            shown = ui.message(asked).payload()
            outbox.change(session, team_id, row.message_id, shown, now=now)
        if asked.state is not VerificationState.ASKED:
            row.message_id = None


def _tell(session: Session, who: Answerer, asked: Question) -> None:
    account = session.get_one(Account, (who.team_id, who.account_id))
    person_id = who_looks_after(session, account)
    if person_id is not None:
        outbox.post(
            session,
            who.team_id,
            person_id,
            ui.answered(asked).payload(),
            kind=Kind.NOTE,
            key=f"verification-answer:{asked.id}",
            now=who.now,
        )
