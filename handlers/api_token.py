"""API tokens in Slack, in the settings' window: made, shown once, revoked."""

from bot.errors import UserError
from bot.practice import api_token as tokens
from bot.ui import api_token as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import page_number, placed
from handlers.reply import Reply, Turned

SHOWN_ONCE = (
    "This token was made already, and its secret is shown only once. Revoke it and make another."
)


async def add(call: Call) -> Reply:
    """The page to make one."""
    await call.read(tokens.check)
    return Turned(ui.form(page_number(call.value)))


async def save(call: Call) -> Reply:
    """The submitted page. The secret is in no receipt, so that a repeat cannot show it again."""
    name = read(ui.NAME, call.state)["name"]
    secret = tokens.new_secret()
    token_id = await call.write(tokens.make, name, secret)
    if not await call.read(tokens.has_secret, token_id, secret):
        raise UserError(SHOWN_ONCE)
    return Turned(ui.made(name, secret, page_number(call.subject)))


async def revoke(call: Call) -> Reply:
    """The page that asks whether it is meant."""
    number, token_id = placed(call.value)
    return Turned(ui.revoke_form(await call.read(tokens.to_revoke, token_id), number))


async def save_revoke(call: Call) -> Reply:
    """The submitted page."""
    number, token_id = placed(call.subject)
    await call.write(tokens.revoke, token_id)
    return Turned(ui.page(await call.read(tokens.page, number)))
