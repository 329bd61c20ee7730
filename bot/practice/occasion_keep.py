"""Occasions follow what happens: new ones, the limits, what is over, what goes by itself.

Nothing here is decided for good: whoever asks looks at the limits again, see `occasion.ask`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import insert_into
from bot.model import Occasion, OccasionState, PlayerRole, SurveyKind, Trigger
from bot.practice.nudges import survey_due
from bot.practice.nudges.sweep import look_at
from bot.practice.numbering import take_numbers
from bot.practice.occasion import roles_of
from bot.practice.survey import surveys
from bot.practice.survey_limit import Askable, Room, rooms
from bot.practice.survey_terms import terms_by_segment
from bot.practice.survey_trigger import UNDONE, Due, found, standing
from bot.practice.way import Reach
from bot.practice.working_time import Hours

OFF = "The survey was switched off."
PASSED = "Its moment passed, and nobody sent it."
HELD = "Its moment passed while the limits held it back."
NOBODY = "Nobody there may be asked."
"""Why what goes by itself does not; then somebody of ours is asked, as of all others."""
AT_ONCE = 500
"""Accounts in one statement."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an occasion that is due; without a state, it stays due."""

    id: str
    ask_on: date
    reason: str | None
    state: OccasionState = OccasionState.DUE


def is_behind(session: Session, team_id: str, now: datetime, reach: Reach) -> bool:
    """Whether anything has happened, or become due or over, that no occasion tells yet."""
    return bool(found(session, team_id, now)) or any(_changes(session, team_id, now, reach))


def catch_up(session: Session, team_id: str, now: datetime, reach: Reach) -> None:
    """Write the occasions of what has happened, and what has become of those that are due.

    Their matters follow at once.
    """
    _add(session, team_id, found(session, team_id, now), now)
    changes = {one.id: one for one in _changes(session, team_id, now, reach)}
    rows = select(Occasion).where(
        Occasion.team_id == team_id,
        Occasion.id.in_(changes),
        Occasion.state == OccasionState.DUE,
    )
    for row in session.scalars(rows.order_by(Occasion.id).with_for_update()):
        change = changes[row.id]
        row.ask_on, row.reason, row.state = change.ask_on, change.reason, change.state
        row.closed_at = None if change.state is OccasionState.DUE else now
    look_at(session, team_id, survey_due.RULE.name, now)


def _add(session: Session, team_id: str, due: Sequence[Due], now: datetime) -> None:
    """Of an event and a survey there is one occasion, whoever else adds it at the same time."""
    wanted = Counter(one.event.account_id for one in due)
    numbers = take_numbers(session, team_id, wanted)
    values = []
    for one in due:
        account_id = one.event.account_id
        numbers[account_id] += 1
        values.append(_values(one, f"{account_id}-{numbers[account_id]}", team_id, now))
    if values:
        insert = insert_into(Occasion, session.get_bind().dialect.name)
        again = ("ask_on", "due_on", "happened_on", "title", "kind", "stage", "state", "reason")
        statement = insert.on_conflict_do_update(
            index_elements=[Occasion.team_id, Occasion.survey_id, Occasion.subject_id],
            set_={"closed_at": None} | {name: insert.excluded[name] for name in again},
            where=(Occasion.state == OccasionState.DROPPED) & (Occasion.reason == UNDONE),
        )
        session.connection().execute(statement, values)


def _values(due: Due, occasion_id: str, team_id: str, now: datetime) -> dict[str, object]:
    survey, event = due.survey, due.event
    return {
        "team_id": team_id,
        "id": occasion_id,
        "account_id": event.account_id,
        "survey_id": survey.id,
        "kind": SurveyKind(event.kind) if event.kind else survey.kind,
        "trigger": survey.trigger,
        "subject_id": event.subject_id,
        "plan_id": event.plan_id,
        "title": event.title,
        "step": event.step,
        "stage": event.stage,
        "happened_on": event.happened_on,
        "due_on": due.due_on,
        "ask_on": due.due_on,
        "state": OccasionState.DUE,
        "reason": None,
        "created_at": now,
    }


def _due(session: Session, team_id: str) -> list[Occasion]:
    rows = select(Occasion).where(Occasion.team_id == team_id, Occasion.state == OccasionState.DUE)
    return list(session.scalars(rows.order_by(Occasion.id)))


def _rooms(
    session: Session, team_id: str, due: Sequence[Occasion], reach: Reach
) -> dict[str, Room]:
    ids = sorted({one.account_id for one in due})
    known: dict[str, Room] = {}
    for start in range(0, len(ids), AT_ONCE):
        known |= rooms(session, team_id, ids[start : start + AT_ONCE], reach)
    return known


def _changes(session: Session, team_id: str, now: datetime, reach: Reach) -> Iterator[Change]:
    """What is to become of those that are due, where that is something else than what is."""
    due = _due(session, team_id)
    if not due:
        return
    known, stand = surveys(session, team_id), standing(session, team_id, due)
    on = {one.id for one in known.values() if one.is_on or one.trigger is Trigger.HAND}
    here = _rooms(session, team_id, due, reach)
    for one in due:
        if one.id not in stand:
            yield _dropped(one, UNDONE)
        elif one.survey_id not in on:
            yield _dropped(one, OFF)
        else:
            change = _follow(one, here[one.account_id], roles_of(known, one.survey_id), now)
            if (change.state, change.ask_on, change.reason) != (one.state, one.ask_on, one.reason):
                yield change


def _dropped(one: Occasion, reason: str) -> Change:
    return Change(one.id, one.ask_on, reason, OccasionState.DROPPED)


def _follow(one: Occasion, here: Room, roles: Collection[PlayerRole], now: datetime) -> Change:
    """The first day that the limits leave; dropped once its moment has passed."""
    today = here.today(now)
    ask_on = here.first_day(roles, one.due_on)
    if today > one.due_on + timedelta(days=here.terms.moment_days):
        return _dropped(one, HELD if max(ask_on, one.ask_on) >= today else PASSED)
    is_stuck = here.terms.sends_itself and not here.of_roles(roles)
    return Change(one.id, ask_on, NOBODY if is_stuck else None)


def ready(session: Session, team_id: str, now: datetime, reach: Reach) -> list[str]:
    """The occasions that go by themselves, now: while most of whom they ask are at work."""
    if not any(one.sends_itself for one in terms_by_segment(session, team_id).values()):
        return []
    due = [one for one in _due(session, team_id) if one.ask_on <= now.date() + timedelta(days=1)]
    known, here = surveys(session, team_id), _rooms(session, team_id, due, reach)
    return [
        one.id
        for one in due
        if here[one.account_id].is_active
        and here[one.account_id].terms.sends_itself
        and _is_time(one, here[one.account_id], roles_of(known, one.survey_id), now)
    ]


def _is_time(one: Occasion, here: Room, roles: Collection[PlayerRole], now: datetime) -> bool:
    today = here.today(now)
    people = here.free(roles, today) if one.ask_on <= today else []
    return bool(people) and 2 * sum(_is_at_work(p, here.hours, now) for p in people) >= len(people)


def _is_at_work(person: Askable, owners: Hours, now: datetime) -> bool:
    """By the person's own zone where it is known, else the owner's; from nine to five."""
    return Hours(zone=person.zone or owners.zone).is_working(now)
