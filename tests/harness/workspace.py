"""What Slack knows, as the tests name it."""

from bot.sandbox.workspace import BOT_USER, CHANNEL, TEAM, Facts, SlackSaysNo, Workspace

__all__ = ["BOT_USER", "CHANNEL", "TEAM", "Facts", "SlackSaysNo", "Workspace"]
