"""Verification: the customer is asked whether an outcome is so, in the shared channel or by link.

They see what changed, when, and how it was measured; never what it is worth, nor anything else.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import (
    Account,
    Goal,
    Outcome,
    Plan,
    Player,
    Side,
    Verification,
    VerificationState,
    VerifiedBy,
    Workspace,
)
from bot.practice import audit, player
from bot.practice.access import get_account, open_plan
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.nudges.say import number
from bot.practice.numbering import next_id
from bot.practice.outcome import facts, outcome_to_change
from bot.practice.player import PlayerFacts
from bot.practice.rows import as_facts

COUNTS_FOR = timedelta(days=30)
"""So long a link can be used."""
OVER = "This question is not open any more. Please ask your contact."
NO_CHANNEL = "The plan is not shown to the customer in a channel now. Send somebody a link instead."


@dataclass(frozen=True, slots=True)
class Question:
    """All that the customer sees, and what became of it.

    `ours` is our own name; `player_name` is who is asked or has answered. `plan_id` and `channel`
    are those of the account's open plan.
    """

    id: str
    outcome_id: str
    account_id: str
    account_name: str
    ours: str
    change: str
    happened_on: date
    metric: str | None
    baseline: Decimal | None
    target: Decimal | None
    actual: Decimal | None
    unit: str | None
    way: VerifiedBy
    state: VerificationState
    words: str | None
    player_id: str | None
    player_name: str | None
    player_left_on: date | None
    plan_id: str | None
    channel: str | None
    created_at: datetime
    answered_at: datetime | None

    @property
    def measured(self) -> str | None:
        """See `in_words`."""
        return in_words(self.metric, self.baseline, self.target, self.actual, self.unit)

    @property
    def mark(self) -> str:
        """Stands for what is shown: an answer counts only for what its person saw."""
        shown = f"{self.change}\n{self.happened_on}\n{self.measured}"
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    @property
    def is_open(self) -> bool:
        """Whether it can be answered by its way."""
        is_here = self.way is VerifiedBy.LINK or self.channel is not None
        return self.state is VerificationState.ASKED and is_here


def in_words(
    metric: str | None,
    baseline: Decimal | None,
    target: Decimal | None,
    actual: Decimal | None,
    unit: str | None,
) -> str | None:
    """How an outcome was measured, as the customer reads it; None where it was not."""
    if actual is None:
        return None
    tail = f" {unit}" if unit else ""
    start = f"from {number(baseline)} " if baseline is not None else ""
    aim = f" (aimed at {number(target)}{tail})" if target is not None else ""
    return f"{metric or 'Measured'}: {start}to {number(actual)}{tail}{aim}"


QUESTIONS = (
    select(
        Verification.id,
        Verification.outcome_id,
        Verification.account_id,
        Account.name,
        Workspace.name,
        Outcome.change,
        Outcome.happened_on,
        Outcome.metric,
        Outcome.metric_baseline,
        Outcome.metric_target,
        Outcome.metric_actual,
        Goal.unit,
        Verification.way,
        Verification.state,
        Verification.words,
        Verification.player_id,
        Player.name,
        Player.left_on,
        Plan.id,
        Plan.shared_in,
        Verification.created_at,
        Verification.answered_at,
    )
    .join(
        Outcome, (Outcome.team_id == Verification.team_id) & (Outcome.id == Verification.outcome_id)
    )
    .join(
        Account, (Account.team_id == Verification.team_id) & (Account.id == Verification.account_id)
    )
    .join(Workspace, Workspace.team_id == Verification.team_id)
    .outerjoin(Goal, (Goal.team_id == Outcome.team_id) & (Goal.id == Outcome.goal_id))
    .outerjoin(
        Player, (Player.team_id == Verification.team_id) & (Player.id == Verification.player_id)
    )
    .outerjoin(
        Plan,
        (Plan.team_id == Account.team_id)
        & (Plan.account_id == Account.id)
        & Plan.ended_on.is_(None),
    )
)


def question(session: Session, team_id: str, verification_id: str) -> Question:
    """One question; a UserError where there is none of that id."""
    wanted = QUESTIONS.where(Verification.team_id == team_id, Verification.id == verification_id)
    asked = _first(session, wanted)
    if asked is None:
        raise UserError(OVER)
    return asked


def _first(session: Session, wanted: Select[*tuple[object, ...]]) -> Question | None:
    session.flush()
    row = session.execute(wanted).one_or_none()
    return None if row is None else as_facts(Question, row)


@dataclass(frozen=True, slots=True)
class OutcomeToVerify:
    """An outcome, and how the customer can be asked: the channel is None where none is shared.

    `likely` would be asked by a link. `asked` is the question that is open; a link that is too old
    is none.
    """

    outcome: OutcomeFacts
    account_name: str
    channel: str | None
    likely: PlayerFacts | None
    asked: Question | None

    @property
    def measured(self) -> str | None:
        """See `in_words`."""
        one = self.outcome
        return in_words(
            one.metric, one.metric_baseline, one.metric_target, one.metric_actual, one.unit
        )


def to_verify(session: Session, actor: Actor, outcome_id: str) -> OutcomeToVerify:
    """An outcome, for this actor to ask the customer about."""
    outcome = outcome_to_change(session, actor, outcome_id)
    plan = open_plan(session, actor, outcome.account_id)
    open_one = QUESTIONS.where(
        Verification.team_id == actor.team_id,
        Verification.outcome_id == outcome_id,
        Verification.state == VerificationState.ASKED,
        or_(
            Verification.way == VerifiedBy.CHANNEL,
            Verification.created_at > actor.now - COUNTS_FOR,
        ),
    )
    return OutcomeToVerify(
        outcome=facts(session, actor, outcome_id),
        account_name=get_account(session, actor, outcome.account_id).name,
        channel=plan.shared_in if plan else None,
        likely=_likely(session, actor, outcome),
        asked=_first(session, open_one),
    )


def _likely(session: Session, actor: Actor, outcome: Outcome) -> PlayerFacts | None:
    """Who of the customer was quoted, else the first of them; None where there is nobody."""
    every = player.players_of(session, actor, outcome.account_id)
    theirs = [one for one in every if one.side is Side.CUSTOMER]
    quoted = [one for one in theirs if one.id == outcome.quote_player_id]
    return next(iter([*quoted, *theirs]), None)


def ask(
    session: Session, actor: Actor, outcome_id: str, way: VerifiedBy, player_id: str | None = None
) -> str:
    """Ask the customer whether an outcome is so; the question's id. An older one is withdrawn."""
    outcome = outcome_to_change(session, actor, outcome_id)
    session.refresh(outcome, with_for_update=True)
    _check(session, actor, outcome, way, player_id)
    verification = Verification(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, outcome.account_id),
        account_id=outcome.account_id,
        outcome_id=outcome_id,
        player_id=player_id if way is VerifiedBy.LINK else None,
        way=way,
        state=VerificationState.ASKED,
        asked_by=actor.id,
        created_at=actor.now,
    )
    for older in _open_ones(session, outcome):
        _withdraw(session, actor, older)
    audit.add(session, actor, "verification.ask", verification, outcome.account_id)
    return verification.id


def _check(
    session: Session, actor: Actor, outcome: Outcome, way: VerifiedBy, player_id: str | None
) -> None:
    if way is VerifiedBy.CHANNEL:
        plan = open_plan(session, actor, outcome.account_id)
        if plan is None or plan.shared_in is None:
            raise UserError(NO_CHANNEL, "way")
        return
    if player_id is None:
        raise UserError("Whom do you send it to? Choose somebody of the customer.", "player_id")
    who = player.get(session, actor, outcome.account_id, player_id, "player_id")
    if who.side is not Side.CUSTOMER:
        raise UserError("That is somebody of ours. Choose somebody of the customer.", "player_id")


def _open_ones(session: Session, outcome: Outcome) -> list[Verification]:
    return list(
        session.scalars(
            select(Verification).where(
                Verification.team_id == outcome.team_id,
                Verification.outcome_id == outcome.id,
                Verification.state == VerificationState.ASKED,
            )
        )
    )


def withdraw(session: Session, actor: Actor, verification_id: str) -> str:
    """Ask no more, so that nobody can answer; the outcome's id. Repeating it is harmless."""
    found = session.get(Verification, (actor.team_id, verification_id), with_for_update=True)
    if found is None:
        raise UserError("That question is gone. Open the outcome again.")
    outcome_to_change(session, actor, found.outcome_id)
    if found.state is VerificationState.ASKED:
        _withdraw(session, actor, found)
    return found.outcome_id


def _withdraw(session: Session, actor: Actor, found: Verification) -> None:
    with audit.change(session, actor, "verification.withdraw", found, found.account_id):
        found.state = VerificationState.WITHDRAWN


def with_message(
    session: Session, team_id: str, account_ids: Collection[str]
) -> list[Verification]:
    """Of these accounts, the questions whose message in the channel may still change."""
    return list(
        session.scalars(
            select(Verification)
            .where(
                Verification.team_id == team_id,
                Verification.account_id.in_(account_ids),
                Verification.message_id.is_not(None),
            )
            .order_by(Verification.id)
        )
    )
