"""The history of an account: every change that was kept, the newest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.errors import UserError
from bot.model import AuditEvent, Goal, Member, Milestone, Occasion, Outcome, Player
from bot.practice.access import get_account
from bot.practice.actor import Actor
from bot.practice.pages import PAGE, nearest

NAMES: dict[str, InstrumentedAttribute[str]] = {
    "goal": Goal.behaviour,
    "milestone": Milestone.title,
    "occasion": Occasion.title,
    "outcome": Outcome.change,
    "player": Player.name,
    "story": Outcome.change,
}
"""What each noun is called in the words of people."""
KINDS = (
    "account",
    "plan",
    "goal",
    "reading",
    "milestone",
    "outcome",
    "reuse",
    "player",
    "review",
    "signal",
    "suggestion",
    "pulse",
    "nudge",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One change. `name` is what its subject is called, empty where nothing tells."""

    id: str
    account_id: str | None
    at: datetime
    actor_id: str
    actor_name: str
    verb: str
    subject_id: str
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    is_undone: bool

    @property
    def noun(self) -> str:
        """What was changed: the verb's first half."""
        return self.verb.partition(".")[0]


@dataclass(frozen=True, slots=True)
class History:
    """One page of an account's history; pages count from 1. `kind` is the noun it is kept to."""

    account_id: str
    account_name: str
    kind: str | None
    events: tuple[Event, ...]
    total: int
    page: int
    pages: int
    zone: str


def history(
    session: Session, actor: Actor, account_id: str, kind: str | None = None, page: int = 1
) -> History:
    """One page of what happened, of one kind or of all."""
    account = get_account(session, actor, account_id)
    where = [AuditEvent.team_id == actor.team_id, AuditEvent.account_id == account_id]
    kind = kind if kind in KINDS else None
    if kind is not None:
        where.append(AuditEvent.verb.startswith(f"{kind}.", autoescape=True))
    total = session.scalar(select(func.count()).select_from(AuditEvent).where(*where)) or 0
    page, pages = nearest(total, page)
    return History(
        account_id=account_id,
        account_name=account.name,
        kind=kind,
        events=tuple(_events(session, actor, where, (page - 1) * PAGE)),
        total=total,
        page=page,
        pages=pages,
        zone=actor.zone,
    )


def latest(
    session: Session, actor: Actor, nouns: Collection[str], *where: ColumnElement[bool]
) -> tuple[tuple[Event, ...], int]:
    """The last changes of these nouns, as many as a page holds, and how many there are."""
    of_nouns = or_(*(AuditEvent.verb.startswith(f"{one}.", autoescape=True) for one in nouns))
    every = [AuditEvent.team_id == actor.team_id, of_nouns, *where]
    total = session.scalar(select(func.count()).select_from(AuditEvent).where(*every)) or 0
    return tuple(_events(session, actor, every, 0)), total


def event(session: Session, actor: Actor, event_id: str) -> Event:
    """One change; a UserError where it is not kept any more."""
    where = (AuditEvent.team_id == actor.team_id, AuditEvent.id == event_id)
    found = next(iter(_events(session, actor, where, 0)), None)
    if found is None:
        raise UserError("That change is not kept any more.")
    return found


def _events(
    session: Session, actor: Actor, where: Sequence[ColumnElement[bool]], skipped: int
) -> Iterable[Event]:
    rows = session.execute(
        select(AuditEvent, Member.name)
        .outerjoin(
            Member, (Member.team_id == AuditEvent.team_id) & (Member.id == AuditEvent.actor_id)
        )
        .where(*where)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .offset(skipped)
        .limit(PAGE)
    ).all()
    names = names_of(session, actor, [row for row, _ in rows])
    for row, member_name in rows:
        yield Event(
            id=row.id,
            account_id=row.account_id,
            at=row.at,
            actor_id=row.actor_id,
            actor_name=member_name or "",
            verb=row.verb,
            subject_id=row.subject_id,
            name=names.get(row.subject_id) or _name_in(row),
            before=row.before,
            after=row.after,
            is_undone=row.undone_at is not None,
        )


def names_of(session: Session, actor: Actor, events: Iterable[AuditEvent]) -> dict[str, str]:
    """What the subjects are called now, by their ids."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        wanted[event.verb.partition(".")[0]].add(event.subject_id)
        goal_id = (event.after or {}).get("goal_id")
        if isinstance(goal_id, str):
            wanted["goal"].add(goal_id)
    found: dict[str, str] = {}
    for noun, ids in wanted.items():
        column = NAMES.get(noun)
        if column is None:
            continue
        table = column.class_
        rows = session.execute(
            select(table.id, column).where(table.team_id == actor.team_id, table.id.in_(ids))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def _name_in(event: AuditEvent) -> str:
    """What it was called when it was changed, for what is gone since."""
    facts = {**(event.before or {}), **(event.after or {})}
    column = NAMES.get(event.verb.partition(".")[0])
    named = facts.get(column.key) if column is not None else facts.get("name")
    return named if isinstance(named, str) else ""
