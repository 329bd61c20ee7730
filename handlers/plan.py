"""Plans in Slack: show, start, share."""

from bot.model import Stage
from bot.practice import plan as plans
from bot.practice import plan_advance, plan_close, plan_confirm, plan_list
from bot.practice.find_account import exact, find
from bot.practice.numbering import account_of
from bot.ui import plan as ui
from bot.ui import plan_close as closing
from bot.ui import plan_list as lists
from bot.ui import plan_steps as steps
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
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


async def search(call: Call) -> Reply:
    """`plans [mine|all] [stage|stalled|late|without goals|…]`."""
    return Answer(lists.page(await call.read(plan_list.plans, call.words)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in place of this one."""
    number, _, words = call.value.partition(" ")
    page = await call.read(plan_list.plans, words, page_number(number))
    return Answer(lists.page(page), replaces=True)


async def start(call: Call) -> Reply:
    """The window that starts a plan."""
    summary = await call.read(plans.to_start, call.value)
    return Window(ui.form(summary.head.account_id, summary.head.account_name, summary.today))


async def save(call: Call) -> Reply:
    """The submitted window."""
    answers = read(ui.fields(call.now.date()), call.state)
    await call.write(plans.start, call.subject, plans.PlanStart(**answers))
    return Window(ui.started(await call.read(plans.summary, call.subject)))


async def confirm(call: Call) -> Reply:
    """The window to note that the customer agreed, for an account or for its plan."""
    plan = await call.read(plan_confirm.to_confirm, account_of(call.value))
    return Window(steps.confirm_form(plan))


async def save_confirm(call: Call) -> Reply:
    """The submitted window."""
    answers = read(steps.confirm_fields(call.now.date()), call.state)
    said = plan_confirm.Confirmation(**answers)
    await call.write(plan_confirm.confirm, call.subject, said)
    summary = await call.read(plans.summary, call.subject)
    return Window(steps.saved("Plan confirmed", summary))


async def advance(call: Call) -> Reply:
    """The window to move on to the next stage, for an account or for its plan."""
    plan = await call.read(plan_advance.to_advance, account_of(call.value))
    return Window(steps.advance_form(plan))


async def save_stage(call: Call) -> Reply:
    """The submitted window, which names the stage that it was opened in."""
    answers = read(steps.ADVANCE, call.state)
    account_id, _, written = call.subject.partition(" ")
    stage = next((one for one in Stage if one == written), None)
    await call.write(plan_advance.advance, account_id, stage, answers["reason"])
    return Window(steps.saved("Plan moved on", await call.read(plans.summary, account_id)))


async def close(call: Call) -> Reply:
    """The window that ends a cycle, for an account or for its plan."""
    plan = await call.read(plan_close.to_close, account_of(call.value))
    return Window(closing.form(plan))


async def save_close(call: Call) -> Reply:
    """The submitted window: the look back, and the next cycle if one begins."""
    plan = await call.read(plan_close.to_close, call.subject)
    answers = read(closing.fields(plan), call.state)
    await call.write(plan_close.close, call.subject, plan_close.LookBack(**answers))
    summary = await call.read(plans.summary, call.subject)
    begun = "Next cycle begun" if summary.head.plan_id else "Cycle ended"
    return Window(steps.saved(begun, summary))


async def share(call: Call) -> Reply:
    """The card for everybody in the channel, with who shared it."""
    summary = await call.read(plans.summary, call.value)
    return Share(ui.shared(summary, call.mention))
