"""How customers feel, in Slack: asked by command, chosen by period and segment."""

from bot.practice import sentiment as practice
from bot.practice.sentiment import Wanted
from bot.ui import sentiment as ui
from handlers.call import Call
from handlers.payload import unescaped
from handlers.reply import Answer, Reply


async def show(call: Call) -> Reply:
    """`sentiment [segment] [quarter|half|year]`."""
    return await _shown(call, await call.read(practice.of_words, unescaped(call.words)))


async def show_chosen(call: Call) -> Reply:
    """The button that names a period and a segment."""
    return await _shown(call, practice.of_button(call.value))


async def turn(call: Call) -> Reply:
    """Another period or segment, in place of this one."""
    return await _shown(call, practice.of_button(call.value), replaces=True)


async def _shown(call: Call, wanted: Wanted, *, replaces: bool = False) -> Reply:
    return Answer(ui.card(await call.read(practice.overview, wanted), wanted), replaces)
