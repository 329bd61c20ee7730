"""The Home tab in Slack: another filter, another page, and a leader's dashboard."""

from bot.delivery import home
from bot.practice import dashboard_leader
from bot.practice.home import filter_of
from bot.practice.metrics.cohort import Length
from bot.ui import dashboard_leader as leaders
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Nothing, Reply


async def turn(call: Call) -> Reply:
    """Show other accounts on the person's Home; the button says which filter and page."""
    shown, _, number = call.value.partition(" ")
    await call.write(home.publish, filter_of(shown), page_number(number))
    return Nothing()


async def show_dashboard(call: Call) -> Reply:
    """Show a leader the two columns of the quarter above the accounts."""
    found = await call.read(dashboard_leader.leader, Length.QUARTER)
    shown, _, number = call.value.partition(" ")
    above = leaders.on_home(found)
    await call.write(home.publish, filter_of(shown), page_number(number), above)
    return Nothing()
