"""The bundle: whose is due, what is in it, and how matters move from message to message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, literal, null, or_, select, update
from sqlalchemy.orm import Session

from bot.database import UtcDateTime, insert_new
from bot.model import Member, Message, Nudge, NudgeState, WorkingTime
from bot.practice.actor import Actor
from bot.practice.leader import Leaders, leaders
from bot.practice.member import USER_ID
from bot.practice.nudge import (
    AT_WORK,
    Means,
    NudgeFacts,
    matters_of,
    of_ids,
    person_of,
    pressing_of,
)
from bot.practice.pages import nearest
from bot.practice.working_time import Hours, hours_of

AWAKE = case(
    (Nudge.escalated_at.is_(None), literal(NudgeState.OPEN, Nudge.state.type)),
    else_=literal(NudgeState.ESCALATED, Nudge.state.type),
)
"""What a matter is that sleeps no more."""
SHOWN = 5
"""Matters in one message; the others are one click away."""


class Place(StrEnum):
    """Where a matter is that a message told of."""

    HERE = "here"
    LATER = "later"
    """In a message that came later."""
    OTHERS = "others"
    """With somebody else now."""


@dataclass(frozen=True, slots=True)
class Line:
    """One matter in a message, and who has it now."""

    nudge: NudgeFacts
    place: Place = Place.HERE
    person_id: str | None = None
    person_name: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message about matters: whose it is, when it came by that person's clock, and its lines.

    `more` counts the open matters that belong to it and are not shown.
    """

    person_id: str
    came_at: datetime
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NudgePage:
    """One page of a person's matters, those asleep last: pages count from 1.

    It is read in `zone`; `changed` is what the reader just did something about.
    """

    person_id: str
    person_name: str | None
    reader_id: str
    zone: tzinfo | None
    lines: tuple[Line, ...]
    changed: Line | None
    total: int
    page: int
    pages: int


PAGE = 8


def due(session: Session, team_id: str, now: datetime) -> list[str]:
    """The members whose bundle of today is still to come, and may come now."""
    at_work = select(Member.id).where(Member.team_id == team_id, Member.standing.in_(AT_WORK))
    hours = hours_of(session, team_id, session.scalars(at_work))
    return sorted(person for person, theirs in hours.items() if theirs.wants_bundle(now))


def begin(session: Session, team_id: str, person_id: str, now: datetime) -> datetime | None:
    """Claim a person's bundle of today: the instant by that person's clock.

    None where it is not due, or somebody else has claimed it: the row is held until the commit.
    """
    hours = hours_of(session, team_id, [person_id])[person_id]
    if not hours.wants_bundle(now):
        return None
    today = hours.local(now).date()
    insert_new(session, WorkingTime, team_id=team_id, id=person_id)
    claimed = session.scalar(
        update(WorkingTime)
        .where(
            WorkingTime.team_id == team_id,
            WorkingTime.id == person_id,
            or_(WorkingTime.bundled_on.is_(None), WorkingTime.bundled_on < today),
        )
        .values(bundled_on=today)
        .returning(WorkingTime.id)
        .execution_options(synchronize_session=False)
    )
    return hours.local(now) if claimed else None


def collect(
    session: Session, team_id: str, person_id: str, came_at: datetime, means: Means
) -> tuple[Shown, list[NudgeFacts]]:
    """A person's bundle as it would be now, and all matters that belong to it."""
    found = pressing_of(session, team_id, person_id, came_at.date(), means)
    lines = tuple(Line(one) for one in found[:SHOWN])
    return Shown(person_id, came_at, lines, len(found) - len(lines)), found


def take_over(
    session: Session, team_id: str, message_id: str, found: Sequence[NudgeFacts], now: datetime
) -> set[str]:
    """Let a new message be the live one of these matters, the first of which it shows.

    Who sleeps wakes; who is shown has been told. Gives the messages that showed them until now.
    """
    ids = [one.id for one in found]
    asleep = Nudge.state == NudgeState.SNOOZED
    heard, unheard = literal(now, UtcDateTime()), null()
    told_at = case((asleep, heard), else_=func.coalesce(Nudge.told_at, heard))
    untold_at = case((asleep, unheard), else_=Nudge.told_at)
    for some, at in ((ids[:SHOWN], told_at), (ids[SHOWN:], untold_at)):
        session.execute(
            update(Nudge)
            .where(Nudge.team_id == team_id, Nudge.id.in_(some))
            .values(message_id=message_id, told_at=at, state=AWAKE, snoozed_until=None)
            .execution_options(synchronize_session=False)
        )
    return {one.message_id for one in found if one.message_id}


def let_go(session: Session, team_id: str, person_id: str, message_ids: set[str]) -> None:
    """What these earlier messages of a person still hold is settled: they are live no more."""
    theirs = select(Message.id).where(
        Message.team_id == team_id, Message.id.in_(message_ids), Message.lane == person_id
    )
    session.execute(
        update(Nudge)
        .where(Nudge.team_id == team_id, Nudge.message_id.in_(theirs))
        .values(message_id=None)
        .execution_options(synchronize_session=False)
    )


def shown_in(session: Session, message: Message, hours: Hours, now: datetime) -> Shown:
    """What a message shows by now: each of its matters with what became of it."""
    team_id, about = message.team_id, message.about or []
    found = of_ids(session, team_id, about, hours.local(now).date())
    lead = leaders(session, team_id)
    lines = tuple(_line(one, message, lead) for one in found)
    more = _count(session, message, about, hours.local(now).date())
    return Shown(message.lane, hours.local(message.created_at), lines, more)


def whose(nudge: NudgeFacts, lead: Leaders) -> tuple[str | None, str | None]:
    """Who has a matter, by id and by the name that is known."""
    person = person_of(nudge, lead)
    if person is not None and person == nudge.handed_to:
        return person, nudge.holder_name
    return person, nudge.owner_name if person == nudge.owner_id else None


def _line(nudge: NudgeFacts, message: Message, lead: Leaders) -> Line:
    person, name = whose(nudge, lead)
    if message.id == nudge.escalation_id:
        was_escalated = nudge.escalated_at is not None  # else the leader was told at once
        is_answered = nudge.state is NudgeState.OPEN and was_escalated  # by handing it over
        return Line(nudge, Place.OTHERS if is_answered else Place.HERE, person, name)
    if person != message.lane:
        return Line(nudge, Place.OTHERS, person, name)
    return Line(nudge, Place.HERE if message.id == nudge.message_id else Place.LATER, person, name)


def _count(session: Session, message: Message, shown: Sequence[str], today: date) -> int:
    """The matters that belong to a message and need something today, without those it shows."""
    found = session.scalar(
        select(func.count())
        .select_from(Nudge)
        .where(
            Nudge.team_id == message.team_id,
            Nudge.message_id == message.id,
            Nudge.id.not_in(shown),
            _is_pressing(today),
        )
    )
    return found or 0


def _is_pressing(today: date) -> ColumnElement[bool]:
    awake = Nudge.state.in_((NudgeState.OPEN, NudgeState.ESCALATED))
    return or_(awake, (Nudge.state == NudgeState.SNOOZED) & (Nudge.snoozed_until <= today))


def page(
    session: Session, actor: Actor, person_id: str, number: int, changed_id: str | None = None
) -> NudgePage:
    """One page of a person's matters; of the actor's own where nobody has such an id."""
    team_id = actor.team_id
    person_id = person_id if USER_ID.fullmatch(person_id) else actor.id
    hours = hours_of(session, team_id, [person_id, actor.id])
    today = hours[person_id].local(actor.now).date()
    found = matters_of(session, team_id, person_id, today)
    changed = of_ids(session, team_id, [changed_id] if changed_id else [], today)
    rest = [one for one in found if one.id != changed_id]
    number, pages = nearest(len(rest), number, PAGE)
    member = session.get(Member, (team_id, person_id))
    return NudgePage(
        person_id=person_id,
        person_name=member.name or None if member else None,
        reader_id=actor.id,
        zone=hours[actor.id].local(actor.now).tzinfo,
        lines=tuple(Line(one) for one in rest[(number - 1) * PAGE : number * PAGE]),
        changed=Line(changed[0]) if changed else None,
        total=sum(one.is_pressing for one in found),
        page=number,
        pages=pages,
    )
