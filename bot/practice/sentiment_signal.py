"""What an account's people answered, as signals for its health: NPS, CSAT and CES of its own."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.model import Account, Response, Role, Signal, SurveyKind
from bot.practice import audit, signal
from bot.practice.actor import Actor
from bot.practice.response import ENDS
from bot.practice.rows import ask
from bot.practice.survey_score import WORTH

COUNTS_FOR = timedelta(days=180)
"""So old an answer may be: as old as a signal of these kinds may be to begin with."""
SURVEY = "survey"
"""Who notes the signal in the memory of changes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an account says by one kind: the mean of so many answers, the last of that day.

    One answer is enough here. It stands for nobody else, and says how few there are.
    """

    kind: SurveyKind
    answers: int
    total: int
    last_on: date

    @property
    def value(self) -> Decimal:
        """NPS, CSAT in per cent, or CES."""
        return Decimal(self.total) / self.answers

    @property
    def source(self) -> str:
        """Where the number comes from."""
        return f"surveys, {self.answers} {'answer' if self.answers == 1 else 'answers'}"


def refresh(session: Session, team_id: str, account_id: str, now: datetime) -> None:
    """After an answer, let the account's signals say what its people answered of late.

    There is one signal of a kind and the day of its last answer: an answer that is changed corrects
    it. Two who answer at once take turns, so that each counts the other's.
    """
    _hold(session, team_id, account_id)
    doer = Actor(team_id, SURVEY, Role.ADMIN, "UTC", now)
    for answered in _answered(session, team_id, account_id, now):
        _note(session, doer, account_id, answered)


def _hold(session: Session, team_id: str, account_id: str) -> None:
    account = select(Account.id).where(Account.team_id == team_id, Account.id == account_id)
    session.execute(account.with_for_update(key_share=True))


def _answered(session: Session, team_id: str, account_id: str, now: datetime) -> Iterator[Answered]:
    """Of each kind the answers of half a year that ends with the last one, if that is no older."""
    statement = select(Response.kind, Response.answered_at, WORTH).where(
        Response.team_id == team_id,
        Response.account_id == account_id,
        Response.asked_at > now - 2 * COUNTS_FOR - ENDS,
        Response.answered_at.is_not(None),
    )
    found: dict[SurveyKind, list[tuple[datetime, int]]] = defaultdict(list)
    for kind, at, worth in ask(session, statement):
        found[kind].append((at, worth))
    for kind, answers in found.items():
        last_at, _ = max(answers)
        if last_at > now - COUNTS_FOR:
            counted = [worth for at, worth in answers if at > last_at - COUNTS_FOR]
            yield Answered(kind, len(counted), sum(counted), last_at.date())


def _note(session: Session, doer: Actor, account_id: str, answered: Answered) -> None:
    external_id = f"surveys:{account_id}:{answered.kind}:{answered.last_on}"
    known = session.scalar(
        select(Signal).where(Signal.team_id == doer.team_id, Signal.external_id == external_id)
    )
    if known is None:
        row = {
            "team_id": doer.team_id,
            "id": new_id(),
            "account_id": account_id,
            "kind": answered.kind.value,
            "value": answered.value,
            "read_on": answered.last_on,
            "source": answered.source,
            "external_id": external_id,
            "created_at": doer.now,
        }
        signal.add_all(session, doer, [row])
        return
    with audit.change(session, doer, "signal.correct", known, account_id):
        known.value, known.source = answered.value, answered.source
    signal.settle(session, doer.team_id, [(account_id, answered.kind.value)])
