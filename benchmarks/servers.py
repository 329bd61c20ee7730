"""The servers that are compared, each a process: `python -m benchmarks.servers ROLE PORT URL`.

`bot` is the real application; `one` the same with one command and one listener; `bare` a Starlette
route that checks the signature and says “ok”; `raw` the limit for this payload (see raw.py).
`pages` is the application with pages, `page` a Starlette route that gives the bytes of a file.
"""

import asyncio
import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.load import SECRET

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bot.settings import Settings

PAGE_KEY = "a-key-of-the-benchmarks-that-signs-links"
PAGE_URL = "https://redthread.example"


def settings_of(url: str, **more: str) -> "Settings":
    """Nothing listens where Slack would be: a call to it would be a fault."""
    from bot.settings import load

    return load(
        None,
        slack_bot_token="xoxb-bench",
        slack_signing_secret=SECRET,
        slack_api_url="http://127.0.0.1:9/api/",
        database_url=url,
        **more,
    )


def bot(url: str) -> "Starlette":
    """The real application."""
    from bot.app import build_app

    return build_app(settings_of(url)).web


def one(url: str) -> "Starlette":
    """The same parts, but Bolt knows one listener, and it one command."""
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.response import BoltResponse

    from bot.app import build_app
    from bot.edge import Edge
    from handlers import listeners, payload, plan
    from handlers.call import Call
    from handlers.reply import Reply

    async def show(call: Call) -> Reply:
        return await plan.show(replace(call, words=call.words.partition(" ")[2]))

    def register(bolt: AsyncApp, edge: Edge) -> None:
        async def on_command(body: dict[str, Any]) -> BoltResponse:
            return await listeners.handle(listeners.COMMAND, payload.command_call(edge, body), show)

        bolt.command("/success")(on_command)

    return build_app(settings_of(url), register=register).web


def bare(_url: str) -> "Starlette":
    """What the server, the framework and the signature cost by themselves."""
    from slack_sdk.signature import SignatureVerifier
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    verifier = SignatureVerifier(SECRET)

    async def answer(request: Request) -> Response:
        body = await request.body()
        signed = verifier.is_valid(
            body,
            request.headers.get("x-slack-request-timestamp"),
            request.headers.get("x-slack-signature"),
        )
        return Response("ok" if signed else "no", 200 if signed else 401)

    return Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])


def pages(url: str) -> "Starlette":
    """The real application, with pages behind links."""
    from bot.app import build_app

    return build_app(settings_of(url, secret_key=PAGE_KEY, public_url=PAGE_URL)).web


def page(file: str) -> "Starlette":
    """One page of a file's bytes, whatever is asked for."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    body = Path(file).read_bytes()

    async def answer(_request: Request) -> HTMLResponse:
        return HTMLResponse(body)

    return Starlette(routes=[Route("/d/{token}", answer)])


def serve_raw(port: int, url: str) -> None:
    """The limit: a protocol on the same loop, with the same parser."""
    import uvloop

    from benchmarks.raw import Answering

    async def run() -> None:
        path = url.removeprefix("sqlite:///")
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Answering(path), "127.0.0.1", port)
        await server.serve_forever()

    uvloop.run(run())


ROLES: dict[str, Callable[[str], "Starlette"]] = {
    "bot": bot,
    "one": one,
    "bare": bare,
    "pages": pages,
    "page": page,
}


def main(role: str, port: int, url: str) -> None:
    """Serve until killed, with the settings of `redthread serve`."""
    if role == "raw":
        serve_raw(port, url)
        return
    import uvicorn

    config = uvicorn.Config(
        ROLES[role](url),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    gc.freeze()  # as `redthread` does after loading
    uvicorn.Server(config).run()


if __name__ == "__main__":
    os.environ.pop("SLACK_BOT_TOKEN", None)
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
