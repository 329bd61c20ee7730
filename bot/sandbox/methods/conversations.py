"""Channels and what was said in them."""

from bot.sandbox.methods.method import TIER_2, TIER_3, TIER_4, Host, Method, listed, page
from bot.sandbox.workspace import BOT_USER, Facts, SlackSaysNo

KINDS = {"channel": "public_channel", "shared": "public_channel", "private": "private_channel"}
FAMILIES = {"channel": "channels", "shared": "channels", "private": "groups", "im": "im"}
TYPES = {"public_channel", "private_channel", "mpim", "im"}


def open_(slack: Host, arguments: Facts) -> Facts:
    """The direct channel with somebody."""
    users = listed(arguments.get("users"))
    if not users:
        raise SlackSaysNo("users_list_not_supplied")
    if len(users) > 1:
        raise SlackSaysNo("method_not_supported_for_channel_type")
    user = slack.workspace.user(users[0])
    if user["deleted"]:
        raise SlackSaysNo("user_disabled")
    if user["is_bot"]:
        raise SlackSaysNo("cannot_dm_bot")
    is_new = "D" + user["id"][1:] not in slack.workspace.channels
    channel = slack.workspace.direct(user["id"])
    return {"channel": {"id": channel["id"]}, "already_open": not is_new, "no_op": not is_new}


def info(slack: Host, arguments: Facts) -> Facts:
    """One channel."""
    channel = slack.workspace.channel(arguments["channel"])
    _may(slack, channel, "read")
    return {"channel": described(slack, channel)}


def list_(slack: Host, arguments: Facts) -> Facts:
    """All channels of the wanted types, page by page."""
    types = set(listed(arguments.get("types"))) or {"public_channel"}
    if types - TYPES:
        raise SlackSaysNo("invalid_types")
    found = [
        channel
        for channel in slack.workspace.channels.values()
        if KINDS.get(channel["kind"], channel["kind"]) in types
        and (channel["kind"] in ("channel", "shared") or BOT_USER in channel["members"])
    ]
    for channel in found:
        _may(slack, channel, "read")
    return page([described(slack, one) for one in found], arguments, "channels")


def members(slack: Host, arguments: Facts) -> Facts:
    """Who is in a channel, page by page."""
    channel = slack.workspace.channel(arguments["channel"])
    _may(slack, channel, "read")
    return page(channel["members"], arguments, "members")


def history(slack: Host, arguments: Facts) -> Facts:
    """The latest messages of a channel, the newest first."""
    channel = _readable(slack, arguments)
    found = [
        one
        for one in slack.workspace.messages_in(channel["id"])
        if one.get("thread_ts") in (None, one["ts"]) and _between(one["ts"], arguments)
    ]
    shown = [_told(one, arguments) for one in reversed(found)]
    answer = page(shown, arguments, "messages")
    return {**answer, "has_more": bool(answer["response_metadata"]["next_cursor"])}


def replies(slack: Host, arguments: Facts) -> Facts:
    """A message and its replies, the oldest first."""
    channel = _readable(slack, arguments)
    wanted = str(arguments["ts"])
    if (channel["id"], wanted) not in slack.workspace.messages:
        raise SlackSaysNo("thread_not_found")
    found = [
        _told(one, arguments)
        for one in slack.workspace.messages_in(channel["id"])
        if wanted in (one["ts"], one.get("thread_ts"))
    ]
    answer = page(found, arguments, "messages")
    return {**answer, "has_more": bool(answer["response_metadata"]["next_cursor"])}


def described(slack: Host, channel: Facts) -> Facts:
    """A channel as Slack tells of it."""
    kind = channel["kind"]
    if kind == "im":
        return {"id": channel["id"], "is_im": True, "user": channel["with"]}
    shared = kind == "shared"
    homes = {slack.workspace.home_of(one) for one in channel["members"]}
    return {
        "id": channel["id"],
        "name": channel["name"],
        "is_channel": True,
        "is_private": kind == "private",
        "is_member": BOT_USER in channel["members"],
        "is_archived": False,
        "is_shared": shared,
        "is_ext_shared": shared,
        "shared_team_ids": sorted(homes) if shared else [slack.workspace.team_id],
        "num_members": len(channel["members"]),
        "topic": {"value": channel["topic"]},
    }


def _readable(slack: Host, arguments: Facts) -> Facts:
    channel = slack.workspace.channel(arguments["channel"])
    _may(slack, channel, "history")
    return slack.workspace.joined(channel["id"])


def _may(slack: Host, channel: Facts, deed: str) -> None:
    needed = f"{FAMILIES[channel['kind']]}:{deed}"
    if needed not in slack.granted:
        provided = ",".join(sorted(slack.granted))
        raise SlackSaysNo("missing_scope", needed=needed, provided=provided)


def _between(ts: str, arguments: Facts) -> bool:
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9e9")
    if arguments.get("inclusive") is True:
        return float(oldest) <= float(ts) <= float(latest)
    return float(oldest) < float(ts) < float(latest)


def _told(message: Facts, arguments: Facts) -> Facts:
    """Of metadata only the kind is told, unless all of it is asked for."""
    if "metadata" not in message or arguments.get("include_all_metadata") is True:
        return message
    return {**message, "metadata": {"event_type": message["metadata"]["event_type"]}}


def _any(deed: str) -> tuple[str, ...]:
    return tuple(f"{family}:{deed}" for family in ("channels", "groups", "im", "mpim"))


PAGED = ("cursor", "limit")
SPAN = (*PAGED, "oldest", "latest", "inclusive", "include_all_metadata")
METHODS = {
    "conversations.open": Method(
        open_, (), ("users", "channel", "return_im", "prevent_creation"), _any("write"), TIER_3
    ),
    "conversations.info": Method(
        info, ("channel",), ("include_locale", "include_num_members"), _any("read"), TIER_3
    ),
    "conversations.list": Method(
        list_, (), (*PAGED, "types", "exclude_archived", "team_id"), _any("read"), TIER_2
    ),
    "conversations.members": Method(members, ("channel",), PAGED, _any("read"), TIER_4),
    "conversations.history": Method(history, ("channel",), SPAN, _any("history"), TIER_3),
    "conversations.replies": Method(replies, ("channel", "ts"), SPAN, _any("history"), TIER_3),
}
