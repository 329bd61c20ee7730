"""Signals in Slack: what is known of an account, noting one, correcting one."""

from bot.practice import signal as signals
from bot.practice import signal_card as cards
from bot.ui import signal as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reading import BY_HAND
from handlers.reply import Answer, Reply, Window


async def show(call: Call) -> Reply:
    """What is known of the account of the button."""
    return Answer(ui.card(await call.read(cards.card, call.value)))


async def add(call: Call) -> Reply:
    """The window, for the account of the button."""
    return Window(ui.form(await call.read(cards.to_add, call.value)))


async def save(call: Call) -> Reply:
    """The submitted window."""
    found = await call.read(cards.to_add, call.subject)
    answers = read(ui.fields(found), call.state)
    kind = answers.pop("kind")
    details = signals.SignalDetails(**answers | {"source": answers["source"] or BY_HAND})
    await call.write(signals.add, found.account_id, kind, details)
    return Window(ui.in_window(await call.read(cards.card, found.account_id)))


async def edit(call: Call) -> Reply:
    """The window to correct one, or to take it away."""
    return Window(ui.edit_form(await call.read(signals.to_change, call.value)))


async def save_edit(call: Call) -> Reply:
    """The submitted window."""
    found = await call.read(signals.to_change, call.subject)
    answers = read(ui.edit_fields(found), call.state)
    if answers.pop("is_wrong"):
        await call.write(signals.remove, found.id)
    else:
        details = signals.SignalDetails(**answers)
        await call.write(signals.correct, found.id, details)
    return Window(ui.in_window(await call.read(cards.card, found.account_id)))
