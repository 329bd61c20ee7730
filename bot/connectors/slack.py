"""Slack's Web API as the bot uses it: one shared session, short waits, errors in plain words."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.connectors.web_api import WebApi
from bot.errors import UserError
from bot.model import Standing
from bot.practice.channel import Channel
from bot.practice.member import Profile
from bot.practice.names import tidy
from bot.practice.workspace import Installation

PATIENCE = timedelta(seconds=2.5)
"""Slack waits 3 seconds for our answer, so no call on the way to it may take longer."""

UNREACHABLE = "Slack cannot be reached just now. Please try again in a minute."
Arguments = dict[str, Any]
LONGEST_EMAIL = 320
LONGEST_ADDRESS = 1000
UNSEEN = {"channel_not_found", "channel_is_limited_access"}
CHANNEL_SECONDS = 1.0
CHANNEL_KEPT_SECONDS = 120.0
CHANNEL_UNKNOWN_SECONDS = 10.0
GONE = {"user_not_found", "users_not_found", "user_not_visible"}


class SlackUnreachableError(UserError):
    """Slack did not answer, or answered that it cannot now. It may work again in a moment."""


class SlackRefusedError(UserError):
    """Slack said no; `code` is its own name for the reason."""

    def __init__(self, code: str, method: str) -> None:
        super().__init__(EXPLANATIONS.get(code, f"Slack refused {method}: {code}."))
        self.code = code


EXPLANATIONS = {
    "expired_trigger_id": "Slack allows 3 seconds to open a window, and that was over. "
    "Please try again.",
    "trigger_expired": "Slack allows 3 seconds to open a window, and that was over. "
    "Please try again.",
    "exchanged_trigger_id": "This click was used already. Please click again.",
    "push_limit_reached": "Slack stacks three windows at most. Close this one and try again.",
    "invalid_auth": "Slack does not accept SLACK_BOT_TOKEN. Copy it anew from the app's page "
    "“OAuth & Permissions”.",
    "account_inactive": "SLACK_BOT_TOKEN was switched off. Install the app again.",
    "token_revoked": "SLACK_BOT_TOKEN was revoked. Install the app again.",
    "missing_scope": "The app lacks a permission. Give it manifest.yml and install it again.",
}


class Slack:
    """The Web API with one bot token. Close it when done."""

    def __init__(self, token: str, url: str) -> None:
        self._token = token
        self._url = url
        self._client: AsyncWebClient | None = None
        self._channels: dict[str, tuple[float, Channel | None]] = {}

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, made on first use: it needs a running loop."""
        if self._client is None:
            timeout = aiohttp.ClientTimeout(total=PATIENCE.total_seconds())
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._url,
                session=aiohttp.ClientSession(timeout=timeout),
                retry_handlers=[],
            )
        return self._client

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None and self._client.session is not None:
            await self._client.session.close()

    def for_delivery(self, seconds: float) -> WebApi:
        """The same workspace for the sender: connections of its own, `seconds` for an answer."""
        return WebApi(self._token, self._url, seconds)

    async def call(self, method: str, **arguments: object) -> AsyncSlackResponse:
        """Call a method. Raises SlackUnreachableError or SlackRefusedError."""
        return await self._call(method, json=arguments)

    async def ask(self, method: str, **arguments: str) -> AsyncSlackResponse:
        """Call a method with a form: those that only read take no JSON. Raises as `call` does."""
        return await self._call(method, data=arguments)

    async def _call(
        self, method: str, *, json: Arguments | None = None, data: Arguments | None = None
    ) -> AsyncSlackResponse:
        try:
            return await self.client.api_call(method, json=json, data=data)
        except SlackApiError as error:
            raise _explained(error, method) from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise SlackUnreachableError(UNREACHABLE) from error

    async def respond(self, url: str, payload: dict[str, object]) -> None:
        """Answer to a response URL: 5 times within 30 minutes."""
        session = self.client.session
        if session is None:  # pragma: no cover - the client was made with one
            raise SlackUnreachableError(UNREACHABLE)
        try:
            async with session.post(url, json=payload) as answer:
                if answer.status >= 400:
                    raise SlackRefusedError(f"http_{answer.status}", "the answer")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise SlackUnreachableError(UNREACHABLE) from error

    async def installation(self) -> tuple[Installation, frozenset[str]]:
        """Where the token belongs, and its scopes."""
        answer = await self.call("auth.test")
        scopes = answer.headers.get("x-oauth-scopes", "")
        found = Installation(
            team_id=str(answer["team_id"]),
            name=str(answer.get("team") or ""),
            bot_id=answer.get("bot_id"),
            bot_user_id=answer.get("user_id"),
        )
        return found, frozenset(one.strip() for one in scopes.split(",") if one.strip())

    async def profile(self, team_id: str, user_id: str) -> Profile:
        """Who a user is. A user whom Slack does not know here is an outsider."""
        try:
            answer = await self.ask("users.info", user=user_id)
        except SlackRefusedError as error:
            if error.code in GONE:
                return Profile(user_id, "", None, None, Standing.OUTSIDER)
            raise
        return profile_of(team_id, user_id, answer.get("user") or {})

    async def channel(self, channel_id: str) -> Channel:
        """What kind of channel this is. One that Slack does not show us is one we are not in."""
        if channel_id.startswith("D"):
            return Channel(channel_id, is_direct=True)
        try:
            answer = await self.ask("conversations.info", channel=channel_id)
        except SlackRefusedError as error:
            if error.code in UNSEEN:
                return Channel(channel_id, is_member=False)
            raise
        found = answer.get("channel") or {}
        return Channel(
            id=channel_id,
            is_direct=bool(found.get("is_im") or found.get("is_mpim")),
            is_shared=bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared")),
            is_member=bool(found.get("is_member")) and not found.get("is_archived"),
        )

    async def direct(self, user_id: str) -> str:
        """The id of the bot's direct channel with somebody."""
        answer = await self.call("conversations.open", users=user_id)
        return str((answer.get("channel") or {}).get("id", ""))

    async def known_channel(self, channel_id: str) -> Channel | None:
        """What kind of channel this was within the last minutes; None where Slack cannot say now.

        It stands before every answer, so Slack has a second for it, and a failure is kept, too.
        """
        until, known = self._channels.get(channel_id, (0.0, None))
        if time.monotonic() < until:
            return known
        try:
            known = await asyncio.wait_for(self.channel(channel_id), CHANNEL_SECONDS)
            kept = CHANNEL_KEPT_SECONDS
        except (UserError, TimeoutError):
            kept = CHANNEL_UNKNOWN_SECONDS
        self._channels[channel_id] = (time.monotonic() + kept, known)
        return known

    async def permalink(self, channel_id: str, ts: str) -> str | None:
        """The address of a message; None where Slack does not give it in time, or not to us."""
        asked = self.ask("chat.getPermalink", channel=channel_id, message_ts=ts)
        try:
            answer = await asyncio.wait_for(asked, CHANNEL_SECONDS)
        except (UserError, TimeoutError):
            return None
        address = answer.get("permalink")
        return address if isinstance(address, str) and len(address) <= LONGEST_ADDRESS else None

    async def find_by_email(self, team_id: str, email: str) -> Profile | None:
        """The user with this address; None where Slack knows none."""
        try:
            answer = await self.ask("users.lookupByEmail", email=email)
        except SlackRefusedError as error:
            if error.code in GONE:
                return None
            raise
        user = answer.get("user") or {}
        return profile_of(team_id, str(user.get("id", "")), user)


def profile_of(team_id: str, user_id: str, user: dict[str, object]) -> Profile:
    """What one of Slack's user objects says."""
    details = user.get("profile")
    details = details if isinstance(details, dict) else {}
    name = details.get("display_name") or user.get("real_name") or user.get("name") or ""
    email = details.get("email")
    return Profile(
        id=user_id,
        name=tidy(str(name)),
        email=tidy(email) if isinstance(email, str) and len(email) <= LONGEST_EMAIL else None,
        zone=str(user["tz"]) if user.get("tz") else None,
        standing=_standing(team_id, user),
        home=str(user.get("team_id") or ""),
    )


def _standing(team_id: str, user: dict[str, object]) -> Standing:
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return Standing.BOT
    if user.get("is_stranger") or _elsewhere(team_id, user):
        return Standing.OUTSIDER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.COLLEAGUE


def _elsewhere(team_id: str, user: dict[str, object]) -> bool:
    """A user of an Enterprise Grid may be at home in several workspaces: `teams` names them."""
    grid = user.get("enterprise_user")
    teams = grid.get("teams") if isinstance(grid, dict) else None
    here = teams if isinstance(teams, list) else [user.get("team_id", team_id)]
    return team_id not in here


def _explained(error: SlackApiError, method: str) -> UserError:
    response = error.response
    if response.status_code == 429:
        seconds = response.headers.get("Retry-After", "30")
        return SlackUnreachableError(f"Slack asks us to slow down. Try again in {seconds} seconds.")
    if response.status_code >= 500:
        return SlackUnreachableError("Slack has trouble just now. Please try again in a minute.")
    return SlackRefusedError(str(response.get("error") or response.status_code), method)
