"""Answers of the customer whether an outcome is so: by a player in the channel, or by a link."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Outcome, Verification, VerificationState, VerifiedBy
from bot.practice import audit
from bot.practice.actor import Doer
from bot.practice.outcome_edit import changing
from bot.practice.verification import OVER, Question, question

CHANGED = "This was changed since you saw it. Please look at it again."
BY_LINK = "link:"
"""Begins the name under which the memory of changes keeps who answered by a link."""


class Answerer(Doer, Protocol):
    """A player of the customer: in the shared channel, or by a link."""

    @property
    def player_id(self) -> str:
        """The player."""

    @property
    def account_id(self) -> str:
        """The player's account."""

    @property
    def today(self) -> date:
        """The person's day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A player of the customer who came by a link, and may answer the one question."""

    team_id: str
    id: str
    now: datetime
    player_id: str
    account_id: str

    @property
    def today(self) -> date:
        """The day in UTC: a link knows nobody's zone."""
        return self.now.date()


class Key(NamedTuple):
    """What a link names: one question about one outcome, to one player."""

    team_id: str
    verification_id: str
    outcome_id: str
    player_id: str


def held(session: Session, key: Key, now: datetime) -> tuple[Question, Guest]:
    """A question and whoever holds its link; a UserError, the same whatever there is, where it was
    taken back, is gone, or is for somebody who has left.
    """
    asked = question(session, key.team_id, key.verification_id)
    if asked.way is not VerifiedBy.LINK or asked.state is VerificationState.WITHDRAWN:
        raise UserError(OVER)
    if (asked.outcome_id, asked.player_id) != (key.outcome_id, key.player_id):
        raise UserError(OVER)
    if asked.player_left_on is not None:
        raise UserError(OVER)
    who = Guest(
        team_id=key.team_id,
        id=f"{BY_LINK}{key.player_id}"[:64],
        now=now,
        player_id=key.player_id,
        account_id=asked.account_id,
    )
    return asked, who


def to_answer(session: Session, who: Answerer, verification_id: str, mark: str) -> Question:
    """An open question, for an answer by this player to what the player saw."""
    asked = question(session, who.team_id, verification_id)
    if asked.account_id != who.account_id or not asked.is_open:
        raise UserError(OVER)
    if asked.player_id not in (None, who.player_id):
        raise UserError(OVER)
    if asked.mark != mark:
        raise UserError(CHANGED)
    return asked


def confirm(session: Session, who: Answerer, verification_id: str, mark: str) -> str:
    """“Yes, that is so”: the outcome is verified; the question's id."""
    _hold(session, who, verification_id)
    asked = to_answer(session, who, verification_id, mark)
    outcome = session.get_one(Outcome, (who.team_id, asked.outcome_id))
    with audit.together(session):
        _answer(session, who, verification_id, VerificationState.CONFIRMED)
        with changing(session, who, "outcome.verify", outcome):
            outcome.verified_by, outcome.verified_on = asked.way, who.today
            outcome.verified_player_id = who.player_id
    return verification_id


def doubt(session: Session, who: Answerer, verification_id: str, mark: str, words: str) -> str:
    """“Not quite”: in the player's words; the question's id."""
    _hold(session, who, verification_id)
    to_answer(session, who, verification_id, mark)
    _answer(session, who, verification_id, VerificationState.DOUBTED, words)
    return verification_id


def _hold(session: Session, who: Answerer, verification_id: str) -> None:
    """Of several answers at once the first counts: the others wait for its commit."""
    session.get(Verification, (who.team_id, verification_id), with_for_update=True)


def _answer(
    session: Session,
    who: Answerer,
    verification_id: str,
    state: VerificationState,
    words: str | None = None,
) -> None:
    found = session.get_one(Verification, (who.team_id, verification_id))
    with audit.change(session, who, "verification.answer", found, found.account_id):
        found.state, found.words = state, words
        found.player_id, found.answered_at = who.player_id, who.now
