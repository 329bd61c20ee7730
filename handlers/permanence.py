"""Permanence checks in Slack: one window, from a nudge or from the outcome's card."""

from bot.practice import outcome as outcomes
from bot.practice import permanence_check as checks
from bot.ui import permanence as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.outcome import card
from handlers.reply import Reply, Window


async def check(call: Call) -> Reply:
    """“Does it still hold?”"""
    return Window(ui.form(await call.read(checks.to_check, call.value)))


async def save(call: Call) -> Reply:
    """The submitted window; the outcome's card says what follows."""
    found = await call.read(checks.to_check, call.subject)
    said = checks.CheckSaid(**read(ui.fields(found), call.state))
    await call.write(checks.check, call.subject, said)
    return Window(await card(call, await call.read(outcomes.facts, call.subject)))
