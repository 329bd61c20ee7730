"""Outcomes in Slack: logged in one window, then completed part by part."""

from bot.errors import UserError
from bot.practice import account as accounts
from bot.practice import goal as goals
from bot.practice import outcome as outcomes
from bot.practice import outcome_edit
from bot.practice.anatomy import OutcomeFacts
from bot.practice.numbering import account_of
from bot.practice.outcome_edit import OvertakenError
from bot.practice.reuse import of_outcome
from bot.ui import outcome as ui
from bot.ui import outcome_form as forms
from bot.ui import reuse as reuse_ui
from bot.ui.blocks import Block
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Reply, Window


async def log(call: Call) -> Reply:
    """The window to log one, for an account or for one goal."""
    card = await call.read(accounts.to_change, account_of(call.value))
    goal = await call.read(goals.state, call.value) if call.value != card.id else None
    return Window(forms.told_form(card.id, card.name, card.today, goal))


async def save(call: Call) -> Reply:
    """The submitted window: the outcome is kept, and its card shows what is missing."""
    told = outcomes.OutcomeTold(**read(forms.told_fields(call.now.date()), call.state))
    outcome_id = await call.write(outcomes.log, call.subject, told)
    return Window(await card(call, await call.read(outcomes.facts, outcome_id)))


async def show(call: Call) -> Reply:
    """The card of one outcome."""
    return Window(await card(call, *await call.read(outcomes.to_show, call.value)))


async def card(call: Call, outcome: OutcomeFacts, may_change: bool = True) -> Block:
    """The card, with where it was reused and what it came of."""
    reuses = await call.read(of_outcome, outcome.id)
    return ui.card(outcome, may_change, reuse_ui.on_card(reuses))


async def edit(call: Call) -> Reply:
    """The window for one part of it."""
    name, _, outcome_id = call.value.partition(" ")
    outcome = await call.read(outcomes.facts_to_change, outcome_id)
    return Window(forms.part_form(_known(name), outcome))


async def save_part(call: Call) -> Reply:
    """The submitted window of a part. Whoever was overtaken reads by what, and loses nothing."""
    name, outcome_id, version = _named(call.subject)
    outcome = await call.read(outcomes.facts_to_change, outcome_id)
    part = forms.PARTS[_known(name)]
    answers = read(part.fields(outcome), call.state)
    try:
        await call.write(outcome_edit.edit, outcome_id, part.make(**answers), version)
    except OvertakenError as overtaken:
        return Window(forms.overtaken_form(name, outcome, answers, overtaken.overlaps))
    return Window(await card(call, await call.read(outcomes.facts, outcome_id)))


def _named(subject: str) -> tuple[str, str, int]:
    """Part, outcome and version, as the window names them."""
    name, _, rest = subject.partition(" ")
    outcome_id, _, version = rest.partition(" ")
    return name, outcome_id, int(version) if version.isdecimal() else 0


def _known(name: str) -> str:
    if name not in forms.PARTS:
        raise UserError("An outcome has no such part. Open it again.")
    return name
