"""A strict checker of Block Kit: what Slack would refuse, refused here, with path, limit, value."""

from bot.sandbox.blockkit.check import (
    check_home,
    check_message,
    check_modal,
    check_options,
    check_submission,
)
from bot.sandbox.blockkit.rules import BlockKitError

__all__ = [
    "BlockKitError",
    "check_home",
    "check_message",
    "check_modal",
    "check_options",
    "check_submission",
]
