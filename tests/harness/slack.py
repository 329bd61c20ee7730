"""The sandbox's Slack as the tests use it: patient, and without limits unless a test sets them."""

from bot.sandbox.methods.apps import APP_TOKEN, BOT_TOKEN
from bot.sandbox.server import Manners, Sandbox
from bot.sandbox.web_api import Call
from bot.sandbox.workspace import BOT_USER, CHANNEL

__all__ = ["APP_TOKEN", "BOT_TOKEN", "Call", "FakeSlack"]


class FakeSlack(Sandbox):
    """A workspace with one channel, in which the bot is."""

    def __init__(self, manners: Manners | None = None) -> None:
        relaxed = Manners(patience=30, trigger_seconds=60, rate_limits=False, retries=())
        super().__init__(manners=manners or relaxed)
        self.workspace.add_user(BOT_USER, name="Redthread", bot=True)
        self.workspace.add_channel(CHANNEL, "general", [BOT_USER])

    def add_user(self, user_id: str, **facts: object) -> None:
        """Let somebody be known, and in the channel."""
        super().add_user(user_id, **facts)
        self.workspace.channel(CHANNEL)["members"].append(user_id)
