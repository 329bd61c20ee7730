"""Occasions: something happened at an account, after which people there are asked, or are not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import (
    Account,
    Member,
    Occasion,
    OccasionState,
    Player,
    PlayerRole,
    Response,
    Stage,
    SurveyKind,
    Trigger,
)
from bot.practice import audit, response
from bot.practice.access import account_to_change
from bot.practice.actor import Actor
from bot.practice.names import tidy
from bot.practice.nudges.say import count
from bot.practice.numbering import next_id
from bot.practice.rows import as_facts
from bot.practice.survey import SurveyFacts, surveys
from bot.practice.survey_limit import Askable, Room, hold, room
from bot.practice.survey_trigger import UNDONE, standing
from bot.practice.way import Reach

GONE = "That is gone. Look at the account’s surveys again."
NOBODY = "Nobody there may be asked: choose somebody, or say who is who under “players”."
BECAME = {
    OccasionState.ASKED: "They have been asked already.",
    OccasionState.SKIPPED: "Somebody said that nobody is asked this time.",
    OccasionState.DROPPED: "This is not asked any more.",
}


@dataclass(frozen=True, slots=True)
class OccasionFacts:
    """One occasion; see `bot.model.occasion`. `closed_by_name` is who of ours sent or skipped it.

    `roles` are those whom its survey asks.
    """

    id: str
    account_id: str
    survey_id: str
    kind: SurveyKind
    trigger: Trigger
    title: str
    stage: Stage | None
    happened_on: date
    due_on: date
    ask_on: date
    state: OccasionState
    reason: str | None
    closed_by: str | None
    closed_by_name: str | None
    closed_at: datetime | None
    roles: tuple[PlayerRole, ...]


FACTS = select(
    Occasion.id,
    Occasion.account_id,
    Occasion.survey_id,
    Occasion.kind,
    Occasion.trigger,
    Occasion.title,
    Occasion.stage,
    Occasion.happened_on,
    Occasion.due_on,
    Occasion.ask_on,
    Occasion.state,
    Occasion.reason,
    Occasion.closed_by,
    Member.name,
    Occasion.closed_at,
).outerjoin(Member, (Member.team_id == Occasion.team_id) & (Member.id == Occasion.closed_by))


@dataclass(frozen=True, slots=True)
class Proposal:
    """An occasion with what the limits leave: `people` would be asked now, as of `today`."""

    occasion: OccasionFacts
    room: Room
    people: tuple[Askable, ...]
    today: date

    @property
    def last_day(self) -> date:
        """The last day of its moment."""
        return self.occasion.due_on + timedelta(days=self.room.terms.moment_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a person may say before it goes: whom to ask, and of what as they read it.

    None: as it is proposed.
    """

    player_ids: Collection[str] | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingByHand:
    """What a person says who wants to know something: by which survey, from whom, about what."""

    survey_id: str
    player_ids: Collection[str]
    title: str | None = None


def facts(session: Session, team_id: str, occasion_id: str) -> OccasionFacts:
    """One occasion; a UserError where there is none of that id."""
    session.flush()
    rows = session.execute(FACTS.where(Occasion.team_id == team_id, Occasion.id == occasion_id))
    row = rows.one_or_none()
    if row is None:
        raise UserError(GONE)
    return as_facts(OccasionFacts, row, roles=roles_of(surveys(session, team_id), row.survey_id))


def roles_of(known: dict[str, SurveyFacts], survey_id: str) -> tuple[PlayerRole, ...]:
    """Whom a survey asks; nobody by itself where it is gone."""
    survey = known.get(survey_id)
    return survey.roles if survey else ()


def to_ask(session: Session, actor: Actor, occasion_id: str, reach: Reach) -> Proposal:
    """One that is due, for this actor to ask about it."""
    found = facts(session, actor.team_id, occasion_id)
    account_to_change(session, actor, found.account_id)
    _check_due(found.state)
    here = room(session, actor.team_id, found.account_id, reach)
    today = here.today(actor.now)
    return Proposal(found, here, tuple(here.free(found.roles, today)), today)


def _check_due(state: OccasionState) -> None:
    if state is not OccasionState.DUE:
        raise UserError(BECAME[state])


def ask(
    session: Session, actor: Actor, occasion_id: str, said: Asking, reach: Reach
) -> list[Response]:
    """Ask people about an occasion: their responses, to be sent. A UserError where limits forbid.

    Whoever else asks the same account, or the same person at another, waits for this one's end.
    """
    found = facts(session, actor.team_id, occasion_id)
    account_to_change(session, actor, found.account_id)
    hold(session, actor.team_id, found.account_id)
    every = _held_due(session, actor.team_id, found.account_id)
    occasion = next((one for one in every if one.id == occasion_id), None)
    if occasion is None:
        _check_due(facts(session, actor.team_id, occasion_id).state)
        raise UserError(GONE)
    if not standing(session, actor.team_id, [occasion]):
        raise UserError(UNDONE)
    here = room(session, actor.team_id, found.account_id, reach)
    people = _chosen(here, found.roles, said.player_ids, here.today(actor.now))
    with audit.together(session):
        with audit.change(session, actor, "occasion.ask", occasion, found.account_id):
            occasion.title = tidy(said.title)[:300] if said.title else occasion.title
            _close(occasion, actor, OccasionState.ASKED)
        made = _ask_each(session, actor, occasion, people)
    _hold_back(session, actor.team_id, every, reach)
    return made


def _held_due(session: Session, team_id: str, account_id: str) -> list[Occasion]:
    """What is due at an account, held in the order of ids, as whoever changes several does."""
    rows = select(Occasion).where(
        Occasion.team_id == team_id,
        Occasion.account_id == account_id,
        Occasion.state == OccasionState.DUE,
    )
    held = rows.order_by(Occasion.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(held))


def _chosen(
    here: Room,
    roles: Collection[PlayerRole],
    player_ids: Collection[str] | None,
    today: date,
) -> list[Askable]:
    """Whom to ask, all of whom the limits allow; a UserError says what they do not."""
    if here.free_on is not None and here.asked_on is not None and here.free_on > today:
        raise UserError(
            f"{here.account_name} was asked on {_day(here.asked_on)}: the next turn is on "
            f"{_day(here.free_on)}, once in {count(here.terms.account_days, 'day')}."
        )
    if player_ids is None:
        people = here.free(roles, today)
    else:
        people = [_askable(here, one, today) for one in dict.fromkeys(player_ids)]
    if not people:
        raise UserError(NOBODY, "player_ids")
    return people


def _askable(here: Room, player_id: str, today: date) -> Askable:
    one = next((one for one in here.people if one.id == player_id), None)
    if one is None:
        raise UserError("One of them is gone or wants no surveys. Choose again.", "player_ids")
    if one.way is None:
        nothing = f"Nothing leads to {one.name}: no Slack, and no page has an address."
        raise UserError(nothing, "player_ids")
    if one.free_on is not None and one.asked_on is not None and one.free_on > today:
        when = f"was asked on {_day(one.asked_on)}, and may be again on {_day(one.free_on)}"
        raise UserError(f"{one.name} {when}. Choose somebody else, or wait.", "player_ids")
    return one


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _close(occasion: Occasion, actor: Actor, state: OccasionState) -> None:
    occasion.state, occasion.reason = state, None
    occasion.closed_by, occasion.closed_at = actor.id, actor.now


def _ask_each(
    session: Session, actor: Actor, occasion: Occasion, people: Sequence[Askable]
) -> list[Response]:
    made = []
    for one in people:
        if one.way is not None:
            person = session.get_one(Player, (actor.team_id, one.id))
            made.append(response.ask(session, actor, occasion, person, one.way))
    return made


def _hold_back(session: Session, team_id: str, every: Sequence[Occasion], reach: Reach) -> None:
    """Let what else is due at an account wait until its turn."""
    waiting = [one for one in every if one.state is OccasionState.DUE]
    if not waiting:
        return
    known = surveys(session, team_id)
    here = room(session, team_id, waiting[0].account_id, reach)
    for one in waiting:
        one.ask_on = here.first_day(roles_of(known, one.survey_id), one.due_on)


def ask_by_hand(
    session: Session,
    actor: Actor,
    account_id: str,
    said: AskingByHand,
    reach: Reach,
) -> list[Response]:
    """Ask people of an account because somebody of ours wants to know; their responses."""
    account_to_change(session, actor, account_id)
    survey = surveys(session, actor.team_id).get(said.survey_id)
    if survey is None or survey.trigger is not Trigger.HAND or not survey.is_on:
        raise UserError("This survey is not there any more. Choose again.", "survey_id")
    occasion = _by_hand(session, actor, account_id, survey)
    session.add(occasion)
    session.flush()
    asking = Asking(player_ids=said.player_ids, title=said.title)
    return ask(session, actor, occasion.id, asking, reach)


def _by_hand(session: Session, actor: Actor, account_id: str, survey: SurveyFacts) -> Occasion:
    account = session.get_one(Account, (actor.team_id, account_id))
    occasion_id = next_id(session, actor.team_id, account.id)
    return Occasion(
        team_id=actor.team_id,
        id=occasion_id,
        account_id=account.id,
        survey_id=survey.id,
        kind=survey.kind,
        trigger=Trigger.HAND,
        subject_id=occasion_id,
        title="Our work together",
        happened_on=actor.today,
        due_on=actor.today,
        ask_on=actor.today,
        state=OccasionState.DUE,
        created_at=actor.now,
    )


def skip(session: Session, actor: Actor, occasion_id: str, reason: str) -> str:
    """Say that nobody is asked about it, and why; its id."""
    occasion = _to_change(session, actor, occasion_id)
    _check_due(occasion.state)
    with audit.change(session, actor, "occasion.skip", occasion, occasion.account_id):
        _close(occasion, actor, OccasionState.SKIPPED)
        occasion.reason = reason
    return occasion_id


def take_up(session: Session, actor: Actor, occasion_id: str) -> str:
    """Take “skipped” back: it is due again; its id."""
    occasion = _to_change(session, actor, occasion_id)
    if occasion.state is OccasionState.SKIPPED:
        with audit.change(session, actor, "occasion.take_up", occasion, occasion.account_id):
            occasion.state, occasion.reason = OccasionState.DUE, None
            occasion.closed_by = occasion.closed_at = None
    return occasion_id


def _to_change(session: Session, actor: Actor, occasion_id: str) -> Occasion:
    occasion = session.get(Occasion, (actor.team_id, occasion_id), with_for_update=True)
    if occasion is None:
        raise UserError(GONE)
    account_to_change(session, actor, occasion.account_id)
    return occasion
