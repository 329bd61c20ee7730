"""Changing an outcome, one of its parts at a time, without losing what somebody else changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import AuditEvent, Member, Outcome, Player, ReuseScope
from bot.practice import audit
from bot.practice.actor import Actor, Doer
from bot.practice.outcome import check_about, check_happened, outcome_to_change, was_planned
from bot.practice.permanence import plan_check


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """The first point: what changed, when, and what it belongs to."""

    change: str
    happened_on: date
    goal_id: str | None = None
    milestone_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeStory:
    """The second point: how it was, what was done, what changed, and who said what of it."""

    situation: str | None = None
    action: str | None = None
    story: str | None = None
    quote: str | None = None
    quote_player_id: str | None = None
    quote_agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeReuse:
    """The third point: who else could do this, and what they need for it."""

    reuse_scope: ReuseScope | None = None
    reuse_candidates: str | None = None
    reuse_needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMeasure:
    """The fourth point: the number, its target set beforehand, and what it is worth."""

    metric: str | None = None
    metric_baseline: Decimal | None = None
    metric_target: Decimal | None = None
    metric_actual: Decimal | None = None
    value: Decimal | None = None
    value_how: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeBehaviour:
    """The fifth point begins with the behaviour that is looked at again."""

    behaviour: str | None = None


CONFIRMED = (
    "change",
    "happened_on",
    "metric",
    "metric_baseline",
    "metric_target",
    "metric_actual",
)
"""What the customer sees of an outcome, and confirms."""

OutcomePart = OutcomeChange | OutcomeStory | OutcomeReuse | OutcomeMeasure | OutcomeBehaviour


@dataclass(frozen=True, slots=True)
class Overlap:
    """A field that somebody else changed meanwhile: who, and what it says now."""

    field: str
    by: str
    now: object


class OvertakenError(UserError):
    """Somebody else changed the same fields since the window was opened; nothing was written.

    `version` is the outcome's now: whoever read `overlaps` may write over them with it.
    """

    def __init__(self, overlaps: Sequence[Overlap], version: int) -> None:
        names = " and ".join(sorted({one.by for one in overlaps}))
        super().__init__(f"{names} changed this meanwhile. Look at it before you save yours.")
        self.overlaps = tuple(overlaps)
        self.version = version


@contextmanager
def changing(session: Session, actor: Doer, verb: str, outcome: Outcome) -> Iterator[None]:
    """Keep what the block changes in the outcome, and that it is a newer version."""
    with audit.change(session, actor, verb, outcome, outcome.account_id):
        before = audit.facts_of(outcome)
        yield
        if audit.facts_of(outcome) != before:
            outcome.version += 1


def edit(
    session: Session, actor: Actor, outcome_id: str, part: OutcomePart, version: int | None = None
) -> str:
    """Write one part of an outcome anew; its id.

    `version` is the one that the person saw. Where somebody changed other fields since, both
    changes stand; where the same ones, OvertakenError says what they say now. What the customer
    confirmed and now says something else is verified no more.
    """
    outcome = outcome_to_change(session, actor, outcome_id)
    values = asdict(part)
    if version is not None and version != outcome.version:
        _check_overlaps(session, actor, outcome, version, values)
    _check(session, actor, outcome, part)
    with changing(session, actor, "outcome.edit", outcome):
        confirmed = [getattr(outcome, name) for name in CONFIRMED]
        for name, value in values.items():
            setattr(outcome, name, value)
        if confirmed != [getattr(outcome, name) for name in CONFIRMED]:
            outcome.verified_by = outcome.verified_on = outcome.verified_player_id = None
        outcome.intended = was_planned(
            session, actor, outcome.goal_id, outcome.milestone_id, outcome.happened_on
        )
        plan_check(session, outcome)
    return outcome_id


def _check(session: Session, actor: Actor, outcome: Outcome, part: OutcomePart) -> None:
    if isinstance(part, OutcomeChange):
        check_happened(actor, part.happened_on)
        check_about(session, actor, outcome.account_id, part.goal_id, part.milestone_id)
    if isinstance(part, OutcomeStory) and part.quote_player_id:
        speaker = session.get(Player, (actor.team_id, part.quote_player_id))
        if speaker is None or speaker.account_id != outcome.account_id:
            raise UserError("That person is not in this account. Choose again.", "quote_player_id")


def _check_overlaps(
    session: Session, actor: Actor, outcome: Outcome, version: int, values: Mapping[str, object]
) -> None:
    """OvertakenError, where a field to write was changed since `version` into something else."""
    changed = _changed_since(session, actor, outcome, version)
    overlaps = [
        Overlap(name, by, getattr(outcome, name))
        for name, by in changed.items()
        if name in values and getattr(outcome, name) != values[name]
    ]
    if overlaps:
        raise OvertakenError(overlaps, outcome.version)


def _changed_since(
    session: Session, actor: Actor, outcome: Outcome, version: int
) -> dict[str, str]:
    """The fields that were changed since, each with the name of who did it last."""
    events = session.execute(
        select(AuditEvent.after, AuditEvent.actor_id, Member.name)
        .outerjoin(
            Member, (Member.team_id == AuditEvent.team_id) & (Member.id == AuditEvent.actor_id)
        )
        .where(
            AuditEvent.team_id == actor.team_id,
            AuditEvent.account_id == outcome.account_id,
            AuditEvent.subject_id == outcome.id,
        )
        .order_by(AuditEvent.at, AuditEvent.id)
    )
    return {
        name: by or actor_id
        for after, actor_id, by in events
        if after and after.get("version", 0) > version
        for name in after
    }
