"""Reasons why customers leave in Slack, in the settings' window."""

from bot.practice import churn_reason as practice
from bot.ui import churn_reason as ui
from bot.ui.form import read
from bot.ui.text import md
from handlers.call import Call
from handlers.payload import placed
from handlers.reply import Reply, Turned


async def change(call: Call) -> Reply:
    """The page for a reason: `1 price`, or `1` for one that is to be added."""
    number, reason_id = placed(call.value)
    return Turned(ui.form(await call.read(practice.to_change, reason_id), number))


async def save(call: Call) -> Reply:
    """The submitted page."""
    number, reason_id = placed(call.subject)
    known = await call.read(practice.to_change, reason_id)
    answers = read(ui.fields(known), call.state)
    is_offered = answers.get("offered", ui.OFFERED) == ui.OFFERED
    await call.write(practice.save, reason_id, answers["title"], is_offered=is_offered)
    return Turned(ui.page(await call.read(practice.page, number), md("Saved.")))
