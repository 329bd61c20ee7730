"""A customer's own tasks in Slack."""

from dataclasses import replace

from bot.errors import UserError
from bot.practice import task as tasks
from bot.ui import task as ui
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Nothing, Reply, Turned, Window

IN_THE_CHANNEL = (
    "“tasks” shows a customer’s own steps, in the channel that you share with them. What is yours "
    "stands in “plan <account>”."
)


async def elsewhere(call: Call) -> Reply:
    """`tasks` in a channel of our own: nobody there has any."""
    await call.enter()
    raise UserError(IN_THE_CHANNEL)


async def show_own(call: Call) -> Reply:
    """`tasks`, by a player of the customer: Slack's command does not say where one is at home."""
    profile = await call.edge.slack.profile(call.team_id, call.user_id)
    return await show(replace(call, user_team_id=profile.home))


async def show(call: Call) -> Reply:
    """“My tasks”."""
    return Window(ui.page(await call.read_as(call.customer(call.value), tasks.page)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    plan_id, _, number = call.value.partition(" ")
    who = call.customer(plan_id)
    return Turned(ui.page(await call.read_as(who, tasks.page, page_number(number))))


async def finish(call: Call) -> Reply:
    """“Done”: in the list, or on the live message, which says so by itself."""
    plan_id, _, milestone_id = call.value.partition(" ")
    await call.write_as(call.customer(plan_id), tasks.finish, milestone_id)
    return await _list(call, plan_id) if call.view_id else Nothing()


async def reopen(call: Call) -> Reply:
    """“Not done”, in the list."""
    plan_id, _, milestone_id = call.value.partition(" ")
    await call.write_as(call.customer(plan_id), tasks.reopen, milestone_id)
    return await _list(call, plan_id)


async def _list(call: Call, plan_id: str) -> Reply:
    return Turned(ui.page(await call.read_as(call.customer(plan_id), tasks.page)))
