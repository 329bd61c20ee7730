"""The Web API's methods as FakeSlack answers them: the arguments each knows, and what it does."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tests.harness.workspace import BOT_USER, Facts, SlackSaysNo

if TYPE_CHECKING:
    from tests.harness.slack import FakeSlack

Method = Callable[["FakeSlack", Facts], Facts]


async def arguments_of(request: web.Request) -> tuple[Facts, str]:
    """A call's arguments and token, from JSON or a form, as Slack takes them."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.content_type == "application/json":
        body = await request.text()
        arguments: Facts = json.loads(body) if body else {}
    else:
        form = await request.post()
        arguments = {
            key: _decoded(str(value)) for key, value in [*request.query.items(), *form.items()]
        }
    return arguments, token or str(arguments.pop("token", ""))


def _decoded(value: str) -> object:
    """Blocks and views travel in a form as JSON."""
    if value[:1] in ("{", "["):
        return json.loads(value)
    return {"true": True, "false": False}.get(value, value)


def auth_test(slack: "FakeSlack", _: Facts) -> Facts:
    return {
        "url": "https://acme.slack.example/",
        "team": "Acme Suppliers",
        "team_id": slack.workspace.team_id,
        "user": "redthread",
        "user_id": BOT_USER,
        "bot_id": "B0BOT",
        "is_enterprise_install": False,
    }


def users_info(slack: "FakeSlack", arguments: Facts) -> Facts:
    user = slack.workspace.users.get(str(arguments.get("user")))
    if user is None:
        raise SlackSaysNo("user_not_found")
    return {"user": user}


def users_lookup_by_email(slack: "FakeSlack", arguments: Facts) -> Facts:
    email = str(arguments.get("email", "")).lower()
    for user in slack.workspace.users.values():
        if str(user["profile"].get("email", "")).lower() == email and not user["deleted"]:
            return {"user": user}
    raise SlackSaysNo("users_not_found")


def views_open(slack: "FakeSlack", arguments: Facts) -> Facts:
    trigger = slack.workspace.use_trigger(arguments.get("trigger_id"))
    view = slack.workspace.show_view(arguments["view"])
    trigger.opened_id = view["id"]
    return {"view": view}


def views_push(slack: "FakeSlack", arguments: Facts) -> Facts:
    trigger = slack.workspace.use_trigger(arguments.get("trigger_id"))
    if trigger.view_id is None:
        raise SlackSaysNo("invalid_trigger_id")
    view = slack.workspace.show_view(arguments["view"], trigger.view_id)
    trigger.opened_id = view["id"]
    return {"view": view}


def views_update(slack: "FakeSlack", arguments: Facts) -> Facts:
    view_id = arguments.get("view_id") or next(
        (
            one["id"]
            for one in slack.views.values()
            if one.get("external_id") == arguments.get("external_id")
        ),
        "",
    )
    view = slack.workspace.change_view(str(view_id), arguments["view"], arguments.get("hash"))
    return {"view": view}


def views_publish(slack: "FakeSlack", arguments: Facts) -> Facts:
    user_id = str(arguments.get("user_id"))
    if user_id not in slack.workspace.users:
        raise SlackSaysNo("user_not_found")
    home = slack.workspace.publish_home(user_id, arguments["view"], arguments.get("hash"))
    return {"view": home}


def chat_post_message(slack: "FakeSlack", arguments: Facts) -> Facts:
    message = slack.workspace.post(arguments)
    return {"channel": message["channel"], "ts": message["ts"], "message": message}


def chat_update(slack: "FakeSlack", arguments: Facts) -> Facts:
    message = slack.workspace.change_message(arguments)
    return {"channel": message["channel"], "ts": message["ts"], "message": message}


def chat_post_ephemeral(slack: "FakeSlack", arguments: Facts) -> Facts:
    if str(arguments.get("user")) not in slack.workspace.users:
        raise SlackSaysNo("user_not_in_channel")
    return {"message_ts": slack.workspace.post(arguments)["ts"]}


def conversations_open(slack: "FakeSlack", arguments: Facts) -> Facts:
    users = [one for one in str(arguments.get("users", "")).split(",") if one]
    if not users:
        raise SlackSaysNo("users_list_not_supplied")
    if any(one not in slack.workspace.users for one in users):
        raise SlackSaysNo("user_not_found")
    return {"channel": {"id": slack.workspace.channel(users[0])}}


def apps_connections_open(slack: "FakeSlack", _: Facts) -> Facts:
    return {"url": f"ws://127.0.0.1:{slack.port}/socket?ticket={slack.workspace.next('')}"}


MESSAGE = {
    "channel", "text", "blocks", "thread_ts", "reply_broadcast", "mrkdwn",
    "unfurl_links", "unfurl_media", "metadata",
}  # fmt: skip
METHODS: dict[str, tuple[set[str], Method]] = {
    "auth.test": (set(), auth_test),
    "users.info": ({"user", "include_locale"}, users_info),
    "users.lookupByEmail": ({"email"}, users_lookup_by_email),
    "views.open": ({"trigger_id", "view"}, views_open),
    "views.push": ({"trigger_id", "view"}, views_push),
    "views.update": ({"view_id", "external_id", "hash", "view"}, views_update),
    "views.publish": ({"user_id", "hash", "view"}, views_publish),
    "chat.postMessage": (MESSAGE, chat_post_message),
    "chat.update": (MESSAGE | {"ts"}, chat_update),
    "chat.postEphemeral": (MESSAGE | {"user"}, chat_post_ephemeral),
    "conversations.open": ({"users", "return_im", "prevent_creation"}, conversations_open),
    "apps.connections.open": (set(), apps_connections_open),
}
