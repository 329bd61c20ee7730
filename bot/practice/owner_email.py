"""Owners who are known by their e-mail address until Slack tells who they are."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.model import Account, AuditEvent, Standing
from bot.practice import audit
from bot.practice.importing import importer
from bot.practice.member import Profile, record_profile


def emails_to_look_up(session: Session, team_id: str) -> list[str]:
    """The addresses of owners whom nobody has found yet, each once, in alphabetical order."""
    return list(
        session.scalars(
            select(Account.owner_email)
            .where(
                Account.team_id == team_id,
                Account.owner_email.is_not(None),
                Account.owner_id.is_(None),
            )
            .distinct()
            .order_by(Account.owner_email)
        )
    )


def owner_found(session: Session, team_id: str, email: str, profile: Profile, now: datetime) -> int:
    """Give the accounts that wait for this address their owner; how many there were.

    Whoever is no full member of the workspace is recorded, but owns nothing.
    """
    record_profile(session, team_id, profile, now)
    if profile.standing is not Standing.COLLEAGUE:
        return 0
    waiting = (
        update(Account)
        .where(
            Account.team_id == team_id,
            Account.owner_email == email,
            Account.owner_id.is_(None),
        )
        .values(owner_id=profile.id)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    )
    found = list(session.scalars(waiting))
    every = [_event(team_id, account_id, profile, now) for account_id in found]
    if events := [event for event in every if event]:
        session.execute(insert(AuditEvent), events)
    return len(found)


def _event(team_id: str, account_id: str, profile: Profile, now: datetime) -> audit.Facts | None:
    return audit.event_of(
        importer(team_id, now),
        "account.edit",
        account_id,
        account_id=account_id,
        before={"owner_id": None},
        after={"owner_id": profile.id},
    )
