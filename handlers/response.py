"""Surveys in Slack: those who are asked answer by buttons; our side gets links to send."""

import re
from collections.abc import Awaitable
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.practice import response as practice
from bot.practice import response_answer, response_question
from bot.practice.access import account_to_change
from bot.practice.actor import Actor
from bot.practice.response_answer import RefusedError
from bot.practice.response_question import Question
from bot.practice.verification_answer import Guest
from bot.ui import response as ui
from bot.ui.form import read
from bot.web.survey import link_to
from handlers.call import Call
from handlers.reply import Answer, Reply, Window

T = TypeVar("T")


async def score(call: Call) -> Reply:
    """A score: it counts at once, and the open question comes in a window."""
    response_id, _, given = call.value.partition(" ")
    if not re.fullmatch(r"[0-9]{1,2}", given):
        raise UserError(response_answer.NO_SCORE)
    who = call.respondent(response_id)
    await _understood(call.write_as(who, response_answer.score, response_id, int(given)))
    asked = await call.read_as(who, _asked, response_id)
    return Window(ui.form(asked), instead=ui.answered(asked))


async def change(call: Call) -> Reply:
    """“Add or change”: the same window, within a day."""
    who = call.respondent(call.value)
    asked = await _understood(call.read_as(who, response_answer.to_answer, call.value))
    return Window(ui.form(asked))


async def save(call: Call) -> Reply:
    """The submitted window."""
    response_id = call.subject
    who = call.respondent(response_id)
    asked = await _understood(call.read_as(who, response_answer.to_answer, response_id))
    answers = read(ui.fields(asked), call.state)
    await _understood(
        call.write_as(
            who,
            response_answer.answer,
            response_id,
            int(answers["score"]),
            words=answers["words"],
            may_quote=answers["may_quote"],
        )
    )
    return Window(ui.thanks(await call.read_as(who, _asked, response_id)))


async def stop(call: Call) -> Reply:
    """“Please ask me no more”."""
    who = call.respondent(call.value)
    await call.write_as(who, response_answer.ask_no_more, call.value)
    asked = await call.read_as(who, _asked, call.value)
    return Answer(ui.stopped(asked), replaces=True)


async def link(call: Call) -> Reply:
    """“Show the link”, for one of ours to send it."""
    asked = await call.read(_ours, call.value)
    response, links = asked.response, call.edge.links
    if links is None or response.player_id is None:
        return Window(ui.link(asked, None))
    address = link_to(links, call.team_id, response.id, response.asked_at, response.player_id)
    return Window(ui.link(asked, address))


def _asked(session: Session, who: Guest, response_id: str) -> Question:
    return response_question.question(session, who.team_id, response_id)


def _ours(session: Session, actor: Actor, response_id: str) -> Question:
    """A question that is open, for one of ours who may ask in the account."""
    asked = response_question.question(session, actor.team_id, response_id)
    account_to_change(session, actor, asked.response.account_id)
    if not asked.response.is_open(actor.now):
        raise UserError(practice.GONE)
    return asked


async def _understood(attempt: Awaitable[T]) -> T:
    """What comes of it; where it is refused, in the language of whoever was asked."""
    try:
        return await attempt
    except RefusedError as refusal:
        raise UserError(ui.refused(refusal)) from None
