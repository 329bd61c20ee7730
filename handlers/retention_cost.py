"""The cost of retaining customers in Slack, in the settings' window."""

from datetime import date

from bot.practice import retention_cost as practice
from bot.ui import retention_cost as ui
from bot.ui.form import read
from bot.ui.text import md
from handlers.call import Call
from handlers.payload import placed
from handlers.reply import Reply, Turned


async def change(call: Call) -> Reply:
    """The page for a cost: `1 2026-11`, or `1` for one that is to be added."""
    number, month = placed(call.value)
    known, currency = await call.read(practice.cost_to_change, month)
    return Turned(ui.form(known, currency, call.now.date(), number))


async def save(call: Call) -> Reply:
    """The submitted page."""
    number, month = placed(call.subject)
    known, currency = await call.read(practice.cost_to_change, month)
    answers = read(ui.fields(known, currency, call.now.date()), call.state)
    since = date.fromisoformat(f"{known.month}-01") if known else answers["since"]
    await call.write(practice.set_cost, since, answers["amount"])
    return Turned(ui.page(await call.read(practice.costs, number), md("Saved.")))
