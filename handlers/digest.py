"""Digests in Slack: subscribe a channel, look at one beforehand, switch it off."""

from collections.abc import Mapping
from typing import Any

from bot.errors import UserError
from bot.model import Scope
from bot.practice import digest as digests
from bot.practice import digest_look
from bot.practice.dates import all_zones
from bot.practice.digest import Subscription
from bot.ui import digest as ui
from bot.ui import win as win_ui
from bot.ui.blocks import option, say
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Answer, Handler, Options, Reply, Share, Window


async def choose(call: Call) -> Reply:
    """`digest`, `digest preview` and `digest off`, for the channel in which it is written."""
    handler = WORDS.get(call.words.casefold())
    if handler is None:
        raise UserError("Write “digest”, “digest preview”, “digest wins” or “digest off”.")
    return await handler(call)


async def ask(call: Call) -> Reply:
    """The window, with what the channel has already."""
    found = await call.read(digests.to_change, call.channel_id)
    await _check(call, call.channel_id)
    return Window(ui.form(call.channel_id, found))


async def save(call: Call) -> Reply:
    """The submitted window. Slack is asked again what channel it is: that may have changed."""
    found = await call.read(digests.to_change, call.subject)
    wanted = _subscription(read(ui.fields(found), call.state))
    await _check(call, call.subject)
    await call.write(digests.subscribe, call.subject, wanted)
    return Window(ui.saved(await call.read(digests.to_change, call.subject)))


def _subscription(answers: dict[str, Any]) -> Subscription:
    scope, _, of = answers["scope"].partition(":")
    if scope not in set(Scope):
        raise UserError("Choose one of those offered.", "scope")
    if answers["zone"] not in all_zones():
        raise UserError("Choose one of those offered.", "zone")
    return Subscription(
        weekday=int(answers["weekday"]),
        at=answers["at"],
        zone=answers["zone"],
        scope=Scope(scope),
        scope_of=of or None,
    )


async def _check(call: Call, channel_id: str) -> None:
    """Ask Slack what channel it is; a UserError where no digest may or can be posted there."""
    reason = digests.why_not(await call.edge.slack.channel(channel_id))
    if reason is not None:
        raise UserError(reason)


async def preview(call: Call) -> Reply:
    """The digest as the channel would get it now, or one of all accounts where it has none."""
    return Answer(ui.preview(await call.read(digest_look.preview, call.channel_id)))


async def wins(call: Call) -> Reply:
    """What was won in the week, to look at; a button tells everybody in the channel."""
    return Answer(win_ui.preview(await call.read(digest_look.preview, call.channel_id)))


async def share_wins(call: Call) -> Reply:
    """The same for everybody in the channel, as it is now, with who shared it."""
    found = await call.read(digest_look.preview, call.channel_id)
    return Share(win_ui.shared(found, call.mention))


async def off(call: Call) -> Reply:
    """No digest any more."""
    await call.write(digests.unsubscribe, call.channel_id)
    return Answer(say(ui.off()))


async def search(call: Call) -> Reply:
    """Whose accounts a digest can be about."""
    found = await call.read(digests.scopes, call.words)
    return Options([option(one.name, one.id) for one in found])


WORDS: Mapping[str, Handler] = {"": ask, "preview": preview, "wins": wins, "off": off}
