"""What the customer sees of a plan, in Slack."""

from bot.practice import shared_part as parts
from bot.practice.numbering import account_of
from bot.ui import shared_part as ui
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Reply, Turned, Window


async def show(call: Call) -> Reply:
    """The list in a window, for the account of the button."""
    return Window(ui.page(await call.read(parts.page, call.value)))


async def browse(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    account_id, _, number = call.value.partition(" ")
    return Turned(ui.page(await call.read(parts.page, account_id, page_number(number))))


async def turn(call: Call) -> Reply:
    """“Hide” or “Show”, in the list."""
    part_id, _, number = call.value.partition(" ")
    await call.write(parts.turn, part_id)
    found = await call.read(parts.page, account_of(part_id), page_number(number))
    return Turned(ui.page(found))
