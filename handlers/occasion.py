"""Surveys at an account in Slack: what is due, whom to ask, and sending it."""

from bot.delivery import occasion as delivery
from bot.practice import occasion as practice
from bot.practice import occasion_list
from bot.practice.occasion import Asking, AskingByHand
from bot.ui import occasion as ui
from bot.ui.blocks import Block
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Reply, Turned, Window


async def show(call: Call) -> Reply:
    """`survey <account>`, and its button: what there is."""
    return Window(await _overview(call, call.value))


async def add(call: Call) -> Reply:
    """“Ask somebody…”: the window, for the account of the button."""
    reach = delivery.reach_of(call.edge)
    return Window(ui.by_hand(await call.read(occasion_list.by_hand, call.value, reach)))


async def save_added(call: Call) -> Reply:
    """The submitted window."""
    reach = delivery.reach_of(call.edge)
    found = await call.read(occasion_list.by_hand, call.subject, reach)
    said = AskingByHand(**read(ui.by_hand_fields(found), call.state))
    return await _sent(call, await call.write(delivery.ask_by_hand, call.subject, said, reach))


async def ask(call: Call) -> Reply:
    """“Send”, as it is proposed."""
    reach = delivery.reach_of(call.edge)
    return await _sent(call, await call.write(delivery.ask, call.value, Asking(), reach))


async def edit(call: Call) -> Reply:
    """“Change people”: the window."""
    reach = delivery.reach_of(call.edge)
    return Window(ui.form(await call.read(practice.to_ask, call.value, reach)))


async def save(call: Call) -> Reply:
    """The submitted window."""
    reach = delivery.reach_of(call.edge)
    found = await call.read(practice.to_ask, call.subject, reach)
    said = Asking(**read(ui.fields(found), call.state))
    return await _sent(call, await call.write(delivery.ask, call.subject, said, reach))


async def skip(call: Call) -> Reply:
    """“Skip”: the window that asks why."""
    reach = delivery.reach_of(call.edge)
    return Window(ui.skip_form(await call.read(practice.to_ask, call.value, reach)))


async def save_skipped(call: Call) -> Reply:
    """The submitted window."""
    reason = read(ui.SKIP, call.state)["reason"]
    await call.write(practice.skip, call.subject, reason)
    return Window(await _overview(call, call.account_id))


async def take_up(call: Call) -> Reply:
    """“Ask after all”: it is due again."""
    await call.write(practice.take_up, call.value)
    return Turned(await _overview(call, call.account_id))


async def _overview(call: Call, account_id: str) -> Block:
    reach = delivery.reach_of(call.edge)
    return ui.overview(await call.read(occasion_list.at_account, account_id, reach))


async def _sent(call: Call, occasion_id: str) -> Reply:
    return Window(ui.sent(await call.read(occasion_list.sent, occasion_id)))
