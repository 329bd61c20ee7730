"""Players in Slack."""

from bot.model import Side
from bot.practice import account as accounts
from bot.practice import player as players
from bot.ui import player as ui
from bot.ui.blocks import option
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Options, Reply, Window


async def add(call: Call) -> Reply:
    """The window, for the account of the button."""
    card = await call.read(accounts.to_change, call.value)
    return Window(ui.form(card.id, card.name))


async def save(call: Call) -> Reply:
    """The submitted window."""
    answers = read(ui.FIELDS, call.state)
    details = players.PlayerDetails(**answers)
    player_id = await call.write(players.add, call.subject, details)
    return Window(ui.saved(await call.read(players.facts, player_id)))


async def contact(call: Call) -> Reply:
    """The window to note the last contact, for the player of the button."""
    return Window(ui.contact_form(await call.read(players.to_contact, call.value)))


async def save_contact(call: Call) -> Reply:
    """The submitted window."""
    answers = read(ui.contact_fields(call.now.date()), call.state)
    await call.write(players.note_contact, call.subject, **answers)
    return Window(ui.contacted(await call.read(players.to_contact, call.subject)))


async def search_customer(call: Call) -> Reply:
    """The customer's players that a menu offers."""
    found = await call.read(players.choices, call.subject, call.words, Side.CUSTOMER)
    return Options([option(one.name, one.id) for one in found])


async def search(call: Call) -> Reply:
    """The players that a menu offers."""
    found = await call.read(players.choices, call.subject, call.words)
    return Options([option(one.name, one.id) for one in found])
