"""Stories: what somebody may read of an outcome, and how far it may travel."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Consent, Permanence
from bot.practice import audit
from bot.practice.access import get_account, may_change
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.numbering import account_of
from bot.practice.outcome import facts, facts_to_change

FURTHER = (Consent.INTERNAL, Consent.CUSTOMERS, Consent.PUBLIC)
NOT_AGREED = (
    "This story may be read by colleagues only, and people of another company read along there. "
    "Ask the customer first, and note who agreed under “How far may it travel?”."
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What only colleagues read of a story."""

    outcome_id: str
    score: int
    value: Decimal | None
    currency: str | None
    value_how: str | None
    reuse_needs: str | None
    source_link: str | None
    consent_how: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A story as those in front of it may read it; `inside` is None where they are no colleagues.

    The quote is there only where its speaker agreed. The account's name is in it: whoever agreed
    to the story agreed to be named.
    """

    account_name: str
    change: str
    happened_on: date
    situation: str | None
    action: str | None
    story: str | None
    quote: str | None
    quoted: str | None
    metric: str | None
    unit: str
    metric_baseline: Decimal | None
    metric_target: Decimal | None
    metric_actual: Decimal | None
    permanence: Permanence | None
    verified_on: date | None
    consent: Consent
    consent_on: date | None
    inside: Inside | None


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """An outcome as a story: whose it is, and whether this actor may change it."""

    outcome: OutcomeFacts
    account_name: str
    may_change: bool

    def told_to(self, audience: Consent) -> Told:
        """What this audience would read of it, once it may."""
        outcome = self.outcome
        is_inside = audience is Consent.INTERNAL
        return Told(
            account_name=self.account_name,
            change=outcome.change,
            happened_on=outcome.happened_on,
            situation=outcome.situation,
            action=outcome.action,
            story=outcome.story,
            quote=outcome.quote if outcome.quote_agreed else None,
            quoted=outcome.quote_player_name if outcome.quote_agreed else None,
            metric=outcome.metric,
            unit=outcome.unit or "",
            metric_baseline=outcome.metric_baseline,
            metric_target=outcome.metric_target,
            metric_actual=outcome.metric_actual,
            permanence=outcome.permanence,
            verified_on=outcome.verified_on,
            consent=outcome.consent,
            consent_on=outcome.consent_on,
            inside=_inside(outcome) if is_inside else None,
        )


def _inside(outcome: OutcomeFacts) -> Inside:
    return Inside(
        outcome_id=outcome.id,
        score=outcome.score,
        value=outcome.value,
        currency=outcome.currency,
        value_how=outcome.value_how,
        reuse_needs=outcome.reuse_needs,
        source_link=outcome.source_link,
        consent_how=outcome.consent_how,
    )


def story(session: Session, actor: Actor, outcome_id: str) -> StoryFacts:
    """One outcome as a story; a UserError where it is gone."""
    outcome = facts(session, actor, outcome_id)
    account = get_account(session, actor, outcome.account_id)
    return StoryFacts(outcome, account.name, may_change(session, actor, account))


def story_to_change(session: Session, actor: Actor, outcome_id: str) -> StoryFacts:
    """The same, for a change by this actor."""
    facts_to_change(session, actor, outcome_id)
    return story(session, actor, outcome_id)


def told(session: Session, actor: Actor, outcome_id: str, audience: Consent) -> Told:
    """The story for an audience; a UserError where nobody agreed that it travels so far."""
    found = story(session, actor, outcome_id)
    if FURTHER.index(audience) > FURTHER.index(found.outcome.consent):
        raise UserError(NOT_AGREED)
    return found.told_to(audience)


def record_shared(
    session: Session, actor: Actor, outcome_id: str, audience: Consent, to: str
) -> None:
    """Keep that a story left: for whom, and where to."""
    after = {"for": audience.value, "to": to}
    account_id = account_of(outcome_id)
    audit.record(session, actor, "story.share", outcome_id, account_id=account_id, after=after)
