"""Outcomes in Slack: two pages, each kept when it is submitted."""

from bot.practice import account as accounts
from bot.practice import goal as goals
from bot.practice import outcome as outcomes
from bot.practice.numbering import account_of
from bot.ui import outcome as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Reply, Window


async def log(call: Call) -> Reply:
    """The first page, for an account or for one goal."""
    card = await call.read(accounts.to_change, account_of(call.value))
    goal = await call.read(goals.state, call.value) if call.value != card.id else None
    return Window(ui.told_form(card.id, card.name, card.today, goal))


async def save(call: Call) -> Reply:
    """The first page submitted: the outcome is kept, and the second page follows."""
    answers = read(ui.told_fields(call.now.date()), call.state)
    answers["intended"] = answers["intended"] == ui.INTENDED
    told = outcomes.OutcomeTold(**answers)
    outcome_id = await call.write(outcomes.log, call.subject, told)
    return Window(ui.proof_form(await call.read(outcomes.facts, outcome_id)))


async def complete(call: Call) -> Reply:
    """The second page on its own, for an outcome that lacks some of it."""
    return Window(ui.proof_form(await call.read(outcomes.facts_to_change, call.value)))


async def save_proof(call: Call) -> Reply:
    """The second page submitted: the confirmation shows the anatomy."""
    outcome = await call.read(outcomes.facts, call.subject)
    answers = read(ui.proof_fields(outcome), call.state)
    proof = outcomes.OutcomeProof(**answers, currency=outcome.currency)
    await call.write(outcomes.prove, outcome.id, proof)
    return Window(ui.saved(await call.read(outcomes.facts, outcome.id)))
