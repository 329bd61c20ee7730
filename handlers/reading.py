"""Readings in Slack."""

from bot.practice import account as accounts
from bot.practice import goal as goals
from bot.practice import goal_card as cards
from bot.practice import reading as readings
from bot.practice.numbering import account_of
from bot.ui import goal_card as card_ui
from bot.ui import reading as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Reply, Turned, Window

BY_HAND = "entered in Slack"


async def add(call: Call) -> Reply:
    """The window, for an account or for one goal."""
    card = await call.read(accounts.with_plan_to_change, account_of(call.value))
    goal = await call.read(goals.state, call.value) if call.value != card.id else None
    return Window(ui.form(card.id, card.name, card.today, goal))


async def save(call: Call) -> Reply:
    """The submitted window."""
    answers = read(ui.fields(call.now.date()), call.state)
    goal_id = answers.pop("goal_id")
    details = readings.ReadingDetails(**answers | {"source": answers["source"] or BY_HAND})
    await call.write(readings.add, goal_id, details)
    return Window(ui.saved(await call.read(goals.state, goal_id)))


async def edit(call: Call) -> Reply:
    """The window to correct one, or to take it away."""
    return Window(ui.edit_form(await call.read(readings.to_change, call.value)))


async def save_edit(call: Call) -> Reply:
    """The submitted window."""
    reading = await call.read(readings.to_change, call.subject)
    answers = read(ui.edit_fields(reading), call.state)
    if answers.pop("is_wrong"):
        goal_id = await call.write(readings.remove, reading.id)
    else:
        details = readings.ReadingDetails(**answers)
        goal_id = await call.write(readings.correct, reading.id, details)
    return Window(ui.saved(await call.read(goals.state, goal_id)))


async def browse(call: Call) -> Reply:
    """All readings of a goal, in a window."""
    return Window(card_ui.readings(await call.read(cards.readings, call.value, 1)))


async def turn(call: Call) -> Reply:
    """Another page of them, in the same window."""
    goal_id, _, number = call.value.rpartition(" ")
    page = await call.read(cards.readings, goal_id, page_number(number))
    return Turned(card_ui.readings(page))
