"""From a reply to what Slack takes, surface by surface; and errors as sentences."""

import secrets
from collections.abc import Mapping
from typing import Any

import structlog

from bot.errors import FormError, UserError
from bot.practice.find_account import NoAccount, SeveralAccounts
from bot.practice.names import tidy
from bot.ui import account
from bot.ui.blocks import Block, Message, modal, say
from bot.ui.ids import Id
from bot.ui.text import md
from handlers import place
from handlers.call import Call
from handlers.reply import Answer, Options, Reply, Share, Turned, Window

Ack = Mapping[str, Any] | None
log = structlog.get_logger()

APOLOGY = (
    "Something went wrong on our side, and nothing was changed. Please try again. "
    "If it happens again, give your admin this code: {}"
)
NOWHERE_TO_SHARE = (
    "A window belongs to no channel. Write `/success plan` and the account in the channel, "
    "and choose “Share here” there."
)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def apology(surface: str) -> UserError:
    """What a person reads when we failed; its code stands in the log beside the traceback."""
    code = "".join(secrets.choice(LETTERS) for _ in range(6))
    log.exception("unexpected error", code=code, surface=surface)
    return UserError(APOLOGY.format(code))


async def command_reply(call: Call, reply: Reply) -> Ack:
    """The whole answer rides in the acknowledgement; only a window needs a call."""
    match reply:
        case Answer(message):
            return {"response_type": "ephemeral"} | message.payload()
        case Share(message):
            await place.check_own(call)
            return {"response_type": "in_channel"} | message.payload()
        case Window(view):
            await _open(call, view)
    return None


async def action_reply(call: Call, reply: Reply) -> Ack:
    """A click has no answer of its own: windows are opened, messages go to its response URL."""
    match reply:
        case Answer(message) if call.view_id:
            await _open(call, _as_view(message))
        case Answer(message, replaces):
            await _respond(call, message, "ephemeral", replaces=replaces)
        case Share() if not call.response_url:
            raise UserError(NOWHERE_TO_SHARE)
        case Share(message):
            await place.check_own(call)
            await _respond(call, message, "in_channel", replaces=False)
        case Window(view, instead):
            await _open(call, view)
            if instead is not None and call.response_url:
                await _respond(call, instead, "ephemeral", replaces=True)
        case Turned(view) if call.on_home:
            await _open(call, view)
        case Turned(view):
            await call.edge.slack.call("views.update", view_id=call.view_id, view=view)
    return None


async def submission_reply(_call: Call, reply: Reply) -> Ack:
    """A submitted window becomes the next one; without one it closes."""
    match reply:
        case Window(view) | Turned(view):
            return {"response_action": "update", "view": view}
        case Answer(message):
            return {"response_action": "update", "view": _as_view(message)}
    return None


async def options_reply(_call: Call, reply: Reply) -> Ack:
    """What a menu offers."""
    return {"options": list(reply.options) if isinstance(reply, Options) else []}


async def shortcut_reply(call: Call, reply: Reply) -> Ack:
    """A shortcut has no answer of its own: whatever there is to say stands in a window."""
    match reply:
        case Window(view):
            await _open(call, view)
        case Answer(message):
            await _open(call, _as_view(message))
    return None


async def command_error(call: Call, error: UserError) -> Ack:
    """A sentence that only this person sees; where an account was unclear, buttons to choose."""
    return await command_reply(call, Answer(_sentence(call, error)))


async def action_error(call: Call, error: UserError) -> Ack:
    """A sentence in a window over the window, or beside the message that was clicked."""
    reply = Answer(_sentence(call, error))
    if call.view_id:
        return await _explain_in_view(call, reply)
    if call.response_url:
        return await action_reply(call, reply)
    log.info("nobody could be told", sentence=error.sentence)
    return None


async def shortcut_error(call: Call, error: UserError) -> Ack:
    """A sentence in a window."""
    return await shortcut_reply(call, Answer(_sentence(call, error)))


async def _explain_in_view(call: Call, reply: Answer) -> Ack:
    """Where no window can be laid over the one that was clicked in, that one says it."""
    try:
        return await action_reply(call, reply)
    except UserError:
        return await action_reply(call, Turned(_as_view(reply.message)))


async def submission_error(call: Call, error: UserError) -> Ack:
    """A sentence at the field it belongs to; nothing that was entered is lost."""
    blocks = list(call.state)
    if not blocks:
        return await submission_reply(call, Answer(_sentence(call, error)))
    fields = error.fields if isinstance(error, FormError) else {error.field or "": error.sentence}
    placed: dict[str, str] = {}
    for field, sentence in fields.items():
        place = field if field in blocks else blocks[0]
        placed[place] = f"{placed[place]} {sentence}" if place in placed else sentence
    return {"response_action": "errors", "errors": placed}


async def options_error(_call: Call, error: UserError) -> Ack:
    """A menu cannot say why: it offers nothing, and the log knows."""
    log.info("no options", sentence=error.sentence)
    return {"options": []}


def _sentence(call: Call, error: UserError) -> Message:
    if isinstance(error, SeveralAccounts):
        template = _template(call, error.words)
        return account.choose(error.sentence, error.candidates, template, None)
    if isinstance(error, NoAccount):
        template = _template(call, error.words)
        return account.choose(error.sentence, error.nearest, template, error.words)
    return say(md("{}", error.sentence))


def _template(call: Call, words: str) -> str:
    """What was asked for, with `{}` where the account stood."""
    name, _, rest = tidy(call.words or call.value).partition(" ")
    return f"{name} {rest.replace(words, '{}', 1)}" if words in rest else f"{name} {{}}"


def _as_view(message: Message) -> Block:
    return modal("Redthread", message.blocks, callback=Id.NOTICE, close="Close")


async def _open(call: Call, view: Block) -> None:
    """Open a window, or lay it over the one that was clicked in."""
    method = "views.push" if call.view_id and not call.on_home else "views.open"
    await call.edge.slack.call(method, trigger_id=call.trigger_id, view=view)


async def _respond(call: Call, message: Message, kind: str, *, replaces: bool) -> None:
    payload = message.payload() | {"response_type": kind, "replace_original": replaces}
    await call.edge.slack.respond(call.response_url, payload)
