"""The checker of Block Kit, as the tests name it."""

from bot.sandbox.blockkit import (
    BlockKitError,
    check_home,
    check_message,
    check_modal,
    check_options,
    check_submission,
)

__all__ = [
    "BlockKitError",
    "check_home",
    "check_message",
    "check_modal",
    "check_options",
    "check_submission",
]
