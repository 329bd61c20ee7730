"""The dashboard of a CSM: own accounts, what to do next, and what changed there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Account, AuditEvent, Health, HealthBand, Member, Role, SurveyKind
from bot.practice import history, home, next_action, sentiment_query
from bot.practice.actor import Actor
from bot.practice.history import Event
from bot.practice.home import Filter, Home
from bot.practice.metrics.cohort import Period
from bot.practice.next_action import NextActions
from bot.practice.survey_score import Said

LATELY = timedelta(days=7)
ANSWERED_DAYS = 90
"""So many days of answers to surveys are added up."""
TOLD = ("account", "plan", "goal", "reading", "milestone", "outcome", "player", "suggestion")
"""Of these a change is news; what was done about a matter is told by the matter."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened at one of the accounts."""

    account_name: str
    event: Event


@dataclass(frozen=True, slots=True)
class HealthNow:
    """An account's score and what it means; the score is None where health is unknown."""

    score: int | None
    band: HealthBand


@dataclass(frozen=True, slots=True)
class CsmDashboard:
    """One person's work: a page of the accounts, the next actions, and the latest changes.

    `health` is that of the accounts on the page, by their ids. `said` is what people of all of them
    answered to surveys lately. `more` counts the changes that are not among `changes`.
    """

    person_name: str
    home: Home
    health: Mapping[str, HealthNow]
    actions: NextActions
    said: Mapping[SurveyKind, Said]
    changes: tuple[Change, ...]
    more: int
    zone: str
    today: date


def csm(session: Session, actor: Actor, page: int = 1) -> CsmDashboard:
    """The dashboard of this actor's own accounts: a leader's, too, are then only the own."""
    own = replace(actor, role=Role.CSM)
    shown = home.home(session, own, Filter.MINE, page)
    changes, more = _changes(session, own)
    person = session.get(Member, (actor.team_id, actor.id))
    return CsmDashboard(
        person_name=person.name if person else "",
        home=shown,
        health=_health(session, own, [line.account.id for line in shown.lines]),
        actions=next_action.of_person(session, own),
        said=_said(session, own),
        changes=changes,
        more=more,
        zone=actor.zone,
        today=actor.today,
    )


def _health(session: Session, actor: Actor, account_ids: Sequence[str]) -> dict[str, HealthNow]:
    rows = session.execute(
        select(Health.account_id, Health.score, Health.band).where(
            Health.team_id == actor.team_id, Health.account_id.in_(account_ids)
        )
    )
    return {row.account_id: HealthNow(row.score, row.band) for row in rows}


def _said(session: Session, actor: Actor) -> dict[SurveyKind, Said]:
    today = actor.now.date()
    lately = Period(today - timedelta(days=ANSWERED_DAYS), today)
    given = sentiment_query.filled_in(actor.team_id, lately, actor.now)
    return sentiment_query.heard(session, given, Account.owner_id == actor.id)


def _changes(session: Session, actor: Actor) -> tuple[tuple[Change, ...], int]:
    own = select(Account.id).where(Account.team_id == actor.team_id, Account.owner_id == actor.id)
    events, total = history.latest(
        session, actor, TOLD, AuditEvent.account_id.in_(own), AuditEvent.at > actor.now - LATELY
    )
    names = _names(session, actor, {event.account_id for event in events})
    changes = tuple(Change(names.get(event.account_id or "", ""), event) for event in events)
    return changes, total - len(changes)


def _names(session: Session, actor: Actor, account_ids: Collection[str | None]) -> dict[str, str]:
    rows = session.execute(
        select(Account.id, Account.name).where(
            Account.team_id == actor.team_id, Account.id.in_(account_ids)
        )
    )
    return {row.id: row.name for row in rows}
