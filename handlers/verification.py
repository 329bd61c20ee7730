"""Verification in Slack: our side asks the customer, whose players answer in the channel."""

from bot.delivery import verification as delivery
from bot.model import VerifiedBy
from bot.practice import customer, verification_answer
from bot.practice import verification as practice
from bot.practice.verification import OutcomeToVerify, Question
from bot.ui import verification as ui
from bot.ui.blocks import Block
from bot.ui.form import read
from bot.web.confirm import link_to
from handlers.call import Call
from handlers.reply import Answer, Reply, Turned, Window


async def ask(call: Call) -> Reply:
    """“Ask them to confirm”: the window, or the question that is open already."""
    return Window(await _standing(call, call.value))


async def save(call: Call) -> Reply:
    """The submitted window."""
    found = await call.read(practice.to_verify, call.subject)
    answers = read(ui.fields(found, has_links=call.edge.links is not None), call.state)
    way, player_id = answers["way"], answers.get("player_id")
    await call.write(delivery.ask, call.subject, way, player_id)
    return Window(await _standing(call, call.subject))


async def withdraw(call: Call) -> Reply:
    """“Take it back”: nobody can answer any more."""
    outcome_id = await call.write(practice.withdraw, call.value)
    return Turned(await _standing(call, outcome_id))


async def confirm(call: Call) -> Reply:
    """“Yes, that is so”, by a player of the customer."""
    plan_id, verification_id, mark = _named(call.value)
    await call.write_as(call.customer(plan_id), delivery.confirm, verification_id, mark)
    return Answer(ui.thanks())


async def doubt(call: Call) -> Reply:
    """“Not quite…”: the window."""
    plan_id, verification_id, mark = _named(call.value)
    who = call.customer(plan_id)
    asked = await call.read_as(who, verification_answer.to_answer, verification_id, mark)
    return Window(ui.doubt_form(plan_id, asked))


async def save_doubt(call: Call) -> Reply:
    """The submitted window."""
    plan_id, verification_id, mark = _named(call.subject)
    who = call.customer(plan_id)
    await call.read_as(who, customer.is_here)
    words = read(ui.DOUBT, call.state)["words"]
    await call.write_as(who, delivery.doubt, verification_id, mark, words)
    return Window(ui.heard())


def _named(value: str) -> tuple[str, str, str]:
    """Plan, question and what was shown, as the buttons name them."""
    plan_id, _, rest = value.partition(" ")
    verification_id, _, mark = rest.partition(" ")
    return plan_id, verification_id, mark


async def _standing(call: Call, outcome_id: str) -> Block:
    found: OutcomeToVerify = await call.read(practice.to_verify, outcome_id)
    if found.asked is None:
        return ui.form(found, has_links=call.edge.links is not None)
    return ui.asked(found, found.asked, _link(call, found.asked))


def _link(call: Call, asked: Question) -> str | None:
    if call.edge.links is None or asked.way is not VerifiedBy.LINK:
        return None
    return link_to(call.edge.links, call.team_id, asked)
