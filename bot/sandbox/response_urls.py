"""Response URLs: five answers within thirty minutes, to one person unless told otherwise."""

from datetime import datetime, timedelta

from bot.sandbox.methods.chat import change, kept, remove
from bot.sandbox.workspace import BOT_USER, CHANNEL, Facts, SlackSaysNo, Workspace

USES = 5
LASTS = timedelta(minutes=30)


def make(
    workspace: Workspace, user_id: str, channel_id: str = CHANNEL, message: Facts | None = None
) -> str:
    """The last part of a new address. `message` is the one that was clicked."""
    id_ = workspace.next("response")
    until = workspace.now() + LASTS
    workspace.response_urls[id_] = {
        "user": user_id,
        "channel": channel_id,
        "ts": message["ts"] if message else None,
        "thread_ts": message.get("thread_ts") if message else None,
        "uses": 0,
        "until": until.isoformat(),
    }
    return id_


def use(workspace: Workspace, id_: str) -> Facts:
    """Take one use of it. Raises `no_service`, `expired_url` or `used_url`."""
    found = workspace.response_urls.get(id_)
    if found is None:
        raise SlackSaysNo("no_service")
    if workspace.now() > datetime.fromisoformat(found["until"]):
        raise SlackSaysNo("expired_url")
    found["uses"] += 1
    if found["uses"] > USES:
        raise SlackSaysNo("used_url")
    return found


def carry_out(workspace: Workspace, address: Facts, body: Facts) -> None:
    """Post the answer, or change or delete the message that was clicked."""
    if address["channel"] not in workspace.channels:
        return
    clicked = workspace.messages.get((address["channel"], address["ts"] or ""))
    if body.get("delete_original") and clicked:
        remove(workspace, clicked)
    elif body.get("replace_original") and clicked:
        change(workspace, clicked, body)
    else:
        say(workspace, address["channel"], address["user"], body, address["thread_ts"])


def say(
    workspace: Workspace, channel_id: str, user_id: str, body: Facts, thread_ts: str | None = None
) -> Facts:
    """An answer of the bot's: to this person alone unless it says `in_channel`."""
    only = {} if body.get("response_type") == "in_channel" else {"ephemeral_to": user_id}
    thread = {"thread_ts": thread_ts} if thread_ts else {}
    return workspace.put_message(channel_id, BOT_USER, kept(body) | thread, **only)
