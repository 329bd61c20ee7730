"""Windows and home tabs."""

from collections.abc import Mapping

from bot.sandbox import views
from bot.sandbox.methods.method import TIER_4, Host, Method
from bot.sandbox.workspace import Facts, SlackSaysNo, Trigger


def open_(slack: Host, arguments: Facts) -> Facts:
    """Open a window for whoever clicked."""
    trigger = _trigger(slack, arguments)
    return {"view": _shown(slack, trigger, arguments, None)}


def push(slack: Host, arguments: Facts) -> Facts:
    """Lay a window over the one that was clicked in."""
    trigger = _trigger(slack, arguments)
    if trigger.view_id is None or trigger.view_id not in slack.workspace.views:
        raise SlackSaysNo("invalid_trigger_id")
    return {"view": _shown(slack, trigger, arguments, trigger.view_id)}


def _trigger(slack: Host, arguments: Facts) -> Trigger:
    return views.use_trigger(slack.workspace, arguments["trigger_id"], slack.trigger_seconds)


def _shown(slack: Host, trigger: Trigger, arguments: Facts, below: str | None) -> Facts:
    view = views.show(slack.workspace, trigger.user_id, arguments["view"], below)
    trigger.opened_id = view["id"]
    return view


def update(slack: Host, arguments: Facts) -> Facts:
    """Change an open window, named by its own or by the app's id."""
    wanted = arguments.get("external_id")
    if not wanted and not arguments.get("view_id"):
        raise SlackSaysNo("invalid_arguments")
    by_external = (
        one["id"] for one in slack.workspace.views.values() if one.get("external_id") == wanted
    )
    view_id = str(arguments.get("view_id") or next(by_external, ""))
    view = views.change(slack.workspace, view_id, arguments["view"], arguments.get("hash"))
    return {"view": view}


def publish(slack: Host, arguments: Facts) -> Facts:
    """Somebody's home tab, where the app has one."""
    features = slack.manifest.get("features")
    home = features.get("app_home", {}) if isinstance(features, Mapping) else {}
    if not home.get("home_tab_enabled"):
        raise SlackSaysNo("not_enabled")
    user = slack.workspace.user(arguments["user_id"])
    view = views.publish(slack.workspace, user["id"], arguments["view"], arguments.get("hash"))
    return {"view": view}


METHODS = {
    "views.open": Method(open_, ("trigger_id", "view"), (), (), TIER_4),
    "views.push": Method(push, ("trigger_id", "view"), (), (), TIER_4),
    "views.update": Method(update, ("view",), ("view_id", "external_id", "hash"), (), TIER_4),
    "views.publish": Method(publish, ("user_id", "view"), ("hash",), (), TIER_4),
}
