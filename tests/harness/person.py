"""A person who uses the bot in Slack."""

from typing import TYPE_CHECKING, Any

from bot.sandbox import envelopes
from bot.sandbox.payloads import action_of, state_of
from bot.sandbox.workspace import CHANNEL, Facts
from tests.harness.reply import Reply

if TYPE_CHECKING:
    from tests.harness.bot import Bot

Surface = Reply | Facts


class Person:
    """Somebody known to FakeSlack, or unknown to it: who it is makes no difference here."""

    def __init__(self, bot: "Bot", user_id: str, channel: str = CHANNEL) -> None:
        self.bot = bot
        self.id = user_id
        self.channel = channel

    def says(self, text: str) -> Reply:
        """Send a slash command, such as `/success plan acme`."""
        slack = self.bot.slack
        return self.bot.send_command(
            envelopes.command(
                slack.workspace,
                self.id,
                text,
                channel_id=self.channel,
                trigger_id=slack.trigger(self.id),
                response_url=slack.response_url(self.id, self.channel),
            )
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

    def chooses(self, surface: Surface, block_id: str, value: str, **entered: Any) -> Reply:
        """Choose in a menu of which the bot hears at once, in a window; what was `entered` before.

        The menu asks the bot what it offers.
        """
        view = _view_of(surface)
        assert view is not None, "there is no window with a menu"
        offered = self.opens_options(view, block_id).options
        option = next(one for one in offered if one["value"] == value)
        element = next(b["element"] for b in view["blocks"] if b.get("block_id") == block_id)
        action = action_of(view["blocks"], element["action_id"], option)
        state = state_of(view, {**entered, block_id: option}, {}, anyway=True)
        shown = envelopes.in_view(view, state)
        payload = self._payload("block_actions", view["id"], actions=[action], **shown)
        return self.bot.send_interactive(payload)

    def _clicks_in_view(self, view: Facts, action: Facts) -> Reply:
        shown = envelopes.in_view(view, state_of(view, {}, {}, anyway=True))
        payload = self._payload("block_actions", view["id"], actions=[action], **shown)
        return self.bot.send_interactive(payload)

    def _clicks_in_message(self, message: Reply, blocks: list[Facts], action: Facts) -> Reply:
        is_ephemeral = (
            not message.messages
            and (message.json or {}).get("response_type", "ephemeral") == "ephemeral"
        )
        shown: Facts = {
            "type": "message",
            "ts": "1700000000.000200",
            "channel": self.channel,
            "blocks": blocks,
            **({"ephemeral_to": self.id} if is_ephemeral else {}),
        }
        slack = self.bot.slack
        url = slack.response_url(self.id, self.channel)
        more = envelopes.in_message(slack.workspace, shown, url)
        more["state"] = {"values": {}}
        return self.bot.send_interactive(
            self._payload("block_actions", None, actions=[action], **more)
        )

    def uses(self, callback_id: str, on: Facts | None = None) -> Reply:
        """Use a global shortcut, or one of a message."""
        slack = self.bot.slack
        url = slack.response_url(self.id, on["channel"]) if on else ""
        return self.bot.send_interactive(
            envelopes.shortcut(
                slack.workspace,
                self.id,
                callback_id,
                trigger_id=slack.trigger(self.id),
                message=on,
                response_url=url,
            )
        )

    def writes(self, text: str) -> Facts:
        """Write a message into the channel, in Slack's markup."""
        return self.bot.slack.workspace.put_message(self.channel, self.id, {"text": text})

    def opens_home(self) -> Reply:
        """Open the bot's Home tab; what is there then."""
        workspace = self.bot.slack.workspace
        fields = {"channel": workspace.direct(self.id)["id"], "tab": "home"}
        reply = self.bot.event("app_home_opened", user=self.id, **fields)
        assert reply.status == 200
        return self.sees_home()

    def sees_home(self) -> Reply:
        """The bot's Home tab, once all is there that is on its way."""
        self.bot.delivers()
        return Reply(200, view=self.bot.slack.workspace.homes.get(self.id))

    def submits(self, surface: Surface, *, anyway: bool = False, **values: Any) -> Reply:
        """Submit a window: its own values, overridden by block_id.

        Options are given by their values, days as dates or text, numbers as numbers or text. Unless
        `anyway`, what Slack's client would not let through raises CannotSubmit.
        """
        view = _view_of(surface)
        assert view is not None, "there is no window to submit"
        choices = {name: self._choices(view, name) for name in values if _is_external(view, name)}
        return self.sends(view, state_of(view, values, choices, anyway=anyway))

    def sends(self, view: Facts, state: Facts) -> Reply:
        """Submit a window with just this state, whatever Slack's client would say to it."""
        shown = envelopes.in_view(view, state)
        payload = self._payload("view_submission", view["id"], response_urls=[], **shown)
        return self.bot.send_interactive(payload, view)

    def opens_options(self, surface: Surface, block_id: str, typed: str = "") -> Reply:
        """Type into a menu that asks the bot what it offers."""
        view = _view_of(surface)
        assert view is not None, "there is no window with a menu"
        element = next(b["element"] for b in view["blocks"] if b.get("block_id") == block_id)
        shown = envelopes.in_view(view, state_of(view, {}, {}, anyway=True))
        asked = {"action_id": element["action_id"], "block_id": block_id, "value": typed}
        payload = self._payload("block_suggestion", None, **asked, **shown)
        payload.pop("trigger_id")
        return self.bot.send_interactive(payload)

    def _choices(self, view: Facts, block_id: str) -> list[Facts]:
        return self.opens_options(view, block_id).options

    def _payload(self, kind: str, view_id: str | None, **more: object) -> Facts:
        slack = self.bot.slack
        trigger = slack.trigger(self.id, view_id)
        return envelopes.interaction(slack.workspace, kind, self.id, trigger_id=trigger, **more)


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
