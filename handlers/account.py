"""Accounts in Slack: the card, the list, adding and editing."""

from decimal import Decimal

from bot.errors import UserError
from bot.practice import account as accounts
from bot.practice.account import AccountDetails
from bot.practice.account_columns import revenue
from bot.ui import account as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Answer, Reply, Window


async def show(call: Call) -> Reply:
    """`account <name>`."""
    return Answer(ui.card(await call.read(accounts.show, call.words)))


async def show_one(call: Call) -> Reply:
    """The button with an account's id."""
    return Answer(ui.card(await call.read(accounts.to_show, call.value)))


async def search(call: Call) -> Reply:
    """`accounts [mine|all|words]`."""
    return Answer(ui.page(await call.read(accounts.search, call.words, 1)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in place of this one."""
    number, _, scope = call.value.partition(" ")
    page = await call.read(accounts.search, scope, page_number(number))
    return Answer(ui.page(page), replaces=True)


async def new(call: Call) -> Reply:
    """The window for a new account, with the name that was not found."""
    await call.enter()
    return Window(ui.form(name=call.value))


async def edit(call: Call) -> Reply:
    """The window with what is known."""
    return Window(ui.form(await call.read(accounts.to_change, call.value)))


async def save(call: Call) -> Reply:
    """The submitted window, for a new account or a known one."""
    known = await call.read(accounts.card, call.subject) if call.subject else None
    answers = read(ui.fields(known), call.state)
    arr, currency = _revenue(answers.pop("revenue"))
    if currency is None:
        currency = (known.currency if known else None) or ui.NO_CURRENCY
    details = AccountDetails(**answers, arr=arr, currency=currency)
    if known:
        account_id = await call.write(accounts.edit, known.id, details)
    else:
        account_id = await call.write(accounts.add, details)
    return Window(ui.saved(await call.read(accounts.card, account_id)))


def _revenue(written: str | None) -> tuple[Decimal | None, str | None]:
    try:
        return revenue(written or "")
    except UserError as wrong:
        raise UserError(f"“{written}” {wrong.sentence}.", "revenue") from None
