"""The voice of the customer in Slack: asked by command, turned, taken along as a file."""

from bot.delivery import voice as delivery
from bot.practice import voice as practice
from bot.practice.voice import Wanted
from bot.ui import voice as ui
from handlers.call import Call
from handlers.payload import page_number, unescaped
from handlers.reply import Answer, Reply


async def show(call: Call) -> Reply:
    """`voice [segment] [since …]`."""
    wanted = await call.read(practice.of_words, unescaped(call.words))
    return await _shown(call, wanted)


async def show_all(call: Call) -> Reply:
    """The button that names a page, a day and a segment."""
    number, _, written = call.value.partition(" ")
    return await _shown(call, practice.of_button(written), page_number(number))


async def turn(call: Call) -> Reply:
    """Another page, in place of this one."""
    number, _, written = call.value.partition(" ")
    return await _shown(call, practice.of_button(written), page_number(number), replaces=True)


async def export(call: Call) -> Reply:
    """“Export”: a file in the person's messages with the bot."""
    await call.enter()
    form, _, written = call.value.partition(" ")
    form, wanted = form if form in ui.FORMS else "csv", practice.of_button(written)
    channel_id = await call.edge.slack.direct(call.user_id)
    await call.write(delivery.export, wanted, form, channel_id)
    return Answer(ui.exported(wanted, form))


async def _shown(call: Call, wanted: Wanted, page: int = 1, *, replaces: bool = False) -> Reply:
    return Answer(ui.page(await call.read(practice.voice, wanted, page)), replaces)
