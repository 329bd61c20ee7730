"""Changing an outcome, one of its parts at a time, without losing what somebody else changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import AuditEvent, Consent, Member, Outcome, ReuseScope
from bot.practice import audit, player
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeConsent:
    """How far the story may travel, and by whose word."""

    consent: Consent = Consent.INTERNAL
    consent_how: str | None = None


CONFIRMED = (
    "change",
    "happened_on",
    "metric",
    "metric_baseline",
    "metric_target",
    "metric_actual",
)
"""What the customer sees of an outcome, and confirms."""

OutcomePart = (
    OutcomeChange | OutcomeStory | OutcomeReuse | OutcomeMeasure | OutcomeBehaviour | OutcomeConsent
)


PARTS: Mapping[str, type[OutcomePart]] = {
    "outcome": OutcomeChange,
    "story": OutcomeStory,
    "reuse": OutcomeReuse,
    "measure": OutcomeMeasure,
    "permanence": OutcomeBehaviour,
}
"""By the names of the points."""
PART_OF = {field.name: name for name, part in PARTS.items() for field in fields(part)}
"""Which part a field belongs to."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A field that somebody else changed meanwhile, and who."""

    field: str
    by: str


class OvertakenError(UserError):
    """Somebody else changed the same fields since the window was opened; nothing was written.

    `merged` are the values of the part as the person would write them: where only others changed
    something, theirs. `version` is the outcome's now: whoever has read of it may write over it.
    """

    def __init__(
        self, overlaps: Sequence[Overlap], merged: Mapping[str, object], version: int
    ) -> None:
        names = " and ".join(sorted({one.by for one in overlaps}))
        super().__init__(f"{names} changed this meanwhile. Look at it before you save yours.")
        self.overlaps = tuple(overlaps)
        self.merged = dict(merged)
        self.version = version


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person who writes has seen: the version in the window, and the last one read of."""

    opened: int
    read: int


@dataclass(frozen=True, slots=True)
class _Theirs:
    """What became of a field since a window was opened: what it was then, who changed it last."""

    was: object
    by: str
    version: int


@contextmanager
def changing(session: Session, actor: Doer, verb: str, outcome: Outcome) -> Iterator[None]:
    """Keep what the block changes in the outcome, and that it is a newer version."""
    with audit.change(session, actor, verb, outcome, outcome.account_id):
        before = audit.facts_of(outcome)
        yield
        if audit.facts_of(outcome) != before:
            outcome.version += 1


def edit(
    session: Session, actor: Actor, outcome_id: str, part: OutcomePart, seen: Seen | None = None
) -> str:
    """Write one part of an outcome anew; its id.

    Where somebody changed other fields since the window was opened, both changes stand; where the
    same ones, OvertakenError tells of them until they are `seen`. What the customer confirmed and
    now says something else is verified no more.
    """
    outcome = outcome_to_change(session, actor, outcome_id)
    if seen is not None and seen.opened != outcome.version:
        part = type(part)(**_merged(session, actor, outcome, asdict(part), seen))
    _check(session, actor, outcome, part)
    with changing(session, actor, "outcome.edit", outcome):
        confirmed, consent = [getattr(outcome, name) for name in CONFIRMED], outcome.consent
        for name, value in asdict(part).items():
            setattr(outcome, name, value)
        if confirmed != [getattr(outcome, name) for name in CONFIRMED]:
            outcome.verified_by = outcome.verified_on = outcome.verified_player_id = None
        if outcome.consent is not consent:
            is_inside = outcome.consent is Consent.INTERNAL
            outcome.consent_on = None if is_inside else actor.today
        outcome.intended = was_planned(
            session, actor, outcome.goal_id, outcome.milestone_id, outcome.happened_on
        )
        plan_check(session, outcome)
    return outcome_id


def _check(session: Session, actor: Actor, outcome: Outcome, part: OutcomePart) -> None:
    if isinstance(part, OutcomeChange):
        check_happened(actor, part.happened_on)
        check_about(session, actor, outcome.account_id, part.goal_id, part.milestone_id)
    if isinstance(part, OutcomeStory) and part.quote_player_id != outcome.quote_player_id:
        _check_speaker(session, actor, outcome, part.quote_player_id)
    if isinstance(part, OutcomeConsent) and part.consent is not Consent.INTERNAL:
        _check_word(part)


def _check_word(part: OutcomeConsent) -> None:
    if not part.consent_how:
        raise UserError("Say who agreed to it, and how: it leaves on this word.", "consent_how")


def _check_speaker(session: Session, actor: Actor, outcome: Outcome, player_id: str | None) -> None:
    """Who was quoted stays so after leaving; only who is there can be asked anew."""
    if player_id is not None:
        player.get(session, actor, outcome.account_id, player_id, "quote_player_id")


def _merged(
    session: Session, actor: Actor, outcome: Outcome, values: Mapping[str, Any], seen: Seen
) -> dict[str, Any]:
    """The values to write: what others changed since stays, where this person left it as it was.

    OvertakenError, where both changed a field and this person has not read of it yet.
    """
    theirs = _changed_since(session, actor, outcome, seen.opened)
    merged, overlaps = dict(values), []
    for name in values.keys() & theirs.keys():
        one, now = theirs[name], getattr(outcome, name)
        if audit.plain(values[name]) == one.was:
            merged[name] = now
        elif values[name] != now and one.version > seen.read:
            overlaps.append(Overlap(name, one.by))
    if overlaps:
        overlaps.sort(key=lambda one: list(values).index(one.field))
        raise OvertakenError(overlaps, merged, outcome.version)
    return merged


def _changed_since(
    session: Session, actor: Actor, outcome: Outcome, version: int
) -> dict[str, _Theirs]:
    """The fields that were changed since a version."""
    events = session.execute(
        select(AuditEvent.before, AuditEvent.after, AuditEvent.actor_id, Member.name)
        .outerjoin(
            Member, (Member.team_id == AuditEvent.team_id) & (Member.id == AuditEvent.actor_id)
        )
        .where(
            AuditEvent.team_id == actor.team_id,
            AuditEvent.account_id == outcome.account_id,
            AuditEvent.subject_id == outcome.id,
        )
    )
    changes = (row for row in events if row.before and row.after)
    newer = [row for row in changes if row.after.get("version", 0) > version]
    found: dict[str, _Theirs] = {}
    for row in sorted(newer, key=lambda row: row.after["version"]):
        for name in row.after:
            was = found[name].was if name in found else row.before.get(name)
            found[name] = _Theirs(was, row.name or row.actor_id, row.after["version"])
    return found
