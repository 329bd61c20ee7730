"""Accounts in Slack: the card, the list, adding and editing."""

from bot.errors import UserError
from bot.practice import account as accounts
from bot.practice.account import AccountDetails
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
    return Answer(ui.card(await call.read(accounts.card, call.value)))


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
    answers = read(ui.fields(), call.state)
    answers["currency"] = _currency(answers["currency"])
    details = AccountDetails(**answers)
    if call.subject:
        account_id = await call.write(accounts.edit, call.subject, details)
    else:
        account_id = await call.write(accounts.add, details)
    return Window(ui.saved(await call.read(accounts.card, account_id)))


def _currency(written: str | None) -> str | None:
    code = written.upper() if written else None
    if code is not None and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise UserError(
            f"“{written}” is no currency. Write three letters, such as EUR.", "currency"
        )
    return code
