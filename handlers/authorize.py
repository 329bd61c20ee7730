"""Bolt asks for each request whose token answers it: known from memory, then from the database."""

import time

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.connectors.slack import SlackRefusedError, SlackUnreachableError
from bot.edge import Edge
from bot.errors import UserError
from bot.practice import workspace
from bot.practice.workspace import Installation

KEPT_SECONDS = 600.0
NOT_HERE = "Redthread is not installed in this workspace. Please ask an admin to install it."


class Authorizer(AsyncAuthorize):
    """The bot's installation by workspace, kept for ten minutes.

    Slack is asked only about a workspace that the database does not know. While Slack cannot be
    reached, the signature of the request vouches for the first workspace, so that a start needs no
    Slack; a second one has to wait until Slack says that the token is its own.
    """

    def __init__(self, edge: Edge, token: str) -> None:
        self._edge = edge
        self._token = token
        self._kept: dict[str, tuple[float, AuthorizeResult]] = {}

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **more: object,
    ) -> AuthorizeResult:
        """The token and the bot's ids for this workspace; a UserError where it is not ours."""
        del context, user_id, more
        key = team_id if isinstance(team_id, str) else ""
        until, result = self._kept.get(key, (0.0, None))
        if result is not None and time.monotonic() < until:
            return result
        found = await self._find(key)
        if found is None:
            raise UserError(NOT_HERE)
        made = AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=key,
            bot_token=self._token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
        )
        self._kept[key] = (time.monotonic() + KEPT_SECONDS, made)
        return made

    async def _find(self, team_id: str) -> Installation | None:
        known = await self._edge.database.read(workspace.known)
        here = [installation for installation in known if installation.team_id == team_id]
        if here or not team_id:
            return here[0] if here else None
        try:
            installed, _ = await self._edge.slack.installation()
        except (SlackUnreachableError, SlackRefusedError):
            if known:
                return None
            installed = Installation(team_id, "", None, None)
        if installed.team_id != team_id:
            return None
        await self._edge.database.write(workspace.record_installation, installed, self._edge.now())
        return installed
