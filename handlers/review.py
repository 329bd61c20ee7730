"""Reviews in Slack: one window for one that was held."""

from bot.practice import review as practice
from bot.practice.review import ReviewHeld
from bot.ui import review as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Reply, Window


async def add(call: Call) -> Reply:
    """`review <account>`, and its button: the window."""
    return Window(ui.form(await call.read(practice.to_hold, call.value)))


async def save(call: Call) -> Reply:
    """The submitted window."""
    found = await call.read(practice.to_hold, call.subject)
    held = ReviewHeld(**read(ui.fields(found), call.state))
    return Window(ui.saved(await call.write(practice.hold, call.subject, held)))
