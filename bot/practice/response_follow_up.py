"""Follow-up: who gave a low score hears from us within two working days."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Member, Response
from bot.practice import audit
from bot.practice.access import account_to_change
from bot.practice.actor import Actor, by_itself
from bot.practice.leader import leaders
from bot.practice.nudges import low_answer, sweep
from bot.practice.response import GONE, ResponseFacts, facts
from bot.practice.response_question import Question, question
from bot.practice.survey import SCALES
from bot.practice.working_time import Hours, hours_of

WORKING_DAYS = 2
"""Of whoever looks after the account, after the day of the answer."""
ANSWERED = "This person was answered already. Look at the account again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody of ours says to a person; not `is_sent`: it was said elsewhere already."""

    words: str
    is_sent: bool = True


def begin(session: Session, response: Response, now: datetime) -> None:
    """A low score is to be answered by a day, which stays when the score becomes another low one.

    One that is good after all needs no answer any more. Whoever looks after the account has a
    matter at once.
    """
    is_low = response.score is not None and response.score <= SCALES[response.kind].low
    if response.followed_up_at is not None or is_low is (response.follow_up_on is not None):
        return
    bot = by_itself(response.team_id, now)
    with audit.change(session, bot, "response.follow_up", response, response.account_id):
        response.follow_up_on = _due_on(session, response, now) if is_low else None
    sweep.look_at(session, response.team_id, low_answer.RULE.name, now)


def _due_on(session: Session, response: Response, now: datetime) -> date:
    """By the owner's working days, or the leader's. Nobody's absence makes a customer wait."""
    account = session.get_one(Account, (response.team_id, response.account_id))
    person = account.owner_id or leaders(session, response.team_id).of(account.segment)
    known = hours_of(session, response.team_id, [person] if person else [])
    hours = replace(known.get(person or "", Hours()), paused_until=None)
    day, left = hours.local(now).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= hours.works_on(day)
    return day


def to_reply(session: Session, actor: Actor, response_id: str) -> ResponseFacts:
    """An answer, for a reply by this actor; a UserError where nothing is left to reply to."""
    found = facts(session, actor.team_id, response_id)
    account_to_change(session, actor, found.account_id)
    if found.followed_up_at is not None:
        raise UserError(ANSWERED)
    if found.follow_up_on is None:
        raise UserError("This answer needs no reply any more.")
    return found


def reply(session: Session, actor: Actor, response_id: str, said: Reply) -> str:
    """Keep what was said to a person, by whom and when; the answer's id.

    Sending it is for the caller.
    """
    to_reply(session, actor, response_id)
    return _end(session, actor, response_id, "response.reply", said.words)


def replied(session: Session, team_id: str, response_id: str) -> Question:
    """An answer with our reply, as its person reads it: from whoever of us wrote it."""
    found = question(session, team_id, response_id)
    row = session.get_one(Response, (team_id, response_id))
    writer = session.get(Member, (team_id, row.followed_up_by or ""))
    return replace(found, person=(writer and writer.name) or found.person)


def end(session: Session, actor: Actor, response_id: str) -> str:
    """Nothing is left to do about an answer; its id. Repeating it is harmless."""
    response = session.get(Response, (actor.team_id, response_id))
    if response is None:
        raise UserError(GONE)
    account_to_change(session, actor, response.account_id)
    if response.follow_up_on is None:
        return response_id
    return _end(session, actor, response_id, "response.end_follow_up", None)


def _end(session: Session, actor: Actor, response_id: str, verb: str, words: str | None) -> str:
    response = session.get_one(Response, (actor.team_id, response_id), with_for_update=True)
    with audit.change(session, actor, verb, response, response.account_id):
        response.follow_up_on, response.reply = None, words
        response.followed_up_at, response.followed_up_by = actor.now, actor.id
    return response_id


def take_back(session: Session, actor: Actor, response: Response, due_on: date) -> None:
    """It is to be answered after all, by the day that was set."""
    with audit.change(session, actor, "response.follow_up", response, response.account_id):
        response.follow_up_on = due_on
        response.followed_up_at = response.followed_up_by = None
