"""What a person does in Slack, carried to the bot, and what Slack does with its answer.

The page, the driver and the tests all act through here.
"""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.sandbox import blockkit, envelopes, response_urls, views
from bot.sandbox.blockkit import BlockKitError
from bot.sandbox.delivery import Ack
from bot.sandbox.methods.extras import toggle
from bot.sandbox.payloads import CannotSubmit, check_state, filled
from bot.sandbox.workspace import BOT_USER, Facts, SlackSaysNo

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

MENTION = re.compile(r"@([\w.-]+)")


class CannotDo(Exception):  # noqa: N818 - it is a sentence for the person at the page
    """Slack's own client would not let the person do this; says why."""


class Acts:
    """All that people can do. Every method delivers at once and returns the bot's answer."""

    def __init__(self, slack: "Sandbox") -> None:
        self._slack = slack
        self._workspace = slack.workspace

    async def say(
        self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None
    ) -> Ack | None:
        """A message, or a slash command where it begins with “/”."""
        channel = self._member_of(user_id, channel_id)
        if text.startswith("/"):
            if thread_ts:
                raise CannotDo("Slash commands do not work in threads. Write it in the channel.")
            return await self._command(user_id, channel_id, text)
        if not text.strip():
            raise CannotDo("There is nothing to send.")
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        message = self._workspace.put_message(channel_id, user_id, {"text": text, **thread})
        self.read(user_id, channel_id)
        kind = "im" if channel["kind"] == "im" else "channel"
        await self._tell("message", f"message.{kind}s".replace("ims", "im"), message, kind)
        return None

    async def _command(self, user_id: str, channel_id: str, text: str) -> Ack:
        name = text.partition(" ")[0]
        if name not in self._slack.commands:
            raise CannotDo(f"“{name}” is not a command here. Try {self._slack.commands[0]}.")
        if self._workspace.home_of(user_id) != self._workspace.team_id:
            raise CannotDo(f"“{name}” belongs to another workspace than yours: you cannot use it.")
        url = self._slack.response_url(user_id, channel_id)
        payload = envelopes.command(
            self._workspace,
            user_id,
            self._escaped(text),
            channel_id=channel_id,
            trigger_id=self._slack.trigger(user_id),
            response_url=url,
        )
        ack = await self.deliver(user_id, "slash_commands", payload)
        self.show_command_ack(user_id, channel_id, ack)
        self._workspace.remember(user_id, "command", text, ok=ack.is_taken)
        return ack

    def _escaped(self, text: str) -> str:
        """Names become mentions, as `should_escape` asks for."""
        users = {one["name"]: one for one in self._workspace.users.values()}
        by_first = {name.partition(".")[0]: one for name, one in users.items()}

        def mention(found: re.Match[str]) -> str:
            user = users.get(found[1].lower()) or by_first.get(found[1].lower())
            return f"<@{user['id']}|{user['name']}>" if user else found[0]

        return MENTION.sub(mention, text)

    def show_command_ack(self, user_id: str, channel_id: str, ack: Ack) -> None:
        """An ack with words is a message: to this person alone unless it says `in_channel`."""
        if not ack.body:
            return
        body = ack.body if isinstance(ack.body, dict) else {"text": str(ack.body)}
        self._checked(lambda: blockkit.check_message(body, answers_command=True))
        response_urls.say(self._workspace, channel_id, user_id, body)

    async def click(self, user_id: str, surface: Facts, action: Facts, values: Facts) -> Ack:
        """Click or choose on a message (`ts` in it) or in a window; `values` are those entered."""
        action = {"action_ts": self._workspace.next_ts(), **action}
        if "ts" in surface:
            url = self._slack.response_url(user_id, surface["channel"], surface)
            shown = envelopes.in_message(self._workspace, surface, url)
            trigger = self._slack.trigger(user_id)
            shown["state"] = {"values": values}
        else:
            shown = envelopes.in_view(surface, values)
            trigger = self._slack.trigger(user_id, surface["id"])
        payload = envelopes.interaction(
            self._workspace, "block_actions", user_id, trigger_id=trigger, actions=[action], **shown
        )
        ack = await self.deliver(user_id, "interactive", payload)
        self._workspace.remember(user_id, "click", action["action_id"], ok=ack.is_taken)
        return ack

    async def submit(self, user_id: str, view: Facts, state: Facts) -> Ack:
        """Submit a window with `state` by block and action; what is left out stands as it was."""
        entered = self._workspace.entered.get(view["id"], {})
        values = filled(view, {**entered, **state})
        try:
            check_state(view, values)
        except CannotSubmit as error:
            raise CannotDo(f"{error}.") from None
        payload = envelopes.interaction(
            self._workspace,
            "view_submission",
            user_id,
            trigger_id=self._slack.trigger(user_id, view["id"]),
            response_urls=[],
            **envelopes.in_view(view, values),
        )
        self._workspace.entered[view["id"]] = values
        ack = await self.deliver(user_id, "interactive", payload)
        self.show_submission_ack(user_id, view, ack)
        failed = isinstance(ack.body, dict) and ack.body.get("response_action") == "errors"
        ok = ack.is_taken and not failed
        self._workspace.remember(user_id, "submission", view.get("callback_id", ""), ok=ok)
        return ack

    def show_submission_ack(self, user_id: str, view: Facts, ack: Ack) -> Facts | None:
        """Do with the window what the ack says; the window that is seen then."""
        if not ack.is_taken:
            return None
        body = ack.body if isinstance(ack.body, dict) else {}
        if not self._checked(lambda: blockkit.check_submission(body, view)):
            self._workspace.toast(user_id, "The app's answer was not valid.")
            return None
        try:
            return self._carry_out(user_id, view, body)
        except SlackSaysNo:
            return None  # the window was closed meanwhile: nobody sees this answer

    def _carry_out(self, user_id: str, view: Facts, body: Facts) -> Facts | None:
        match body.get("response_action"):
            case "errors":
                self._workspace.errors[view["id"]] = body["errors"]
                self._workspace.changed("views")
            case "update":
                return views.change(self._workspace, view["id"], body["view"])
            case "push":
                return views.show(self._workspace, user_id, body["view"], view["id"])
            case action:
                views.close(self._workspace, view["id"], whole_stack=action == "clear")
        return None

    async def close(self, user_id: str, view_id: str) -> None:
        """Close a window and what lies above it; the bot hears of it where it asked to."""
        for view in views.close(self._workspace, view_id):
            if view.get("notify_on_close"):
                more = envelopes.in_view(view, {}) | {"is_cleared": False}
                payload = envelopes.interaction(self._workspace, "view_closed", user_id, **more)
                await self.deliver(user_id, "interactive", payload)

    async def options(self, user_id: str, surface: Facts, element: Facts, typed: str) -> Ack:
        """Type into a menu that asks the bot what it offers. `element` has its block's id too."""
        if "ts" in surface:
            shown = envelopes.in_message(self._workspace, surface, "")
            shown.pop("response_url")
        else:
            entered = self._workspace.entered.get(surface["id"], {})
            shown = envelopes.in_view(surface, filled(surface, entered))
        asked = {"action_id": element["action_id"], "block_id": element["block_id"]}
        payload = envelopes.interaction(
            self._workspace, "block_suggestion", user_id, value=typed, **asked, **shown
        )
        ack = await self.deliver(user_id, "interactive", payload)
        self._checked(lambda: blockkit.check_options(ack.body))
        return ack

    async def shortcut(self, user_id: str, callback_id: str, message: Facts | None = None) -> Ack:
        """A global shortcut, or one of a message."""
        url = self._slack.response_url(user_id, message["channel"], message) if message else ""
        payload = envelopes.shortcut(
            self._workspace,
            user_id,
            callback_id,
            trigger_id=self._slack.trigger(user_id),
            message=message,
            response_url=url,
        )
        ack = await self.deliver(user_id, "interactive", payload)
        self._workspace.remember(user_id, "shortcut", callback_id, ok=ack.is_taken)
        return ack

    async def open_home(self, user_id: str) -> None:
        """Open the app's home tab."""
        home = self._workspace.homes.get(user_id)
        more: Facts = {"view": home} if home else {}
        self._workspace.remember(user_id, "home", "")
        direct = self._workspace.direct(user_id)["id"]
        fields = {"user": user_id, "channel": direct, "tab": "home", **more}
        await self._slack.send_event("app_home_opened", **fields)

    def read(self, user_id: str, channel_id: str) -> None:
        """The person has seen all of a channel."""
        if self._workspace.unread.setdefault(user_id, {}).pop(channel_id, 0):
            self._workspace.changed("messages")

    async def react(self, user_id: str, message: Facts, name: str) -> None:
        """Set the reaction, or take it back."""
        if not toggle(message, name, user_id, on=True):
            toggle(message, name, user_id, on=False)
        self._workspace.changed("messages")
        item = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        await self._slack.send_event("reaction_added", user=user_id, reaction=name, item=item)

    async def deliver(self, user_id: str, kind: str, payload: Facts) -> Ack:
        """Send it; where no good answer comes in time the person sees a note, as in Slack."""
        began = time.monotonic()
        ack = await self._slack.way.send(kind, payload, self._slack.manners.patience)
        name = payload.get("command") or payload["type"]
        entry = self._slack.traffic.note(
            "to_bot",
            "command" if kind == "slash_commands" else "interaction",
            str(name),
            payload,
            answer=ack.body,
            ms=(time.monotonic() - began) * 1000,
            summary=_summary(payload),
        )
        if not ack.is_taken:
            entry["answer"] = {"status": ack.status, "reason": ack.reason}
            self._workspace.toast(user_id, _excuse(str(name), ack))
        return ack

    async def _tell(self, kind: str, subscription: str, message: Facts, channel: str) -> None:
        """Tell the bot of a message, where it asked for these, or was mentioned."""
        shown = {key: message[key] for key in message if key != "type"}
        await self._slack.send_event(kind, subscription, channel_type=channel, **shown)
        if f"<@{BOT_USER}>" in str(message["text"]):
            await self._slack.send_event("app_mention", **shown)

    def _member_of(self, user_id: str, channel_id: str) -> Facts:
        channel = self._workspace.channels.get(channel_id)
        if channel is None or user_id not in channel["members"]:
            raise CannotDo("You are not in this channel.")
        return channel

    def _checked(self, check: Callable[[], None]) -> bool:
        """Whether the bot's answer is what Slack takes; otherwise it is a problem."""
        try:
            check()
        except BlockKitError as error:
            self._slack.problem(f"ack: {error}")
            return False
        return True


def _summary(payload: Facts) -> str:
    if "command" in payload:
        return f"{payload['user_name']}: {payload['command']} {payload['text']}"
    what = payload.get("view", {}).get("callback_id") or payload.get("callback_id") or ""
    if payload.get("actions"):
        what = payload["actions"][0]["action_id"]
    return f"{payload['user']['name']}: {payload['type']} {what}"


def _excuse(name: str, ack: Ack) -> str:
    late = ack.reason in ("timeout", "http_timeout")
    if name.startswith("/"):
        code = "operation_timeout" if late else "dispatch_failed"
        return f"{name} failed with the error “{code}”."
    if late:
        return "Redthread did not answer in time. Please try again."
    return "Redthread could not be reached. Please try again."
