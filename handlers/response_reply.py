"""Replies to low answers in Slack: one window, from the matter about it."""

from bot.delivery import response_reply as delivery
from bot.practice import response_follow_up as practice
from bot.ui import response_reply as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Nothing, Reply, Window


async def reply(call: Call) -> Reply:
    """“Answer them”: the window."""
    return Window(ui.form(await call.read(practice.to_reply, call.value)))


async def save(call: Call) -> Reply:
    """The submitted window: the message that it was opened from says the rest."""
    found = await call.read(practice.to_reply, call.subject)
    said = ui.said(read(ui.fields(found), call.state))
    await call.write(delivery.reply, call.subject, said)
    return Nothing()
