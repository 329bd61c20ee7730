"""One call of the Web API: whose token, which scopes, how often, which arguments; then its work."""

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.blockkit import BlockKitError
from bot.sandbox.faults import LOST, too_many
from bot.sandbox.methods import METHODS, Method
from bot.sandbox.methods.apps import APP_TOKEN, BOT_TOKEN
from bot.sandbox.workspace import Facts, SlackSaysNo

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

TOKENS = {"bot": BOT_TOKEN, "app": APP_TOKEN}


@dataclass(frozen=True)
class Call:
    """One call of a method. `at`: seconds of the machine's own clock."""

    method: str
    arguments: Facts
    at: float = 0.0


async def answer(slack: "Sandbox", request: web.Request) -> web.StreamResponse:
    """Answer a call as Slack would, and remember it."""
    began = time.monotonic()
    method = request.match_info["method"]
    try:
        arguments, token = await arguments_of(request)
    except ValueError:
        return web.json_response({"ok": False, "error": "invalid_json"})
    slack.calls.append(Call(method, arguments, began))
    entry = slack.traffic.note(
        "from_bot", "web_api", method, arguments, summary=summary(method, arguments)
    )
    faulty = await slack.faults.strike(method, request)
    if faulty is not None:
        entry["answer"] = {"status": faulty.status}
        return faulty
    wait = slack.rates.wait(method, METHODS[method], arguments, began) if method in METHODS else 0
    if wait:
        entry["answer"] = {"ok": False, "error": "ratelimited", "retry_after": wait}
        return too_many(wait)
    found = _answer(slack, method, arguments, token)
    entry |= {"answer": found, "ms": round((time.monotonic() - began) * 1000, 1)}
    if request.get(LOST) and request.transport is not None:
        request.transport.abort()
    headers = {"x-oauth-scopes": ",".join(sorted(slack.granted))}
    return web.json_response(found, headers=headers)


async def arguments_of(request: web.Request) -> tuple[Facts, str]:
    """A call's arguments and token, from JSON or a form. A ValueError where it is not JSON."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.content_type == "application/json":
        body = await request.text()
        found = json.loads(body) if body else {}
        if not isinstance(found, dict):
            raise ValueError("not an object")
        arguments: Facts = found
    else:
        form = await request.post()
        arguments = {
            key: _decoded(str(value)) for key, value in [*request.query.items(), *form.items()]
        }
    return arguments, token or str(arguments.pop("token", ""))


def _decoded(value: str) -> object:
    """Blocks and views travel in a form as JSON."""
    if value[:1] in ("{", "["):
        return json.loads(value)
    return {"true": True, "false": False}.get(value, value)


def summary(method: str, arguments: Facts) -> str:
    """What a call is about, in a few words."""
    where = arguments.get("channel") or arguments.get("user_id") or arguments.get("user") or ""
    view = arguments.get("view")
    title = view.get("title", {}).get("text", "") if isinstance(view, dict) else ""
    text = str(arguments.get("text") or title or "").split("\n")[0]
    return " ".join(filter(None, (method, str(where), text)))


def _answer(slack: "Sandbox", name: str, arguments: Facts, token: str) -> Facts:
    method = METHODS.get(name)
    if method is None:
        slack.problem(f"{name}: no method that the sandbox knows")
        return {"ok": False, "error": "unknown_method", "req_method": name}
    try:
        _check_token(method, token)
        _check_scopes(slack, method)
        _check_arguments(slack, name, method, arguments)
        return {"ok": True, **method.work(slack, arguments)}
    except SlackSaysNo as no:
        return {"ok": False, "error": no.code, **no.more}
    except BlockKitError as error:
        slack.problem(f"{name}: {error}")
        metadata = {"messages": [f"[ERROR] {error}"]}
        return {"ok": False, "error": _code_of(error), "response_metadata": metadata}


def _check_token(method: Method, token: str) -> None:
    if method.token == "none":  # noqa: S105 - a kind, not a token
        return
    if not token:
        raise SlackSaysNo("not_authed")
    if token not in TOKENS.values():
        raise SlackSaysNo("invalid_auth")
    if token != TOKENS[method.token]:
        raise SlackSaysNo("not_allowed_token_type")


def _check_scopes(slack: "Sandbox", method: Method) -> None:
    if method.scopes and not slack.granted.intersection(method.scopes):
        provided = ",".join(sorted(slack.granted))
        raise SlackSaysNo("missing_scope", needed=",".join(method.scopes), provided=provided)


def _check_arguments(slack: "Sandbox", name: str, method: Method, arguments: Facts) -> None:
    for key in sorted(set(arguments) - {*method.required, *method.optional}):
        slack.problem(f"{name}: no argument “{key}”")
    missing = [key for key in method.required if arguments.get(key) in (None, "")]
    if missing:
        messages = [f"[ERROR] missing required field: {key}" for key in missing]
        raise SlackSaysNo("invalid_arguments", response_metadata={"messages": messages})


def _code_of(error: BlockKitError) -> str:
    if error.path.startswith("message.blocks"):
        return "invalid_blocks"
    if error.path.startswith("message.metadata"):
        return "invalid_metadata_format"
    return "invalid_arguments"
