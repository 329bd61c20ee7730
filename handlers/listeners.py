"""The listeners: one a surface, each looks its handler up in a table.

Bolt scans its listeners one by one, so more of them would make every request dearer. Whatever
happens inside, Slack gets an answer that it can show: a UserError as a sentence, anything else as
an apology with a code that is in the log.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.edge import Edge
from bot.errors import UserError
from bot.practice import receipt
from handlers import answer, commands, event, payload, place, routes
from handlers.answer import Ack
from handlers.call import Call, admitted
from handlers.reply import Handler, Reply

log = structlog.get_logger()
ANY = re.compile(".*", re.DOTALL)
JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json;charset=utf-8"}
NO_DATABASE = (
    "Redthread cannot reach its database just now, so nothing was read or changed. "
    "Please try again in a minute."
)
OUTDATED = "This is from an older version and does nothing now. Ask for it again with `/success`."

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Surface:
    """A place where people meet the bot: how a reply is shown there, and how an error is."""

    name: str
    show: Callable[[Call, Reply], Awaitable[Ack]]
    explain: Callable[[Call, UserError], Awaitable[Ack]]


COMMAND = Surface("command", answer.command_reply, answer.command_error)
ACTION = Surface("action", answer.action_reply, answer.action_error)
SUBMISSION = Surface("submission", answer.submission_reply, answer.submission_error)
OPTIONS = Surface("options", answer.options_reply, answer.options_error)
SHORTCUT = Surface("shortcut", answer.shortcut_reply, answer.shortcut_error)


def register(bolt: AsyncApp, edge: Edge) -> None:
    """Register all listeners: command, action, submission, closed, options, shortcut, event."""

    async def on_command(body: dict[str, Any]) -> BoltResponse:
        return await handle(COMMAND, payload.command_call(edge, body), commands.answer)

    async def on_action(body: dict[str, Any]) -> BoltResponse:
        action, call = payload.action_call(edge, body)
        return await handle(
            ACTION, call, place.guarded(action, routes.ACTIONS.get(action, outdated))
        )

    async def on_submission(body: dict[str, Any]) -> BoltResponse:
        callback, call = payload.submission_call(edge, body)
        return await handle(SUBMISSION, call, routes.SUBMISSIONS.get(callback, outdated))

    async def on_options(body: dict[str, Any]) -> BoltResponse:
        action, call = payload.options_call(edge, body)
        return await handle(OPTIONS, call, routes.OPTIONS.get(action, outdated))

    async def on_shortcut(body: dict[str, Any]) -> BoltResponse:
        callback, call = payload.shortcut_call(edge, body)
        return await handle(
            SHORTCUT, call, place.guarded(callback, routes.SHORTCUTS.get(callback, outdated))
        )

    async def on_event(body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        return await take(edge, context.team_id or "", body)

    async def on_nothing() -> BoltResponse:
        return acknowledged(None)

    bolt.command(ANY)(on_command)
    bolt.action(ANY)(on_action)
    bolt.view_submission(ANY)(on_submission)
    bolt.options(ANY)(on_options)
    bolt.event(ANY)(on_event)
    bolt.view_closed(ANY)(on_nothing)
    bolt.shortcut(ANY)(on_shortcut)

    async def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return await explain_early(edge, body, error)

    bolt.error(on_error)


async def handle(surface: Surface, call: Call, handler: Handler) -> BoltResponse:
    """Run the handler and show its reply; whatever happens becomes an answer."""
    try:
        try:
            return acknowledged(await surface.show(call, await handler(call)))
        except UserError as error:
            return acknowledged(await surface.explain(call, error))
        except OperationalError as error:
            log.warning("the database does not answer", reason=str(error.orig))
            return acknowledged(await surface.explain(call, UserError(NO_DATABASE)))
        except Exception:  # noqa: BLE001 - the one place where everything ends
            return acknowledged(await surface.explain(call, answer.apology(surface.name)))
    except UserError as error:  # Slack could not be told either
        log.warning("the answer did not reach Slack", surface=surface.name, reason=str(error))
        return acknowledged(None)


async def explain_early(edge: Edge, body: Body, error: Exception) -> BoltResponse:
    """Answer what failed before a handler began: finding out whose workspace it is."""
    kind = payload.text_at(body, "type")
    if kind == "event_callback" and not isinstance(error, UserError):
        log.error("event failed", exc_info=error)
        return BoltResponse(status=500, body="")
    met = _met(edge, kind, body)
    if met is None:
        log.warning("nobody could be told", kind=kind, reason=str(error))
        return acknowledged(None)

    async def fail(_call: Call) -> Reply:
        raise error

    return await handle(*met, fail)


def _met(edge: Edge, kind: str, body: Body) -> tuple[Surface, Call] | None:
    """On which surface somebody waits for an answer; None where nobody does."""
    match kind:
        case "":
            return COMMAND, payload.command_call(edge, body)
        case "block_actions":
            return ACTION, payload.action_call(edge, body)[1]
        case "view_submission":
            return SUBMISSION, payload.submission_call(edge, body)[1]
        case "block_suggestion":
            return OPTIONS, payload.options_call(edge, body)[1]
        case "shortcut" | "message_action":
            return SHORTCUT, payload.shortcut_call(edge, body)[1]
    return None


async def outdated(call: Call) -> Reply:
    """What is clicked or submitted may be older than this version."""
    del call
    raise UserError(OUTDATED)


async def take(edge: Edge, team_id: str, body: Body) -> BoltResponse:
    """An event, once however often Slack sends it. A failure is answered so that Slack retries."""
    kind = payload.text_at(body, "event", "type")
    event_id = payload.text_at(body, "event_id")
    handler = routes.EVENTS.get(kind)
    if handler is None:
        return acknowledged(None)
    now = edge.now()
    told = event.Event(team_id, payload.mapping_at(body, "event"), now, edge.admins)

    def carry_out(session: Session) -> None:
        receipt.once(session, team_id, f"event:{event_id}", now, lambda: handler(session, told))

    try:
        await admitted(edge, team_id, now, lambda: edge.database.write(carry_out))
    except Exception:
        log.exception("event failed", kind=kind, event_id=event_id)
        return BoltResponse(status=500, body="")
    return acknowledged(None)


def acknowledged(ack: Ack) -> BoltResponse:
    """An acknowledgement: empty, or with a body."""
    if ack is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=orjson.dumps(ack).decode(), headers=JSON)
