"""Where a request comes from. In a channel shared with another company hardly anything answers.

What is not named here is refused there, whoever asks; so is a new route until somebody names it.
Commands say it in their own table.
"""

from bot.errors import UserError
from bot.model import Consent
from bot.practice.channel import Channel
from bot.practice.shared_plan import account_in
from bot.ui.ids import Id
from bot.ui.response import SCORES
from handlers.call import Call
from handlers.reply import Handler, Reply

ELSEWHERE = (
    "This channel is shared with another company, so I do not show that here, not even to you "
    "alone. Ask in a channel of your own or in the messages with me. `/success help` says what "
    "works here."
)
NOT_SHARED = (
    "This works only in a channel that you share with the customer by Slack Connect. Write "
    "`/success plan` and the account there."
)
UNSEEN = "I am not in this channel. Invite me with `/invite @Redthread`, then ask again."
UNSEEN_THERE = (
    "I am not in that channel, so I cannot tell who reads along. Invite me there with "
    "`/invite @Redthread`, or choose another one."
)
READ_ALONG = (
    "Everybody here would see it, and I cannot tell who that is. Invite me with "
    "`/invite @Redthread`, or share it in another channel."
)

IN_SHARED_CHANNELS = frozenset(
    {
        Id.OUTCOME_LOG_MESSAGE,
        Id.PLAN_AGREE,
        Id.PLAN_OFFER,
        Id.PLAN_WITHDRAW,
        Id.PLAYER_LINK,
        Id.RESPONSE_CHANGE,
        Id.RESPONSE_STOP,
        Id.SUGGESTION_ADD,
        Id.TASK_FINISH,
        Id.TASKS_SHOW,
        Id.VERIFICATION_CONFIRM,
        Id.VERIFICATION_DOUBT,
        *SCORES,
    }
)
"""The clicks and shortcuts on messages that are answered there. Windows are private, and opened by
these."""


def guarded(action: str, handler: Handler) -> Handler:
    """The handler of a click, where it may be answered; elsewhere a sentence that says so."""
    if action in IN_SHARED_CHANNELS:
        return handler

    async def run(call: Call) -> Reply:
        if await is_shared(call):
            await refuse(call)
        return await handler(call)

    return run


async def is_shared(call: Call) -> bool:
    """Whether people of another company read along in the channel of the call.

    Where Slack cannot say, it is one in which a plan is shown to a customer. Anywhere else the
    answer goes to one person alone, so an outage of Slack's takes nothing away.
    """
    if not call.channel_id:
        return False
    channel = await call.edge.slack.known_channel(call.channel_id)
    if channel is not None:
        return channel.is_shared
    work = account_in
    return await call.edge.database.read(work, call.team_id, call.channel_id) is not None


async def refuse(call: Call) -> Reply:
    """Say that it does not work here; strangers hear what they hear everywhere."""
    await call.enter()
    raise UserError(ELSEWHERE)


async def check_shared(call: Call, channel_id: str) -> None:
    """Ask Slack anew whether a plan can be shown to a customer there; a UserError if it cannot."""
    channel = await call.edge.slack.channel(channel_id)
    if not channel.is_member:
        raise UserError(UNSEEN)
    if not channel.is_shared:
        raise UserError(NOT_SHARED)


async def check_own(call: Call) -> None:
    """Ask Slack anew whether all who read along are our own; a UserError where they are not."""
    channel: Channel = await call.edge.slack.channel(call.channel_id)
    if channel.is_shared:
        await refuse(call)
    if channel.is_direct or not channel.is_member:
        raise UserError(READ_ALONG)


async def readers(call: Call, channel_id: str) -> Consent:
    """Ask Slack anew who reads along in a channel: colleagues only, or people of another company.

    A UserError at the field `channel` where it cannot be told, or the bot may not write there.
    """
    channel: Channel = await call.edge.slack.channel(channel_id)
    if channel.is_direct or not channel.is_member:
        raise UserError(UNSEEN_THERE, "channel")
    return Consent.CUSTOMERS if channel.is_shared else Consent.INTERNAL
