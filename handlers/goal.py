"""Goals in Slack: two pages, each kept when it is submitted."""

from bot.practice import account as accounts
from bot.practice import goal as goals
from bot.ui import goal as ui
from bot.ui.blocks import option
from bot.ui.form import read
from bot.ui.shared_part import SEEN
from handlers.call import Call
from handlers.reply import Options, Reply, Window


async def add(call: Call) -> Reply:
    """The first page, for the account of the button."""
    card = await call.read(accounts.with_plan_to_change, call.value)
    return Window(ui.intent_form(card.id, card.name))


async def save(call: Call) -> Reply:
    """The first page submitted: the goal is kept, and the second page follows."""
    answers = read(ui.INTENT, call.state)
    intent = goals.GoalIntent(**answers)
    goal_id = await call.write(goals.add, call.subject, intent, **read((SEEN,), call.state))
    return Window(ui.target_form(await call.read(goals.state, goal_id)))


async def aim(call: Call) -> Reply:
    """The second page on its own, for a goal that has none of it yet."""
    return Window(ui.target_form(await call.read(goals.state_to_change, call.value)))


async def save_target(call: Call) -> Reply:
    """The second page submitted."""
    goal = await call.read(goals.state, call.subject)
    answers = read(ui.target_fields(goal), call.state)
    await call.write(goals.aim, goal.id, goals.GoalTarget(**answers, currency=goal.currency))
    return Window(ui.saved(await call.read(goals.state, goal.id)))


async def search(call: Call) -> Reply:
    """The goals that a menu offers."""
    found = await call.read(goals.choices, call.subject, call.words)
    return Options([option(one.name, one.id) for one in found])
