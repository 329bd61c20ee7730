"""Next best actions in Slack."""

from bot.practice import next_action
from bot.practice.find_account import find
from bot.ui import next_action as ui
from handlers.call import Call
from handlers.reply import Answer, Reply


async def show(call: Call) -> Reply:
    """`next [account]`: at one account, or at all of one's own."""
    if not call.words:
        return Answer(ui.card(await call.read(next_action.of_person)))
    account_id = await call.read(find, call.words)
    return Answer(ui.card(await call.read(next_action.of_account, account_id)))
