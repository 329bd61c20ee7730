"""The bot's own pages, for customers and of dashboards, below the sandbox's address."""

from collections.abc import Awaitable, Callable

import httpx
from aiohttp import web

from bot.sandbox.guard import BOT_PAGES

Ask = Callable[[httpx.Request], Awaitable[httpx.Response]]


class BotPages:
    """Hands requests for pages to the bot, and its answers back."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        path = f"{BOT_PAGES}{{token}}"
        self.routes = [web.get(path, self.answer), web.post(path, self.answer)]

    async def answer(self, request: web.Request) -> web.Response:
        """The bot's answer as it is."""
        kind = request.headers.get("Content-Type", "")
        asked = httpx.Request(
            request.method,
            str(request.url),
            headers={"Content-Type": kind} if kind else {},
            content=await request.read(),
        )
        answer = await self._ask(asked)
        headers = {name: value for name, value in answer.headers.items() if name not in LENGTH}
        return web.Response(status=answer.status_code, headers=headers, body=answer.content)


LENGTH = {"content-length"}
"""Written anew."""
