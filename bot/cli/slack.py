"""What commands ask Slack: whose token it is, and who has an e-mail address."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.cli.open import now
from bot.connectors.slack import Slack, SlackRefusedError, SlackUnreachableError
from bot.database import Database
from bot.practice import owner_email
from bot.practice.workspace import Installation
from bot.settings import Settings

T = TypeVar("T")


def ask(settings: Settings, name: str, question: Callable[[Slack], Awaitable[T]]) -> T:
    """Ask Slack with the token of the setting `name`, then close the connections."""

    async def asking() -> T:
        slack = Slack(settings.need(name), settings.slack_api_url)
        try:
            return await question(slack)
        finally:
            await slack.close()

    return asyncio.run(asking())


def installation(settings: Settings) -> Installation:
    """Where the bot token belongs."""
    return ask(settings, "slack_bot_token", Slack.installation)[0]


def find_owners(
    settings: Settings, database: Database, team_id: str, emails: Sequence[str]
) -> tuple[int, str | None]:
    """Look up each address once; how many were found, and why the search ended early, if it did."""

    async def looking(slack: Slack) -> tuple[int, str | None]:
        found = 0
        for email in emails:
            try:
                profile = await slack.find_by_email(team_id, email)
            except (SlackUnreachableError, SlackRefusedError) as error:
                return found, error.sentence
            if profile is not None:
                given = await database.write(
                    owner_email.owner_found, team_id, email, profile, now()
                )
                found += given > 0
        return found, None

    return ask(settings, "slack_bot_token", looking)
