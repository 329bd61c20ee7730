"""Suggestions in Slack: made by the customer, answered by our side."""

from bot.delivery import suggestion as delivery
from bot.model import SuggestionState
from bot.practice import customer
from bot.practice import suggestion as suggestions
from bot.ui import suggestion as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Reply, Turned, Window


async def add(call: Call) -> Reply:
    """The window for a player of the customer."""
    await call.read_as(call.customer(call.value), customer.is_here)
    return Window(ui.form(call.value))


async def save(call: Call) -> Reply:
    """The submitted window."""
    who = call.customer(call.subject)
    await call.read_as(who, customer.is_here)
    answers = read(ui.FIELDS, call.state)
    await call.write_as(who, delivery.add, answers["words"])
    return Window(ui.saved())


async def browse(call: Call) -> Reply:
    """The list of those that are open, for the account of the button."""
    return Window(ui.page(await call.read(suggestions.page, call.value)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    account_id, _, number = call.value.partition(" ")
    found = await call.read(suggestions.page, account_id, page_number(number))
    return Turned(ui.page(found))


async def take(call: Call) -> Reply:
    """The window to take one."""
    return Window(ui.take_form(await call.read(suggestions.to_answer, call.value)))


async def decline(call: Call) -> Reply:
    """The window to decline one."""
    return Window(ui.decline_form(await call.read(suggestions.to_answer, call.value)))


async def save_taken(call: Call) -> Reply:
    """The submitted window."""
    return await _answer(call, SuggestionState.TAKEN)


async def save_declined(call: Call) -> Reply:
    """The submitted window."""
    return await _answer(call, SuggestionState.DECLINED)


async def _answer(call: Call, state: SuggestionState) -> Reply:
    await call.enter()
    answers = read(ui.FIELDS_OF[state], call.state)
    await call.write(delivery.answer, call.subject, state, answers["answer"])
    found = await call.read(suggestions.of_actor, call.subject)
    return Window(ui.answered(found))
