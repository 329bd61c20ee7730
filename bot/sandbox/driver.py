"""Acts as a person for tests and scripts, by the words on the screen and not by ids."""

import time
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox.payloads import entered, initial
from bot.sandbox.readable import words_of
from bot.sandbox.surface import elements_of
from bot.sandbox.views import stack_of
from bot.sandbox.workspace import CHANNEL, Facts
from bot.ui.plain import read_aloud

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

T = TypeVar("T")
PATIENCE_SECONDS = 5.0
WAIT_SECONDS = 30.0


class Trouble(AssertionError):  # noqa: N818 - a test fails with it, a script stops
    """What the person looks for is not on the screen."""


class Driver:
    """A person at the page: says, clicks, fills, chooses, submits, sees.

    The screen is the window on top; without one, what was said or changed in the channel since the
    person's last deed. `tell` hears of every deed and of what is seen.
    """

    def __init__(
        self,
        slack: "Sandbox",
        user_id: str,
        channel_id: str = CHANNEL,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.slack = slack
        self.id = user_id
        self.channel_id = channel_id
        self._tell = tell or (lambda _text: None)
        self._since = ""
        self._home = False
        self._entered: dict[str, Facts] = {}

    @property
    def name(self) -> str:
        """The first name."""
        return str(self.slack.workspace.users[self.id]["real_name"]).split()[0]

    @property
    def window(self) -> Facts | None:
        """The window on top."""
        views = stack_of(self.slack.workspace, self.id)
        return views[-1] if views else None

    @property
    def screen(self) -> list[Facts]:
        """What the person looks at, the oldest first."""
        if self.window is not None:
            return [self.window]
        if self._home:
            home = self.slack.workspace.homes.get(self.id)
            return [home] if home else []
        every = self.slack.workspace.messages_in(self.channel_id, self.id)
        new = [one for one in every if max(one["ts"], _edited(one)) > self._since]
        return new or every[-1:]

    @property
    def text(self) -> str:
        """All words on the screen."""
        window = self.window
        errors = self.slack.workspace.errors.get(window["id"], {}) if window else {}
        return "\n".join([*map(words_of, self.screen), *errors.values()])

    def goes_to(self, channel_id: str) -> None:
        """Look at another channel."""
        self.channel_id, self._home = channel_id, False
        self.slack.acts.read(self.id, channel_id)

    def says(self, text: str, thread_ts: str | None = None) -> None:
        """A message, or a slash command."""
        self._begin(f"{self.name} writes: {text}")
        self._run(self.slack.acts.say(self.id, self.channel_id, text, thread_ts))
        self._show()

    def clicks(self, label: str) -> None:
        """Click what is called so: a button, or an entry behind “…”. The newest one counts."""
        surface, action = self._find(label)
        self._begin(f"{self.name} clicks: {label}")
        values = self._values(surface) if "ts" not in surface else {}
        self._run(self.slack.acts.click(self.id, surface, action, values))
        self._show()

    def fills(self, label: str, text: str) -> None:
        """Write into the field whose label begins so; a day as 2026-12-31."""
        block, element = self._field(label)
        self._enter(block, element, entered(element, text))
        self._tell(f"  {block['label']['text']}: {text}")

    def chooses(self, label: str, option: str) -> None:
        """Choose the first option whose words begin so; a menu of the bot's is asked first."""
        block, element = self._field(label)
        offered = self._offered(block, element, option)
        found = [one for one in offered if one["text"]["text"].startswith(option)]
        if not found:
            words = [one["text"]["text"] for one in offered]
            raise Trouble(f"“{label}” offers no “{option}” but {words}.")
        many = element["type"].startswith("multi_") or element["type"] == "checkboxes"
        value = found[:1] if many else found[0]
        self._enter(block, element, {f"selected_option{'s' * many}": value})
        self._tell(f"  {block['label']['text']}: {found[0]['text']['text']}")

    def submits(self) -> None:
        """Submit the window on top."""
        view = self._window()
        self._begin(f"{self.name} clicks: {view['submit']['text']}")
        state = self._entered.pop(view["id"], {})
        self._run(self.slack.acts.submit(self.id, view, state))
        self._show()

    def closes(self) -> None:
        """Close the window on top."""
        self._run(self.slack.acts.close(self.id, self._window()["id"]))

    def opens_home(self) -> None:
        """Open the app's home tab."""
        self._begin(f"{self.name} opens the app's home")
        self._home = True
        self._run(self.slack.acts.open_home(self.id))

    def uses(self, name: str, words: str | None = None) -> None:
        """A shortcut by its name: of the newest message with these words, or a global one."""
        listed = self.slack.manifest.get("features", {}).get("shortcuts", [])
        found = [one["callback_id"] for one in listed if one["name"] == name]
        if not found:
            raise Trouble(f"There is no shortcut “{name}”.")
        self._begin(f"{self.name} uses: {name}")
        message = self._message(words) if words is not None else None
        self._run(self.slack.acts.shortcut(self.id, found[0], message))
        self._show()

    def _message(self, words: str) -> Facts:
        every = self.slack.workspace.messages_in(self.channel_id, self.id)
        found = [one for one in every if words in words_of(one)]
        if not found:
            raise Trouble(f"No message says “{words}”.")
        return found[-1]

    def sees(self, *words: str) -> "Driver":
        """All of this is on the screen, soon."""
        until = time.monotonic() + PATIENCE_SECONDS
        while missing := [one for one in words if one not in self.text]:
            if time.monotonic() > until:
                raise Trouble(f"{self.name} does not see “{missing[0]}” but:\n{self.text}")
            time.sleep(0.02)
        return self

    def does_not_see(self, *words: str) -> "Driver":
        """None of this is on the screen."""
        for one in words:
            if one in self.text:
                raise Trouble(f"{self.name} sees “{one}” in:\n{self.text}")
        return self

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.slack.thread.run(work, WAIT_SECONDS)

    def _begin(self, deed: str) -> None:
        self._since = self.slack.workspace.next_ts()
        self._tell(f"\n> {deed}")

    def _show(self) -> None:
        toast = self.slack.workspace.toasts.pop(self.id, None)
        if toast:
            raise Trouble(toast["text"])
        shown = "\n".join(map(_aloud, self.screen))
        self._tell("\n".join(f"  │ {line}" for line in shown.splitlines()))

    def _window(self) -> Facts:
        if self.window is None:
            raise Trouble(f"{self.name} has no window open.")
        return self.window

    def _find(self, label: str) -> tuple[Facts, Facts]:
        surfaces = self.screen
        if self.window is None and not self._home:
            surfaces = self.slack.workspace.messages_in(self.channel_id, self.id)
        for surface in reversed(surfaces):
            for action in _actions(surface.get("blocks", [])):
                if action.pop("label") == label:
                    return surface, action
        raise Trouble(f"{self.name} finds no “{label}” to click in:\n{self.text}")

    def _field(self, label: str) -> tuple[Facts, Facts]:
        wanted = label.rstrip("…").strip()
        blocks = self._window()["blocks"]
        inputs = [block for block in blocks if block["type"] == "input"]
        for block in inputs:
            if block["label"]["text"].startswith(wanted):
                return block, block["element"]
        labels = [block["label"]["text"] for block in inputs]
        raise Trouble(f"There is no field “{label}” but {labels}.")

    def _enter(self, block: Facts, element: Facts, answer: Facts) -> None:
        state = self._entered.setdefault(self._window()["id"], {})
        shown = {"type": element["type"], **answer}
        state[block["block_id"]] = {element["action_id"]: shown}

    def _offered(self, block: Facts, element: Facts, typed: str) -> list[Facts]:
        if not element["type"].endswith("external_select"):
            groups = element.get("option_groups", [])
            return [*element.get("options", []), *(o for g in groups for o in g["options"])]
        asked = {"block_id": block["block_id"], "action_id": element["action_id"]}
        body = self._run(self.slack.acts.options(self.id, self._window(), asked, typed)).body or {}
        grouped = [one for group in body.get("option_groups", []) for one in group["options"]]
        return [*body.get("options", []), *grouped]

    def _values(self, view: Facts) -> Facts:
        values: Facts = {}
        mine = self._entered.get(view["id"], {})
        for block, element in elements_of(view["blocks"]):
            if element["type"] not in ("button", "overflow"):
                known = mine.get(block["block_id"], {}).get(element["action_id"])
                found = known or {"type": element["type"], **initial(element)}
                values.setdefault(block["block_id"], {})[element["action_id"]] = found
        return values


def _aloud(surface: Facts) -> str:
    """A message or window for a reader: its blocks with what could be pressed."""
    blocks = surface.get("blocks")
    title = surface.get("title", {}).get("text")
    words = read_aloud(blocks, controls=True) if blocks else str(surface.get("text", ""))
    return f"[ {title} ]\n{words}" if title else words


def _edited(message: Facts) -> str:
    return str(message.get("edited", {}).get("ts", ""))


def _actions(blocks: list[Facts]) -> Iterator[Facts]:
    """Every action that a click can cause, with its label."""
    for block, element in elements_of(blocks):
        base = {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": element["action_id"],
        }
        if element["type"] == "button":
            value = {"value": element["value"]} if "value" in element else {}
            text = element["text"]
            yield {**base, **value, "text": text, "label": text["text"]}
        elif element["type"] == "overflow":
            for option in element["options"]:
                yield {**base, "selected_option": option, "label": option["text"]["text"]}
