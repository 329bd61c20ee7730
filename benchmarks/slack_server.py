"""A Slack that does next to nothing, so that the sender is what is measured.

`python -m benchmarks.slack_server PORT`, a process of its own. It takes messages, refuses those
that come within a second of the one before in their channel, and tells at `/told` what it saw.
"""

import asyncio
import sys
import time
from typing import Any

import orjson
import uvloop
from aiohttp import web

CHANNEL_SECONDS = 1.0


class Seen:
    """What came, by the machine's monotonic clock, which all its processes share."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.latest: dict[str, float] = {}
        self.count = self.refused = 0
        self.last_at, self.least_gap = 0.0, 9e9

    async def post(self, request: web.Request) -> web.Response:
        now = time.monotonic()
        channel = orjson.loads(await request.read())["channel"]
        before = self.latest.get(channel)
        if self.is_strict and before is not None:
            self.least_gap = min(self.least_gap, now - before)
            if now - before < CHANNEL_SECONDS:
                self.refused += 1
                return web.Response(
                    status=429,
                    body=b'{"ok":false,"error":"ratelimited"}',
                    headers={"Retry-After": "1"},
                )
        self.latest[channel] = self.last_at = now
        self.count += 1
        body = orjson.dumps({"ok": True, "channel": channel, "ts": f"1800000000.{self.count:06d}"})
        return web.Response(body=body, content_type="application/json")

    async def begin(self, request: web.Request) -> web.Response:
        self.forget()
        self.is_strict = request.query["strict"] == "1"
        return web.Response()

    async def told(self, _request: web.Request) -> web.Response:
        facts: dict[str, Any] = {
            "count": self.count,
            "refused": self.refused,
            "last_at": self.last_at,
            "least_gap": self.least_gap,
        }
        return web.json_response(facts)


async def serve(port: int) -> None:
    """Until killed."""
    seen = Seen()
    app = web.Application()
    app.router.add_post("/api/chat.postMessage", seen.post)
    app.router.add_get("/begin", seen.begin)
    app.router.add_get("/told", seen.told)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
