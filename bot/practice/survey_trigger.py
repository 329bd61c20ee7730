"""What has happened at accounts that a survey is to ask about, and what did not happen after all.

Each trigger is one statement over all accounts; see `survey_source`. It is asked in two ways: what
is new, and whether what an occasion stands for is still so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, exists
from sqlalchemy.orm import Session

from bot.model import Account, AccountStatus, Milestone, Occasion, OccasionState, Trigger
from bot.model.working_time import EVERYBODY
from bot.practice.names import key_of
from bot.practice.rows import as_facts
from bot.practice.survey import SurveyFacts, surveys
from bot.practice.survey_source import SOURCES, Event, Source
from bot.practice.survey_terms import Terms, of_segment, terms_by_segment
from bot.practice.working_time import hours_of

UNDONE = "It did not happen after all."
"""The reason of what was dropped because its event was taken back; it is due again if that is."""
AT_ONCE = 500
"""Ids in one statement."""


@dataclass(frozen=True, slots=True)
class Due:
    """An event that a survey is to ask about, from a day on."""

    survey: SurveyFacts
    event: Event
    due_on: date


def found(session: Session, team_id: str, now: datetime) -> list[Due]:
    """What has happened and has no occasion yet, while its moment lasts, of active accounts."""
    terms = terms_by_segment(session, team_id)
    wanted = [
        one for one in surveys(session, team_id).values() if one.is_on and one.trigger in SOURCES
    ]
    longest = max(one.moment_days for one in terms.values())
    goes_live = any(one.trigger is Trigger.ONBOARDING for one in wanted)
    look = _Look(session, team_id, now, longest, goes_live)
    pairs = [(survey, event) for survey in wanted for event in look.at(survey)]
    owners = {event.owner_id or EVERYBODY for _, event in pairs}
    hours = hours_of(session, team_id, owners) if owners else {}
    days = {owner: one.local(now).date() for owner, one in hours.items()}
    return [
        Due(survey, event, event.happened_on + timedelta(days=survey.delay_days))
        for survey, event in pairs
        if _is_now(survey, event, days[event.owner_id or EVERYBODY], _terms(terms, event))
    ]


def _terms(terms: Mapping[str, Terms], event: Event) -> Terms:
    return of_segment(terms, event.segment)


def _is_now(survey: SurveyFacts, event: Event, today: date, terms: Terms) -> bool:
    """Whether it has happened by the owner's day, and its moment has not passed."""
    is_over = survey.trigger is not Trigger.GOAL_MISSED or event.happened_on < today
    last_day = event.happened_on + timedelta(days=survey.delay_days + terms.moment_days)
    return is_over and event.happened_on <= today <= last_day


@dataclass(frozen=True, slots=True)
class _Look:
    """One look for what is new. `goes_live`: some survey asks after going live."""

    session: Session
    team_id: str
    now: datetime
    longest: int
    goes_live: bool

    def at(self, survey: SurveyFacts) -> Iterator[Event]:
        """The events after which this survey asks, by the widest days of all zones."""
        source = SOURCES[survey.trigger]
        today = self.now.date() + source.ahead
        statement = source.found.where(
            Account.team_id == self.team_id,
            Account.status == AccountStatus.ACTIVE,
            source.on >= today - timedelta(days=survey.delay_days + self.longest + 1),
            source.on <= today + timedelta(days=1),
            ~_is_known(survey.id, source.found.selected_columns[0]),
        )
        if survey.trigger is Trigger.MILESTONE and self.goes_live:
            statement = statement.where(~Milestone.is_onboarding)  # that is asked as going live
        for row in self.session.execute(statement):
            event = _event(row, source)
            if survey.stage in (None, event.stage):
                yield event


def _is_known(survey_id: str, subject: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether there is an occasion of it; one that was taken back is due again."""
    taken_back = (Occasion.state == OccasionState.DROPPED) & (Occasion.reason == UNDONE)
    return exists().where(
        Occasion.team_id == Account.team_id,
        Occasion.survey_id == survey_id,
        Occasion.subject_id == subject,
        ~taken_back,
    )


def _event(row: Row[*tuple[Any, ...]], source: Source) -> Event:
    event = as_facts(Event, row)
    title = event.title or (event.stage.value.capitalize() if event.stage else "")
    return replace(
        event,
        title=" ".join(title.split())[:300],
        step=key_of(event.step)[:300] if event.step else None,
        happened_on=event.happened_on - source.ahead,
    )


def standing(session: Session, team_id: str, occasions: Sequence[Occasion]) -> set[str]:
    """The ids of those of these occasions whose event is still so."""
    by_trigger: dict[Trigger, list[Occasion]] = defaultdict(list)
    for one in occasions:
        by_trigger[one.trigger].append(one)
    stand = {one.id for one in by_trigger.pop(Trigger.HAND, [])}
    for trigger, some in by_trigger.items():
        subjects = _subjects(session, team_id, SOURCES[trigger], {_base(one) for one in some})
        stand |= {one.id for one in some if one.subject_id in subjects}
    return stand


def _base(occasion: Occasion) -> str:
    return occasion.subject_id.partition("/")[0]


def _subjects(session: Session, team_id: str, source: Source, ids: Collection[str]) -> set[str]:
    listed, subjects = sorted(ids), set[str]()
    for start in range(0, len(listed), AT_ONCE):
        some = source.of.in_(listed[start : start + AT_ONCE])
        for row in session.execute(source.found.where(Account.team_id == team_id, some)):
            subjects.update(source.passed(row))
    return subjects
