"""What Slack's answer means for a message: sent, again later, or never."""

import random
from typing import NamedTuple

from bot.connectors.web_api import Answer
from bot.model import MessageState

LAST_TRY = 34
"""About a day: the waits double from a second to an hour, and then it is tried each hour."""
LONGEST_WAIT = 3600.0

PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Slack has trouble, and says so in JSON."""

OURS = {
    "invalid_auth": "Slack does not accept SLACK_BOT_TOKEN; set the present one.",
    "missing_scope": "The app lacks a permission; paste manifest.yml and install the app again.",
    "not_authed": "SLACK_BOT_TOKEN was not sent; set it.",
    "token_expired": "SLACK_BOT_TOKEN has expired; set the present one.",
}
"""The operator can mend it, so the message waits."""

FINAL = {
    "account_inactive": "The app was removed from the workspace.",
    "cannot_dm_bot": "That is a bot, and bots read no messages.",
    "cant_update_message": "It is not the bot’s own message.",
    "channel_not_found": "There is no such channel, or the person has left.",
    "edit_window_closed": "The workspace no longer lets it be changed.",
    "invalid_blocks": "Slack refuses its blocks.",
    "is_archived": "The channel is archived.",
    "message_not_found": "The message was deleted in Slack.",
    "messages_tab_disabled": "The app’s messages are switched off in its settings.",
    "msg_too_long": "It is longer than Slack allows.",
    "no_text": "It has no text.",
    "not_enabled": "The app’s Home is switched off in its settings.",
    "not_in_channel": "The bot is not in the channel; invite it with /invite.",
    "restricted_action": "The workspace does not let the bot write there.",
    "thread_not_found": "The message above it was deleted in Slack.",
    "token_revoked": "The app was removed from the workspace.",
    "user_disabled": "The person has left.",
    "user_not_found": "Slack does not know the person.",
    "user_not_in_channel": "The person is not in the channel.",
}


class Outcome(NamedTuple):
    """What becomes of a message that was in hand.

    WAITING: it is tried again after `wait` seconds; `may_be_there`: and looked up before. Its
    channel takes the next message from `free_at` on, by the process's own clock; None: at once.
    `counts`: whether it was a try.
    """

    state: MessageState
    reason: str | None = None
    channel: str | None = None
    ts: str | None = None
    may_be_there: bool = False
    wait: float = 0.0
    free_at: float | None = None
    counts: bool = True


def dead(reason: str) -> Outcome:
    """It will never go."""
    return Outcome(MessageState.DEAD, reason)


def again(reason: str, attempts: int, *, may_be_there: bool, least: float = 0.0) -> Outcome:
    """Try later: each time longer, never in step with others, for about a day."""
    if attempts >= LAST_TRY:
        last = MessageState.UNKNOWN if may_be_there else MessageState.DEAD
        return Outcome(last, f"It did not go for about a day. {reason}")
    wait = min(2.0 ** (attempts - 1), LONGEST_WAIT) * random.uniform(1.0, 1.5)  # noqa: S311
    return Outcome(MessageState.WAITING, reason, may_be_there=may_be_there, wait=max(wait, least))


def refused(answer: Answer, attempts: int) -> Outcome:
    """What an answer means that is no yes."""
    code = answer.error
    if answer.status == 429 or code in ("ratelimited", "rate_limited"):
        wait = max(answer.wait, 1.0)
        reason = f"Slack asks to wait {wait:.0f} s."
        return Outcome(MessageState.WAITING, reason, wait=wait, counts=False)
    if answer.status != 200 or not answer.body or code in PASSING:
        return again(f"Slack has trouble ({code}).", attempts, may_be_there=True)
    if code in OURS:
        return again(OURS[code], attempts, may_be_there=False)
    details = answer.body.get("response_metadata")
    messages = details.get("messages") if isinstance(details, dict) else None
    more = f": {messages[0]}" if isinstance(messages, list) and messages else ""
    return dead(f"{FINAL.get(code, 'Slack refuses it.')} ({code}{more})")
