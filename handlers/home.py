"""The Home tab in Slack: another filter, another page."""

from bot.delivery import home
from bot.practice.home import filter_of
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Nothing, Reply


async def turn(call: Call) -> Reply:
    """Show other accounts on the person's Home; the button says which filter and page."""
    shown, _, number = call.value.partition(" ")
    await call.write(home.publish, filter_of(shown), page_number(number))
    return Nothing()
