"""Changes of revenue in Slack."""

from bot.errors import UserError
from bot.model import RevenueKind
from bot.practice import revenue as practice
from bot.practice.revenue_book import ChangeDetails
from bot.ui import revenue as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Answer, Reply, Window

BY_HAND = "entered in Slack"


async def show(call: Call) -> Reply:
    """`revenue <account>`, and the button with an account's id."""
    return Answer(ui.page(await call.read(practice.of_account, call.value)))


async def turn(call: Call) -> Reply:
    """Another page of the changes, in place of this one."""
    account_id, _, number = call.value.rpartition(" ")
    found = await call.read(practice.of_account, account_id, page_number(number))
    return Answer(ui.page(found), replaces=True)


async def add(call: Call) -> Reply:
    """The window for a change: `acme churn`."""
    account_id, kind = _chosen(call.value)
    return Window(ui.form(await call.read(practice.to_add, account_id), kind))


async def save(call: Call) -> Reply:
    """The submitted window."""
    account_id, kind = _chosen(call.subject)
    found = await call.read(practice.to_add, account_id)
    details = ChangeDetails(kind=kind, **read(ui.fields(found, kind), call.state))
    await call.write(practice.add, account_id, details, BY_HAND)
    return Window(ui.saved(await call.read(practice.of_account, account_id)))


async def edit(call: Call) -> Reply:
    """The window to correct one, or to take it away."""
    return Window(ui.edit_form(await call.read(practice.to_correct, call.value)))


async def save_edit(call: Call) -> Reply:
    """The submitted window."""
    found = await call.read(practice.to_correct, call.subject)
    answers = read(ui.edit_fields(found), call.state)
    if answers.pop("is_wrong") or found.known is None:
        account_id = await call.write(practice.remove, found.change_id)
    else:
        details = ChangeDetails(kind=found.known.kind, **answers)
        account_id = await call.write(practice.correct, found.change_id, details)
    return Window(ui.saved(await call.read(practice.of_account, account_id)))


def _chosen(written: str) -> tuple[str, RevenueKind]:
    """The account and the kind in a button's value."""
    account_id, _, kind = written.partition(" ")
    if kind not in set(RevenueKind):
        raise UserError("There is no such change. Look at the account’s revenue again.")
    return account_id, RevenueKind(kind)
