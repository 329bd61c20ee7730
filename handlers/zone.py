"""Time zones in Slack."""

from bot.practice import zone as zones
from bot.ui.blocks import option
from handlers.call import Call
from handlers.reply import Options, Reply


async def search(call: Call) -> Reply:
    """The time zones that a menu offers, one's own first."""
    found = await call.read(zones.choices, call.words)
    return Options([option(one.name, one.id) for one in found])
