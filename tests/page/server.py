"""The page with a canned state behind it, without a bot: `python -m tests.page.server [port]`.

What is done on the page is kept in `acts`; a few acts change the state, so that a test sees them.
"""

import asyncio
import copy
import json
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.page import fixture

FILES = Path(__file__).parents[2] / "bot" / "sandbox" / "page"
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}


class PageServer:
    """One workspace for everybody who asks."""

    def __init__(self) -> None:
        self.acts: list[dict[str, Any]] = []
        self.state: dict[str, Any] = fixture.state()
        self.queues: set[asyncio.Queue[list[str] | None]] = set()
        self.app = web.Application()
        self.app.on_shutdown.append(self._end)
        self.app.add_routes(
            [
                web.get("/", self._asset),
                web.get("/page/state", self._state),
                web.get("/page/events", self._events),
                web.get("/page/traffic", self._traffic),
                web.post("/page/act", self._act),
                web.get("/test/acts", self._acts),
                web.post("/test/reset", self._reset),
                web.post("/test/put", self._put),
                web.get("/page/{name:.+}", self._asset),
            ]
        )

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        path = (FILES / request.match_info.get("name", "index.html")).resolve()
        if not path.is_relative_to(FILES) or not path.is_file():
            raise web.HTTPNotFound
        kind = KINDS[path.suffix]
        return web.Response(body=path.read_bytes(), content_type=kind, headers=HEADERS)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        me = request.query.get("as") or fixture.ANA
        return web.json_response({**self.state, "me": me})

    async def _traffic(self, request: web.Request) -> web.StreamResponse:
        after = int(request.query.get("after", "0"))
        return web.json_response({"entries": [e for e in fixture.TRAFFIC if e["n"] > after]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[list[str] | None] = asyncio.Queue()
        self.queues.add(queue)
        try:
            await response.write(b": welcome\n\n")
            while (what := await queue.get()) is not None:
                await response.write(f"event: changed\ndata: {json.dumps(what)}\n\n".encode())
        except ConnectionError:
            pass  # the page was closed
        finally:
            self.queues.discard(queue)
        return response

    async def _end(self, _app: web.Application) -> None:
        for queue in self.queues:
            queue.put_nowait(None)

    async def _acts(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(self.acts)

    async def _reset(self, _request: web.Request) -> web.StreamResponse:
        self.acts, self.state = [], fixture.state()
        return web.json_response({})

    async def _put(self, request: web.Request) -> web.StreamResponse:
        """Change the state from outside, as the bot would."""
        self.state |= await request.json()
        self._tell("messages", "views", "home", "toast", "tour")
        return web.json_response({})

    def _tell(self, *what: str) -> None:
        for queue in self.queues:
            queue.put_nowait(list(what))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("X-Sandbox") != "1":
            raise web.HTTPForbidden
        asked = await request.json()
        self.acts.append(asked)
        answer = await getattr(self, f"do_{asked['do']}", self.do_nothing)(asked)
        self._tell("messages", "views")
        return web.json_response({"ok": True, **(answer or {})})

    async def do_nothing(self, asked: dict[str, Any]) -> None:
        """Kept in `acts`, and no more."""

    async def do_say(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        if asked["text"] == "/nothing":
            return {"ok": False, "error": "“/nothing” is not a command here."}
        if asked["text"].startswith("/success plan"):
            self.state["views"] = [copy.deepcopy(fixture.MODAL)]
            return None
        said = fixture.message(-len(self.acts), fixture.ANA, asked["text"])
        if "thread_ts" in asked:
            said["thread_ts"] = asked["thread_ts"]
        self.state["messages"][asked["channel"]].append(said)
        return None

    async def do_shortcut(self, asked: dict[str, Any]) -> None:
        self.state["views"] = [copy.deepcopy(fixture.MODAL)]

    async def do_click(self, asked: dict[str, Any]) -> None:
        if asked["action_id"] == "push":
            self.state["views"].append(copy.deepcopy(fixture.SECOND))

    async def do_close(self, asked: dict[str, Any]) -> None:
        ids = [view["id"] for view in self.state["views"]]
        self.state["views"] = self.state["views"][: ids.index(asked["view_id"])]

    async def do_submit(self, asked: dict[str, Any]) -> None:
        await asyncio.sleep(0.15)
        if asked["state"]["title"]["value"]["value"] == "Taken":
            self.state["views"][0]["errors"] = {"title": "There is a milestone “Taken” already."}
        else:
            self.state["views"] = []

    async def do_options(self, asked: dict[str, Any]) -> dict[str, Any]:
        typed = asked["typed"].lower()
        names = ("Agents solve alone", "Managers open the report", "Planners plan")
        found = [fixture.option(name, name[:3]) for name in names if typed in name.lower()]
        return {"options": found}

    async def do_read(self, asked: dict[str, Any]) -> None:
        for one in self.state["channels"]:
            if one["id"] == asked["channel"]:
                one["unread"] = 0

    async def do_tour(self, asked: dict[str, Any]) -> None:
        tour = {**self.state["tour"], "open": asked.get("open", True)}
        self.state["tour"] = {**tour, "step": asked.get("step", tour["step"])}

    async def do_dismiss_toast(self, asked: dict[str, Any]) -> None:
        self.state["toast"] = None


def main() -> None:
    """Serve it on loopback."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    web.run_app(PageServer().app, host="127.0.0.1", port=port)


if __name__ == "__main__":
    main()
