"""An account's surveys: what is due or held back, who was asked, what was answered or not asked."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Account, Occasion, OccasionState, Response, Trigger
from bot.practice.access import account_to_change, get_account, may_change
from bot.practice.actor import Actor
from bot.practice.occasion import FACTS, OccasionFacts, Proposal, roles_of
from bot.practice.response import FACTS as RESPONSES
from bot.practice.response import ResponseFacts
from bot.practice.rows import as_facts
from bot.practice.survey import SurveyFacts, after, surveys
from bot.practice.survey_limit import Askable, Room, room
from bot.practice.way import Reach

MOST_DUE, MOST_ASKED, MOST_CLOSED = 5, 10, 5
CLOSED = (OccasionState.SKIPPED, OccasionState.DROPPED)


@dataclass(frozen=True, slots=True)
class AccountSurveys:
    """What there is at an account as of `today`, the next and the latest first.

    `more_due` and `more_asked` count what is not listed.
    """

    room: Room
    today: date
    may_change: bool
    due: tuple[Proposal, ...]
    more_due: int
    asked: tuple[ResponseFacts, ...]
    more_asked: int
    closed: tuple[OccasionFacts, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """An account where somebody of ours wants to know something, and the surveys for that.

    `people` are those whom the first of them would ask.
    """

    room: Room
    surveys: tuple[SurveyFacts, ...]
    people: tuple[Askable, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Sent:
    """An occasion about which people were asked, and each of them."""

    account_id: str
    account_name: str
    title: str
    responses: tuple[ResponseFacts, ...]


def at_account(session: Session, actor: Actor, account_id: str, reach: Reach) -> AccountSurveys:
    """An account's surveys; everybody of ours may look."""
    account = get_account(session, actor, account_id)
    here = room(session, actor.team_id, account_id, reach)
    today = here.today(actor.now)
    due = _due(session, actor, account)
    asked = _asked(session, actor, account_id)
    return AccountSurveys(
        room=here,
        today=today,
        may_change=may_change(session, actor, account),
        due=tuple(
            Proposal(one, here, tuple(here.free(one.roles, today)), today) for one in due[:MOST_DUE]
        ),
        more_due=max(0, len(due) - MOST_DUE),
        asked=asked,
        more_asked=_count_asked(session, actor, account_id) - len(asked),
        closed=_closed(session, actor, account_id),
    )


def _due(session: Session, actor: Actor, account: Account) -> list[OccasionFacts]:
    known = surveys(session, actor.team_id)
    rows = session.execute(
        FACTS.where(
            Occasion.team_id == actor.team_id,
            Occasion.account_id == account.id,
            Occasion.state == OccasionState.DUE,
        ).order_by(Occasion.ask_on, Occasion.id)
    )
    return [as_facts(OccasionFacts, row, roles=roles_of(known, row.survey_id)) for row in rows]


def _asked(session: Session, actor: Actor, account_id: str) -> tuple[ResponseFacts, ...]:
    rows = session.execute(
        RESPONSES.where(Response.team_id == actor.team_id, Response.account_id == account_id)
        .order_by(Response.asked_at.desc(), Response.id)
        .limit(MOST_ASKED)
    )
    return tuple(as_facts(ResponseFacts, row) for row in rows)


def _count_asked(session: Session, actor: Actor, account_id: str) -> int:
    count = select(func.count()).where(
        Response.team_id == actor.team_id, Response.account_id == account_id
    )
    return session.scalar(count) or 0


def _closed(session: Session, actor: Actor, account_id: str) -> tuple[OccasionFacts, ...]:
    rows = session.execute(
        FACTS.where(
            Occasion.team_id == actor.team_id,
            Occasion.account_id == account_id,
            Occasion.state.in_(CLOSED),
        )
        .order_by(Occasion.closed_at.desc(), Occasion.id)
        .limit(MOST_CLOSED)
    )
    return tuple(as_facts(OccasionFacts, row, roles=()) for row in rows)


def by_hand(session: Session, actor: Actor, account_id: str, reach: Reach) -> ByHand:
    """An account, for this actor to ask somebody there."""
    account_to_change(session, actor, account_id)
    here = room(session, actor.team_id, account_id, reach)
    found, today = after(session, actor.team_id, Trigger.HAND), here.today(actor.now)
    people = here.free(found[0].roles, today) if found else []
    return ByHand(here, tuple(found), tuple(people), today)


def sent(session: Session, actor: Actor, occasion_id: str) -> Sent:
    """Who was asked about an occasion."""
    rows = session.execute(
        RESPONSES.where(
            Response.team_id == actor.team_id, Response.occasion_id == occasion_id
        ).order_by(Response.id)
    )
    responses = tuple(as_facts(ResponseFacts, row) for row in rows)
    first = responses[0]
    return Sent(first.account_id, first.account_name, first.title, responses)
