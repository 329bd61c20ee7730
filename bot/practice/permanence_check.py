"""Permanence checks: does a changed behaviour still hold? What was found, and what follows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import Goal, Outcome, Permanence, PermanenceCheck, Plan, Verdict
from bot.practice import audit, goal, reading
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.goal import GoalState
from bot.practice.numbering import next_id
from bot.practice.outcome import facts, outcome_to_change
from bot.practice.outcome_edit import changing
from bot.practice.permanence import plan_check
from bot.practice.rows import as_facts

SOURCE = "permanence check"
MISSING = {
    Verdict.PARTLY: "What is missing? Please say it in a few words.",
    Verdict.NO: "Why did it not last? Please say it in a few words.",
}


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """One look at an outcome, as it was kept."""

    checked_on: date
    verdict: Verdict
    value: Decimal | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class OutcomeToCheck:
    """An outcome to look at as of `today`, its goal, and the looks so far, the newest first."""

    outcome: OutcomeFacts
    goal: GoalState | None
    checks: tuple[CheckFacts, ...]
    today: date

    @property
    def counts_from(self) -> date | None:
        """The day before which it is too early to say that it holds; None where it is not."""
        due = self.outcome.check_due_on
        return due if due is not None and due > self.today else None

    @property
    def has_measure(self) -> bool:
        """Whether there is a number to read."""
        return self.goal is not None or self.outcome.metric is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSaid:
    """What a person says of it: `value` is what its measure reads now."""

    verdict: Verdict
    value: Decimal | None = None
    reason: str | None = None


def to_check(session: Session, actor: Actor, outcome_id: str) -> OutcomeToCheck:
    """An outcome, for a look by this actor; a UserError where no behaviour is named."""
    outcome = outcome_to_change(session, actor, outcome_id)
    if not outcome.behaviour:
        raise UserError("Say first which behaviour should last: “Complete” beside permanence.")
    rows = session.execute(
        select(
            PermanenceCheck.checked_on,
            PermanenceCheck.verdict,
            PermanenceCheck.value,
            PermanenceCheck.reason,
        )
        .where(PermanenceCheck.team_id == actor.team_id, PermanenceCheck.outcome_id == outcome_id)
        .order_by(
            PermanenceCheck.checked_on.desc(),
            PermanenceCheck.created_at.desc(),
            PermanenceCheck.id.desc(),
        )
    )
    return OutcomeToCheck(
        outcome=facts(session, actor, outcome_id),
        goal=goal.state(session, actor, outcome.goal_id) if outcome.goal_id else None,
        checks=tuple(as_facts(CheckFacts, row) for row in rows),
        today=actor.today,
    )


def check(session: Session, actor: Actor, outcome_id: str, said: CheckSaid) -> str:
    """Keep a look of today at an outcome, with all that follows from it, as one deed; its id.

    What was read is a reading of the goal, too. Where it does not hold any more, the goal opens
    again; where it does after all, that is taken back.
    """
    found = to_check(session, actor, outcome_id)
    _complain(found, said)
    outcome = session.get_one(Outcome, (actor.team_id, outcome_id), with_for_update=True)
    with audit.together(session):
        _keep(session, actor, outcome, said)
        aimed = _open_goal(session, outcome)
        if aimed is not None and said.value is not None:
            details = reading.ReadingDetails(
                value=said.value, read_on=actor.today, source=SOURCE, note=said.reason
            )
            reading.add(session, actor, aimed.id, details)
        with changing(session, actor, "outcome.check", outcome):
            plan_check(session, outcome)
        if aimed is not None:
            _reopen(session, actor, aimed, outcome.account_id)
    return outcome_id


def _complain(found: OutcomeToCheck, said: CheckSaid) -> None:
    wrong: dict[str, str] = {}
    if said.verdict in MISSING and said.reason is None:
        wrong["reason"] = MISSING[said.verdict]
    if said.verdict is Verdict.YES and said.value is None and found.has_measure:
        wrong["value"] = "It holds by which number? Please give what it reads now."
    if wrong:
        raise FormError(wrong)


def _keep(session: Session, actor: Actor, outcome: Outcome, said: CheckSaid) -> None:
    kept = PermanenceCheck(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, outcome.account_id),
        outcome_id=outcome.id,
        checked_on=actor.today,
        verdict=said.verdict,
        value=said.value,
        reason=said.reason,
        checked_by=actor.id,
        created_at=actor.now,
    )
    audit.add(session, actor, "permanence_check.add", kept, outcome.account_id)


def _open_goal(session: Session, outcome: Outcome) -> Goal | None:
    """The outcome's goal, where its plan is open."""
    if outcome.goal_id is None:
        return None
    return session.scalar(
        select(Goal)
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .where(Goal.team_id == outcome.team_id, Goal.id == outcome.goal_id, Plan.ended_on.is_(None))
    )


def _reopen(session: Session, actor: Actor, aimed: Goal, account_id: str) -> None:
    """Let a goal be open since the last look by which an outcome of it is lost."""
    lost_on = session.scalar(
        select(func.max(PermanenceCheck.checked_on))
        .join(
            Outcome,
            (Outcome.team_id == PermanenceCheck.team_id)
            & (Outcome.id == PermanenceCheck.outcome_id),
        )
        .where(
            Outcome.team_id == aimed.team_id,
            Outcome.goal_id == aimed.id,
            Outcome.permanence == Permanence.LOST,
            PermanenceCheck.verdict == Verdict.NO,
        )
    )
    verb = "goal.reopen" if lost_on else "goal.keep"
    with audit.change(session, actor, verb, aimed, account_id):
        aimed.reopened_on = lost_on
