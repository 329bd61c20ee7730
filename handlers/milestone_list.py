"""Pasted lists of milestones in Slack: a preview first, then all of them at once."""

from hashlib import sha256

from bot.practice import account as accounts
from bot.practice import milestone as milestones
from bot.practice import milestone_list
from bot.ui import milestone as list_ui
from bot.ui import milestone_list as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.milestone import owner_of
from handlers.reply import Reply, Window


async def paste(call: Call) -> Reply:
    """The window that takes a list, for the account of the button."""
    card = await call.read(accounts.with_plan_to_change, call.value)
    return Window(ui.form(card.id, card.name))


async def save(call: Call) -> Reply:
    """The submitted window: a preview of what was not seen yet; what was seen is added."""
    answers = read(ui.FIELDS, call.state)
    account_id, _, seen = call.subject.partition(" ")
    text, owner = answers["list"], owner_of(answers["owner"])
    mark = sha256(f"{text}\n{answers['owner']}".encode()).hexdigest()[:16]
    if mark != seen:
        found = await call.read(milestone_list.preview, account_id, text, owner)
        return Window(ui.preview(found, text, mark))
    await call.write(milestone_list.add_list, account_id, text, owner)
    return Window(list_ui.page(await call.read(milestones.page, account_id, 1)))
