"""The manifest: valid for Slack, and asking for no more than what the bot uses."""

import re
from pathlib import Path
from typing import Any

import yaml

from bot.ui import limits
from bot.ui.help import SLASH
from handlers import routes
from handlers.commands import TABLE

ROOT = Path(__file__).resolve().parent.parent
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
ADDRESS = "https://YOUR-HOST/slack/events"

# What the bot uses of Slack, and the scope each part needs. A new call or event belongs here and,
# with its reason, in manifest.yml.
METHODS = {
    "auth.test": None,
    "chat.getPermalink": None,
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.info": "channels:read groups:read",
    "conversations.open": "im:write",
    "conversations.replies": "im:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "views.open": None,
    "views.publish": None,
    "views.push": None,
    "views.update": None,
    "apps.connections.open": None,  # with the app-level token
}
EVENTS = {"app_home_opened": None, "user_change": "users:read"}
FAMILIES = (
    "apps|auth|bookmarks|canvases|chat|conversations|files|oauth|pins|reactions|team|users|views"
)
COMMANDS = {SLASH: "commands"}
SHORTCUTS = {"outcome.log_anywhere": "global", "outcome.log_message": "message"}

ALLOWED = {  # schema version 2: nothing else may stand there
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "features.app_home": {
        "home_tab_enabled",
        "messages_tab_enabled",
        "messages_tab_read_only_enabled",
    },
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"redirect_urls", "scopes", "token_management_enabled"},
    "oauth_config.scopes": {"bot", "bot_optional", "user", "user_optional"},
    "settings": {
        "allowed_ip_address_ranges",
        "event_subscriptions",
        "incoming_webhooks",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events", "user_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}


def part(path: str) -> Any:
    found: Any = MANIFEST
    for name in filter(None, path.split(".")):
        found = found[name]
    return found


def sources() -> str:
    rooms = ("bot", "handlers", "schedules")
    every = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    files = [file for file in every if not file.is_relative_to(ROOT / "bot" / "sandbox")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_it_has_only_what_the_schema_knows() -> None:
    for path, names in ALLOWED.items():
        assert set(part(path)) <= names, path
    assert part("_metadata")["major_version"] == 2


def test_lengths() -> None:
    about = part("display_information")
    assert 1 <= len(about["name"]) <= limits.APP_NAME
    assert 1 <= len(about["description"]) <= limits.APP_DESCRIPTION
    least, most = limits.APP_LONG_DESCRIPTION
    assert least <= len(about["long_description"]) <= most
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", about["background_color"])
    assert 1 <= len(part("features.bot_user")["display_name"]) <= limits.BOT_NAME


def test_commands() -> None:
    commands = part("features")["slash_commands"]
    assert [command["command"] for command in commands] == list(COMMANDS)
    for command in commands:
        assert set(command) == {"command", "url", "description", "usage_hint", "should_escape"}
        assert len(command["command"]) <= limits.COMMAND_NAME
        assert 1 <= len(command["description"]) <= limits.COMMAND_DESCRIPTION
        assert 1 <= len(command["usage_hint"]) <= limits.COMMAND_USAGE_HINT
        assert command["should_escape"] is True


def test_the_usage_hint_names_commands_that_exist() -> None:
    hint = part("features")["slash_commands"][0]["usage_hint"]
    named = {words.split()[0] for words in hint.split("|")}
    assert named <= {command.name for command in TABLE}


def test_shortcuts_are_exactly_those_that_lead_somewhere() -> None:
    shortcuts = part("features")["shortcuts"]
    assert {one["callback_id"]: one["type"] for one in shortcuts} == SHORTCUTS
    assert set(routes.SHORTCUTS) == set(SHORTCUTS)
    assert len(shortcuts) <= limits.SHORTCUTS
    for one in shortcuts:
        assert set(one) == {"name", "type", "callback_id", "description"}
        assert 1 <= len(one["name"]) <= limits.SHORTCUT_NAME
        assert 1 <= len(one["description"]) <= limits.SHORTCUT_DESCRIPTION


def test_scopes_are_exactly_those_that_are_used() -> None:
    needed = [*METHODS.values(), *EVENTS.values(), *COMMANDS.values()]
    used = {scope for scopes in needed if scopes for scope in scopes.split()}
    scopes = part("oauth_config.scopes")
    assert set(scopes) == {"bot"}
    assert sorted(scopes["bot"]) == sorted(used)


def test_events_are_exactly_those_that_are_used() -> None:
    assert sorted(part("settings.event_subscriptions")["bot_events"]) == sorted(EVENTS)
    assert set(routes.EVENTS) == set(EVENTS)


def test_the_code_calls_no_other_method() -> None:
    named = re.findall(rf"""["']((?:{FAMILIES})\.[a-zA-Z.]+)["']""", sources())
    by_sdk = re.findall(rf"\.({FAMILIES})_[a-zA-Z_]+\(", sources())
    assert {*named, "apps.connections.open"} == set(METHODS)
    assert not by_sdk, "methods are called by their name, so that this test sees them"


def test_all_addresses_are_one_and_the_readme_says_how_to_fill_them_in() -> None:
    text = (ROOT / "manifest.yml").read_text(encoding="utf-8")
    addresses = re.findall(r"url: (https?://\S+)", text)
    assert set(addresses) == {ADDRESS}
    assert len(addresses) == 4
    assert "YOUR-HOST` (four times)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_interactivity_is_on_and_menus_are_loaded_only_if_there_are_any() -> None:
    interactivity = part("settings.interactivity")
    assert interactivity["is_enabled"] is True
    assert ("message_menu_options_url" in interactivity) == ("external_select" in sources())


def test_it_begins_in_socket_mode() -> None:
    settings = part("settings")
    assert settings["socket_mode_enabled"] is True
    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False
