"""Pulse: a person's own judgement of an account, beside the score and never in place of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.errors import UserError
from bot.model import HealthBand, Member, Pulse
from bot.practice import audit
from bot.practice.access import account_to_change
from bot.practice.actor import Actor

LASTS = timedelta(days=30)
JUDGED = (HealthBand.GREEN, HealthBand.YELLOW, HealthBand.RED)
"""What a person can say: who does not know gives none."""


@dataclass(frozen=True, slots=True)
class PulseFacts:
    """The latest judgement of an account that has not expired."""

    band: HealthBand
    reason: str
    given_by: str
    given_by_name: str | None
    given_at: datetime
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseGiven:
    """What a person says, and why."""

    band: HealthBand
    reason: str


def give(session: Session, actor: Actor, account_id: str, given: PulseGiven) -> str:
    """Keep a judgement for 30 days; the account's id."""
    account_to_change(session, actor, account_id)
    if given.band not in JUDGED:
        raise UserError("Choose green, yellow or red.", "band")
    pulse = Pulse(
        team_id=actor.team_id,
        id=new_id(),
        account_id=account_id,
        band=given.band,
        reason=given.reason,
        given_by=actor.id,
        given_at=actor.now,
        expires_on=actor.today + LASTS,
    )
    audit.add(session, actor, "pulse.give", pulse, account_id)
    return account_id


def latest(session: Session, actor: Actor, account_id: str) -> PulseFacts | None:
    """The latest judgement, unless it has expired."""
    row = session.execute(
        select(
            Pulse.band,
            Pulse.reason,
            Pulse.given_by,
            Member.name,
            Pulse.given_at,
            Pulse.expires_on,
        )
        .outerjoin(Member, (Member.team_id == Pulse.team_id) & (Member.id == Pulse.given_by))
        .where(Pulse.team_id == actor.team_id, Pulse.account_id == account_id)
        .order_by(Pulse.given_at.desc(), Pulse.id.desc())
        .limit(1)
    ).one_or_none()
    return PulseFacts(*row) if row is not None and row.expires_on > actor.today else None
