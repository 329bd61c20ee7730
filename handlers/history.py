"""History in Slack: what happened at an account, page by page, and taking one's own change back."""

from bot.practice import history as histories
from bot.practice import undo as undoing
from bot.ui import history as ui
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Answer, Reply


async def show(call: Call) -> Reply:
    """`history <account>`."""
    return Answer(ui.page(await call.read(histories.history, call.value)))


async def turn(call: Call) -> Reply:
    """Another page, in place of this one."""
    account_id, kind, number = (*call.value.split(" "), "", "")[:3]
    page = await call.read(histories.history, account_id, kind, page_number(number))
    return Answer(ui.page(page), replaces=True)


async def undo(call: Call) -> Reply:
    """`undo`: take one's own last change back."""
    event_id = await call.write(undoing.undo)
    return Answer(ui.undone(await call.read(histories.event, event_id)))
