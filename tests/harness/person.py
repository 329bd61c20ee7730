"""A person who uses the bot in Slack."""

from typing import TYPE_CHECKING, Any

from tests.harness.payloads import action_of, state_of
from tests.harness.reply import Reply
from tests.harness.workspace import CHANNEL, Facts

if TYPE_CHECKING:
    from tests.harness.bot import Bot

READABLE = {
    "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id",
    "clear_on_close", "notify_on_close", "external_id", "id", "hash", "team_id",
    "previous_view_id", "root_view_id",
}  # fmt: skip
Surface = Reply | Facts


class Person:
    """Somebody known to FakeSlack, or unknown to it: who it is makes no difference here."""

    def __init__(self, bot: "Bot", user_id: str, channel: str = CHANNEL) -> None:
        self.bot = bot
        self.id = user_id
        self.channel = channel

    def says(self, text: str) -> Reply:
        """Send a slash command, such as `/success plan acme`."""
        command, _, words = text.partition(" ")
        workspace = self.bot.slack.workspace
        return self.bot.send_command(
            {
                "token": "unused",
                "team_id": workspace.team_id,
                "team_domain": "acme-suppliers",
                "channel_id": self.channel,
                "channel_name": "general",
                "user_id": self.id,
                "user_name": self.id.lower(),
                "command": command,
                "text": words,
                "api_app_id": "A0APP",
                "is_enterprise_install": "false",
                "response_url": self.bot.slack.response_url(),
                "trigger_id": workspace.trigger(self.id),
            }
        )

    def clicks(self, action_id: str, value: Any = None, *, in_: Surface) -> Reply:
        """Click a button, an entry of a menu, or choose something, on a message or in a window."""
        view = _view_of(in_)
        if view is not None:
            return self._clicks_in_view(view, action_of(view["blocks"], action_id, value))
        assert isinstance(in_, Reply)
        blocks = _with_block_ids(in_.blocks)
        return self._clicks_in_message(in_, blocks, action_of(blocks, action_id, value))

    def clicks_on(self, text: str, *, in_: Reply) -> Reply:
        """Click what is called so."""
        button = in_.button(text)
        return self.clicks(button.action_id, button.value or None, in_=in_)

    def _clicks_in_view(self, view: Facts, action: Facts) -> Reply:
        container = {"type": "view", "view_id": view["id"]}
        payload = self._payload("block_actions", container, view["id"])
        state = {"values": state_of(view, {}, {}, anyway=True)}
        shown = self._shown(view, state["values"])
        return self.bot.send_interactive({**payload, "view": shown, "actions": [action]})

    def _clicks_in_message(self, message: Reply, blocks: list[Facts], action: Facts) -> Reply:
        is_ephemeral = (
            not message.messages
            and (message.json or {}).get("response_type", "ephemeral") == "ephemeral"
        )
        container = {
            "type": "message",
            "message_ts": "1700000000.000200",
            "channel_id": self.channel,
            "is_ephemeral": is_ephemeral,
        }
        payload = self._payload("block_actions", container)
        payload |= {
            "channel": {"id": self.channel, "name": "general"},
            "response_url": self.bot.slack.response_url(),
            "state": {"values": {}},
            "actions": [action],
        }
        if not is_ephemeral:
            payload["message"] = {
                "type": "message",
                "ts": container["message_ts"],
                "blocks": blocks,
            }
        return self.bot.send_interactive(payload)

    def submits(self, surface: Surface, *, anyway: bool = False, **values: Any) -> Reply:
        """Submit a window: its own values, overridden by block_id.

        Options are given by their values, days as dates or text, numbers as numbers or text. Unless
        `anyway`, what Slack's client would not let through raises CannotSubmit.
        """
        view = _view_of(surface)
        assert view is not None, "there is no window to submit"
        choices = {name: self._choices(view, name) for name in values if _is_external(view, name)}
        state = state_of(view, values, choices, anyway=anyway)
        container = {"type": "view", "view_id": view["id"]}
        payload = self._payload("view_submission", container, view["id"])
        payload |= {"view": self._shown(view, state), "response_urls": []}
        return self.bot.send_interactive(payload, view)

    def opens_options(self, surface: Surface, block_id: str, typed: str = "") -> Reply:
        """Type into a menu that asks the bot what it offers."""
        view = _view_of(surface)
        assert view is not None, "there is no window with a menu"
        element = next(b["element"] for b in view["blocks"] if b["block_id"] == block_id)
        container = {"type": "view", "view_id": view["id"]}
        payload = self._payload("block_suggestion", container)
        payload |= {
            "action_id": element["action_id"],
            "block_id": block_id,
            "value": typed,
            "view": self._shown(view, state_of(view, {}, {}, anyway=True)),
        }
        payload.pop("trigger_id")
        return self.bot.send_interactive(payload)

    def _choices(self, view: Facts, block_id: str) -> list[Facts]:
        return self.opens_options(view, block_id).options

    def _payload(self, kind: str, container: Facts, view_id: str | None = None) -> Facts:
        workspace = self.bot.slack.workspace
        user = workspace.users.get(self.id, {})
        return {
            "type": kind,
            "token": "unused",
            "api_app_id": "A0APP",
            "team": {"id": workspace.team_id, "domain": "acme-suppliers"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {
                "id": self.id,
                "username": self.id.lower(),
                "name": self.id.lower(),
                "team_id": user.get("team_id", workspace.team_id),
            },
            "container": container,
            "trigger_id": workspace.trigger(self.id, view_id),
        }

    def _shown(self, view: Facts, values: Facts) -> Facts:
        kept = {key: value for key, value in view.items() if key in READABLE}
        return {
            **kept,
            "state": {"values": values},
            "app_id": "A0APP",
            "app_installed_team_id": self.bot.slack.workspace.team_id,
            "bot_id": "B0BOT",
        }


def _view_of(surface: Surface) -> Facts | None:
    return surface.view if isinstance(surface, Reply) else surface


def _with_block_ids(blocks: list[Facts]) -> list[Facts]:
    return [{"block_id": f"b{n}", **block} for n, block in enumerate(blocks)]


def _is_external(view: Facts, block_id: str) -> bool:
    return any(
        block.get("element", {}).get("type", "").endswith("external_select")
        for block in view["blocks"]
        if block["block_id"] == block_id
    )
