"""Plans in Slack: show, start, share."""

from bot.practice import plan as plans
from bot.practice.find_account import exact, find
from bot.ui import plan as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Answer, Reply, Share, Window

START = "start"


async def show(call: Call) -> Reply:
    """`plan <account>`, and `plan <account> start` unless the account's own name ends so."""
    words, _, last = call.words.rpartition(" ")
    if words and last.casefold() == START and not await call.read(exact, call.words):
        return await start(call.on(await call.read(find, words)))
    return Answer(ui.card(await call.read(plans.show, call.words)))


async def show_one(call: Call) -> Reply:
    """The button with an account's id."""
    return Answer(ui.card(await call.read(plans.summary, call.value)))


async def start(call: Call) -> Reply:
    """The window that starts a plan."""
    summary = await call.read(plans.to_start, call.value)
    return Window(ui.form(summary.head.account_id, summary.head.account_name, summary.today))


async def save(call: Call) -> Reply:
    """The submitted window."""
    answers = read(ui.fields(call.now.date()), call.state)
    await call.write(plans.start, call.subject, plans.PlanStart(**answers))
    return Window(ui.started(await call.read(plans.summary, call.subject)))


async def share(call: Call) -> Reply:
    """The card for everybody in the channel, with who shared it."""
    summary = await call.read(plans.summary, call.value)
    return Share(ui.shared(summary, call.mention))
