"""Players in Slack."""

from bot.model import Side
from bot.practice import account as accounts
from bot.practice import player as players
from bot.practice import player_leave, player_link, player_survey, shared_plan
from bot.ui import player as ui
from bot.ui import player_leave as leave_ui
from bot.ui import player_link as link_ui
from bot.ui import player_survey as survey_ui
from bot.ui.blocks import option
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Options, Reply, Turned, Window


async def browse(call: Call) -> Reply:
    """`players <account>`, and the button that leads there: the list in a window."""
    return Window(ui.page(await call.read(players.page, call.value, 1)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    account_id, _, number = call.value.rpartition(" ")
    return Turned(ui.page(await call.read(players.page, account_id, page_number(number))))


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


async def edit(call: Call) -> Reply:
    """The window to write one anew."""
    return Window(ui.edit_form(await call.read(players.facts_to_change, call.value)))


async def save_edit(call: Call) -> Reply:
    """The submitted window."""
    details = players.PlayerDetails(**read(ui.FIELDS, call.state))
    await call.write(players.edit, call.subject, details)
    return Window(ui.saved(await call.read(players.facts, call.subject)))


async def leave(call: Call) -> Reply:
    """The window to note that somebody left."""
    return Window(leave_ui.form(await call.read(player_leave.to_leave, call.value)))


async def save_left(call: Call) -> Reply:
    """The submitted window."""
    said = player_leave.Departure(**read(leave_ui.FIELDS, call.state))
    await call.write(player_leave.leave, call.subject, said)
    return Window(leave_ui.left(await call.read(players.facts, call.subject)))


async def survey(call: Call) -> Reply:
    """The window to say how surveys reach a player."""
    return Window(survey_ui.form(await call.read(players.facts_to_change, call.value)))


async def save_survey(call: Call) -> Reply:
    """The submitted window."""
    known = await call.read(players.facts_to_change, call.subject)
    said = player_survey.PlayerAsked(**read(survey_ui.fields(known), call.state))
    await call.write(player_survey.edit, call.subject, said)
    return Window(ui.saved(await call.read(players.facts, call.subject)))


async def contact(call: Call) -> Reply:
    """The window to note the last contact, for the player of the button."""
    return Window(ui.contact_form(await call.read(players.to_contact, call.value)))


async def save_contact(call: Call) -> Reply:
    """The submitted window."""
    answers = read(ui.contact_fields(call.now.date()), call.state)
    await call.write(players.note_contact, call.subject, **answers)
    return Window(ui.contacted(await call.read(players.to_contact, call.subject)))


async def link(call: Call) -> Reply:
    """The window to say who the customer's players are in Slack, for the account of the button."""
    await call.read(shared_plan.check_here, call.value, call.channel_id)
    return Window(link_ui.form(await call.read(player_link.to_link, call.value)))


async def save_link(call: Call) -> Reply:
    """The submitted window. Slack is asked who that is: the window could name a colleague."""
    await call.read(player_link.to_link, call.subject)
    answers = read(link_ui.FIELDS, call.state)
    user_id = answers["user_id"]
    person = await call.edge.slack.profile(call.team_id, user_id) if user_id else None
    await call.write(player_link.link, call.subject, answers["player_id"], person)
    return Window(link_ui.saved(await call.read(player_link.to_link, call.subject)))


async def search_customer(call: Call) -> Reply:
    """The customer's players that a menu offers."""
    found = await call.read(players.choices, call.account_id, call.words, Side.CUSTOMER)
    return Options([option(one.name, one.id) for one in found])


async def search(call: Call) -> Reply:
    """The players that a menu offers."""
    found = await call.read(players.choices, call.account_id, call.words)
    return Options([option(one.name, one.id) for one in found])


async def search_successor(call: Call) -> Reply:
    """Who could take over from the player of the window."""
    found = await call.read(player_leave.successors, call.subject, call.words)
    return Options([option(one.name, one.id) for one in found])
