"""Readings in Slack."""

from bot.practice import account as accounts
from bot.practice import goal as goals
from bot.practice import reading as readings
from bot.practice.numbering import account_of
from bot.ui import reading as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Reply, Window

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
