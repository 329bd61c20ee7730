"""Currencies in Slack, in the settings' window: the workspace's own, and the rates of others."""

from bot.practice import exchange_rate as practice
from bot.ui import exchange_rate as ui
from bot.ui.form import read
from bot.ui.text import Mrkdwn, md
from handlers.call import Call
from handlers.payload import page_number, placed
from handlers.reply import Reply, Turned


async def change(call: Call) -> Reply:
    """The page for a rate: `1 EUR`, or `1` for one that is to be added."""
    number, currency = placed(call.value)
    found = await call.read(practice.rate_to_change, currency)
    return Turned(ui.rate_form(found, number))


async def save(call: Call) -> Reply:
    """The submitted page."""
    number, currency = placed(call.subject)
    found = await call.read(practice.rate_to_change, currency)
    answers = read(ui.rate_fields(found), call.state)
    code = answers.get("currency") or currency
    await call.write(practice.set_rate, code, answers["value"], answers["on"])
    return await _list(call, number, md("Saved.") if answers["value"] else md("Taken away."))


async def change_base(call: Call) -> Reply:
    """The page for the workspace's own currency, which says what a change costs."""
    found = await call.read(practice.rates, 1)
    return Turned(ui.base_form(found.base, found.rated, page_number(call.value)))


async def save_base(call: Call) -> Reply:
    """The submitted page."""
    answers = read((ui.CURRENCY,), call.state)
    await call.write(practice.set_base, answers["currency"])
    return await _list(call, page_number(call.subject), md("Saved."))


async def _list(call: Call, number: int, said: Mrkdwn) -> Reply:
    return Turned(ui.page(await call.read(practice.rates, number), said))
