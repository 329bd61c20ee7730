"""Goals in Slack: two pages, each kept when it is submitted; the list, and each one's card."""

from dataclasses import replace

from bot.practice import account as accounts
from bot.practice import goal as goals
from bot.practice import goal_card as cards
from bot.practice.first_target import to_aim, to_aim_to_change
from bot.ui import goal as ui
from bot.ui import goal_card as card_ui
from bot.ui.blocks import option
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Answer, Options, Reply, Turned, Window


async def add(call: Call) -> Reply:
    """The first page, for the account of the button."""
    card = await call.read(accounts.with_plan_to_change, call.value)
    return Window(ui.intent_form(card.id, card.name))


async def save(call: Call) -> Reply:
    """The first page submitted: the goal is kept, and the second page follows."""
    answers = read(ui.INTENT, call.state)
    intent = goals.GoalIntent(**answers)
    goal_id = await call.write(goals.add, call.subject, intent)
    return Window(ui.target_form(await call.read(to_aim, goal_id)))


async def reword(call: Call) -> Reply:
    """The first page again: in place of the second, or opened from a card."""
    form = ui.reword_form(await call.read(goals.state_to_change, call.value))
    return Turned(form) if call.view_id else Window(form)


async def save_reworded(call: Call) -> Reply:
    """The first page submitted again: the second follows, with what there is to say of it now."""
    answers = read(ui.INTENT, call.state)
    goal_id = await call.write(goals.reword, call.subject, goals.GoalIntent(**answers))
    return Window(ui.target_form(await call.read(to_aim, goal_id)))


async def aim(call: Call) -> Reply:
    """The second page on its own, for a goal that has none of it yet."""
    return Window(ui.target_form(await call.read(to_aim_to_change, call.value)))


async def save_target(call: Call) -> Reply:
    """The second page submitted."""
    goal = await call.read(goals.state, call.subject)
    answers = read(ui.target_fields(goal), call.state)
    await call.write(goals.aim, goal.id, goals.GoalTarget(**answers, currency=goal.currency))
    return Window(ui.saved(await call.read(to_aim, goal.id)))


async def browse(call: Call) -> Reply:
    """`goals <account>`, and the button that leads there."""
    return await _page(call, call.value, 1)


async def turn(call: Call) -> Reply:
    """Another page of the goals, in place of this one."""
    account_id, _, number = call.value.rpartition(" ")
    reply = await _page(call, account_id, page_number(number))
    return replace(reply, replaces=True) if isinstance(reply, Answer) else reply


async def _page(call: Call, account_id: str, number: int) -> Answer | Turned:
    found = card_ui.goals(await call.read(cards.goals, account_id, number))
    return Turned(card_ui.in_window("Goals", found)) if call.view_id else Answer(found)


async def show_one(call: Call) -> Reply:
    """The card of a goal, with its chart unless it is in a window."""
    found = await call.read(cards.card, call.value)
    if call.view_id:
        return Turned(card_ui.in_window("Goal", card_ui.card(found, with_chart=False)))
    return Answer(card_ui.card(found))


async def search(call: Call) -> Reply:
    """The goals that a menu offers."""
    found = await call.read(goals.choices, call.account_id, call.words)
    return Options([option(one.name, one.id) for one in found])
