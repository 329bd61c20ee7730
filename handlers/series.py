"""The series of successes in Slack: asked by command, turned page by page."""

from bot.practice import series as practice
from bot.practice.series import ACCOUNT, Series
from bot.ui import series as ui
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Answer, Reply


async def show(call: Call) -> Reply:
    """`outcomes [account|mine|all|segment:…]`."""
    return _shown(call, await call.read(practice.of_words, call.words))


async def show_account(call: Call) -> Reply:
    """The button with an account's id."""
    return _shown(call, await call.read(practice.of_scope, f"{ACCOUNT}:{call.value}", 1))


async def turn(call: Call) -> Reply:
    """Another page of the list, in place of this one."""
    scope, _, number = call.value.rpartition(" ")
    found = await call.read(practice.of_scope, scope, page_number(number))
    return _shown(call, found, replaces=True)


def _shown(call: Call, found: Series, *, replaces: bool = False) -> Reply:
    return Answer(ui.card(found, in_window=bool(call.view_id)), replaces)
