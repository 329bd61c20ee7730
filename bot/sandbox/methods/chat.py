"""Messages."""

from bot.sandbox import blockkit
from bot.sandbox.methods.method import TIER_3, TIER_4, Host, Method
from bot.sandbox.workspace import APP_ID, BOT_ID, BOT_USER, Facts, SlackSaysNo, Workspace

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
CONTENT = (
    "text", "blocks", "attachments", "thread_ts", "reply_broadcast", "mrkdwn",
    "unfurl_links", "unfurl_media", "metadata",
)  # fmt: skip
KEPT = ("text", "blocks", "thread_ts", "metadata")


def post_message(slack: Host, arguments: Facts) -> Facts:
    """Post into a channel; a person's id means the direct channel with them."""
    channel = _target(slack, arguments["channel"])
    _check(arguments, LONGEST_POST)
    _check_thread(slack.workspace, channel["id"], arguments)
    message = slack.workspace.put_message(
        channel["id"], BOT_USER, kept(arguments), bot_id=BOT_ID, app_id=APP_ID
    )
    return {"channel": channel["id"], "ts": message["ts"], "message": message}


def update(slack: Host, arguments: Facts) -> Facts:
    """Change an own message. Without `blocks` its blocks go, as they do in Slack."""
    message = _own(slack.workspace, arguments, "cant_update_message")
    _check(arguments, LONGEST_UPDATE)
    changed = change(slack.workspace, message, arguments)
    return {"channel": changed["channel"], "ts": changed["ts"], "message": changed}


def change(workspace: Workspace, message: Facts, content: Facts) -> Facts:
    """Put other content into a message, where it stands."""
    stays = {key: value for key, value in message.items() if key not in ("text", "blocks")}
    edited = {"edited": {"user": BOT_USER, "ts": workspace.next_ts()}}
    made = workspace.with_block_ids(stays | kept(content) | edited)
    workspace.messages[message["channel"], message["ts"]] = made
    workspace.changed("messages")
    return made


def delete(slack: Host, arguments: Facts) -> Facts:
    """Take an own message away."""
    message = _own(slack.workspace, arguments, "cant_delete_message")
    remove(slack.workspace, message)
    return {"channel": message["channel"], "ts": message["ts"]}


def remove(workspace: Workspace, message: Facts) -> None:
    """Forget a message."""
    workspace.messages.pop((message["channel"], message["ts"]), None)
    workspace.changed("messages")


def post_ephemeral(slack: Host, arguments: Facts) -> Facts:
    """A message for one person in a channel."""
    channel = _target(slack, arguments["channel"])
    _check(arguments, LONGEST_POST)
    user_id = str(arguments["user"])
    if user_id not in channel["members"] or user_id not in slack.workspace.users:
        raise SlackSaysNo("user_not_in_channel")
    message = slack.workspace.put_message(
        channel["id"], BOT_USER, kept(arguments), ephemeral_to=user_id
    )
    return {"message_ts": message["ts"]}


def permalink(slack: Host, arguments: Facts) -> Facts:
    """The address of a message."""
    channel = slack.workspace.channel(arguments["channel"])
    message = slack.workspace.message(channel["id"], arguments["message_ts"])
    name = str(message["ts"]).replace(".", "")
    address = f"{slack.root}/archives/{channel['id']}/p{name}"
    return {"channel": channel["id"], "permalink": address}


def kept(arguments: Facts) -> Facts:
    """What of the arguments belongs to the message."""
    return {key: arguments[key] for key in KEPT if key in arguments}


def _target(slack: Host, channel_id: object) -> Facts:
    workspace = slack.workspace
    if str(channel_id)[:1] in ("U", "W"):
        user = workspace.user(channel_id, "channel_not_found")
        if user["deleted"] or user["is_bot"]:
            raise SlackSaysNo("channel_not_found")
        return workspace.direct(user["id"])
    channel = workspace.channel(channel_id)
    if channel["kind"] == "channel" and "chat:write.public" in slack.granted:
        return channel
    return workspace.joined(channel_id)


def _check(arguments: Facts, longest: int) -> None:
    if not arguments.get("text") and not arguments.get("blocks"):
        raise SlackSaysNo("no_text")
    if len(str(arguments.get("text") or "")) > longest:
        raise SlackSaysNo("msg_too_long")
    blockkit.check_message({key: arguments[key] for key in arguments if key != "attachments"})


def _check_thread(workspace: Workspace, channel_id: str, arguments: Facts) -> None:
    thread_ts = arguments.get("thread_ts")
    if thread_ts and (channel_id, str(thread_ts)) not in workspace.messages:
        raise SlackSaysNo("thread_not_found")


def _own(workspace: Workspace, arguments: Facts, code: str) -> Facts:
    channel = workspace.channel(arguments["channel"])
    message = workspace.message(channel["id"], arguments["ts"])
    if message["user"] != BOT_USER:
        raise SlackSaysNo(code)
    return message


WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, ("channel",), CONTENT, WRITE, None),
    "chat.update": Method(update, ("channel", "ts"), CONTENT, WRITE, TIER_3),
    "chat.delete": Method(delete, ("channel", "ts"), (), WRITE, TIER_3),
    "chat.postEphemeral": Method(post_ephemeral, ("channel", "user"), CONTENT, WRITE, TIER_4),
    "chat.getPermalink": Method(permalink, ("channel", "message_ts"), (), (), None),
}
