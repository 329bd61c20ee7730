"""The dashboard of a CSM: own accounts, what to do next, and what changed there."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Account, AuditEvent, Member
from bot.practice import history, home, next_action
from bot.practice.actor import Actor
from bot.practice.history import Event
from bot.practice.home import Filter, Home
from bot.practice.next_action import NextActions

LATELY = timedelta(days=7)
TOLD = ("account", "plan", "goal", "reading", "milestone", "outcome", "player", "suggestion")
"""Of these a change is news; what was done about a matter is told by the matter."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened at one of the accounts."""

    account_name: str
    event: Event


@dataclass(frozen=True, slots=True)
class CsmDashboard:
    """One person's work: a page of the accounts, the next actions, and the latest changes.

    `more` counts the changes that are not among `changes`.
    """

    person_name: str
    home: Home
    actions: NextActions
    changes: tuple[Change, ...]
    more: int
    zone: str
    today: date


def csm(session: Session, actor: Actor, page: int = 1) -> CsmDashboard:
    """The dashboard of this actor's own accounts, whatever the role."""
    changes, more = _changes(session, actor)
    person = session.get(Member, (actor.team_id, actor.id))
    return CsmDashboard(
        person_name=person.name if person else "",
        home=home.home(session, actor, Filter.MINE, page),
        actions=next_action.of_person(session, actor),
        changes=changes,
        more=more,
        zone=actor.zone,
        today=actor.today,
    )


def _changes(session: Session, actor: Actor) -> tuple[tuple[Change, ...], int]:
    own = select(Account.id).where(Account.team_id == actor.team_id, Account.owner_id == actor.id)
    events, total = history.latest(
        session, actor, TOLD, AuditEvent.account_id.in_(own), AuditEvent.at > actor.now - LATELY
    )
    ids = {event.account_id for event in events}
    rows = session.execute(
        select(Account.id, Account.name).where(Account.team_id == actor.team_id, Account.id.in_(ids))
    )
    names = {row.id: row.name for row in rows}
    changes = tuple(Change(names.get(event.account_id or "", ""), event) for event in events)
    return changes, total - len(changes)
