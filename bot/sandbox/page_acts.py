"""What the page asks for, one function a deed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox import views
from bot.sandbox.acts import CannotDo
from bot.sandbox.delivery import Ack
from bot.sandbox.payloads import filled
from bot.sandbox.surface import elements_of
from bot.sandbox.tour import turn
from bot.sandbox.workspace import Facts, SlackSaysNo

if TYPE_CHECKING:
    from bot.sandbox.page_server import Page

ACTION = {
    "type", "block_id", "action_id", "value", "text", "selected_option", "selected_options",
    "selected_date", "selected_time", "selected_date_time", "selected_user", "selected_users",
    "selected_channel", "selected_channels", "selected_conversation", "selected_conversations",
}  # fmt: skip
MOST_DAYS = 366
Deed = Callable[["Page", str, Facts], Awaitable[Facts | None]]


async def act(page: "Page", me: str, asked: Facts) -> Facts:
    """Do what is asked; a sentence where it cannot be done."""
    deed = DEEDS.get(str(asked.get("do")))
    if deed is None:
        return {"ok": False, "error": f"There is nothing called “{asked.get('do')}”."}
    try:
        return {"ok": True, **(await deed(page, me, asked) or {})}
    except (CannotDo, SlackSaysNo) as error:
        return {"ok": False, "error": str(error)}
    except KeyError as error:
        return {"ok": False, "error": f"{error} is missing or not there."}


async def say(page: "Page", me: str, asked: Facts) -> Facts | None:
    """A message or a slash command."""
    text, thread_ts = str(asked["text"]), asked.get("thread_ts")
    return _taken(await page.slack.acts.say(me, str(asked["channel"]), text, thread_ts))


async def click(page: "Page", me: str, asked: Facts) -> Facts | None:
    """A click or a choice, on a message or in a window."""
    surface = _surface(page, me, asked)
    action = {key: value for key, value in asked.items() if key in ACTION}
    values: Facts = asked.get("state", {})
    if "ts" not in surface:
        workspace = page.slack.workspace
        entered = {**workspace.entered.get(surface["id"], {}), **asked.get("state", {})}
        values = filled(surface, entered)
        answer = {key: value for key, value in action.items() if key.startswith("selected_")}
        if answer and action["block_id"] in values:
            chosen = {"type": action["type"], **answer}
            values[action["block_id"]][action["action_id"]] = chosen
        workspace.entered[surface["id"]] = values
    return _taken(await page.slack.acts.click(me, surface, action, values))


async def submit(page: "Page", me: str, asked: Facts) -> Facts | None:
    """The window with what was entered."""
    view = views.find(page.slack.workspace, me, str(asked["view_id"]))
    return _taken(await page.slack.acts.submit(me, view, asked.get("state", {})))


async def close(page: "Page", me: str, asked: Facts) -> None:
    """Close a window and what lies above it."""
    view = views.find(page.slack.workspace, me, str(asked["view_id"]))
    await page.slack.acts.close(me, view["id"])


async def options(page: "Page", me: str, asked: Facts) -> Facts | None:
    """What a menu of the bot's offers for what was typed."""
    surface = _surface(page, me, asked)
    wanted = (asked["block_id"], asked["action_id"])
    pairs = elements_of(surface["blocks"])
    found = [b for b, e in pairs if (b["block_id"], e["action_id"]) == wanted]
    if not found:
        raise CannotDo("There is no such menu any more.")
    if asked.get("view_id"):
        entered = page.slack.workspace.entered.setdefault(surface["id"], {})
        entered |= asked.get("state", {})
    element = {"block_id": asked["block_id"], "action_id": asked["action_id"]}
    ack = await page.slack.acts.options(me, surface, element, str(asked.get("typed", "")))
    body = ack.body if isinstance(ack.body, dict) else {}
    shown = {"options": body.get("options", []), "option_groups": body.get("option_groups", [])}
    return {**(_taken(ack) or {}), **shown}


async def open_home(page: "Page", me: str, _: Facts) -> None:
    """The app's home tab."""
    await page.slack.acts.open_home(me)


async def read(page: "Page", me: str, asked: Facts) -> None:
    """A channel was read."""
    page.slack.acts.read(me, str(asked["channel"]))


async def react(page: "Page", me: str, asked: Facts) -> None:
    """A reaction set or taken back."""
    message = _message(page, me, asked)
    await page.slack.acts.react(me, message, str(asked["name"]))


async def shortcut(page: "Page", me: str, asked: Facts) -> Facts | None:
    """A shortcut, of a message where one is named."""
    message = _message(page, me, asked) if asked.get("ts") else None
    return _taken(await page.slack.acts.shortcut(me, str(asked["callback_id"]), message))


async def pass_time(page: "Page", me: str, asked: Facts) -> None:
    """Let days pass."""
    days = asked["days"]
    if not isinstance(days, int) or not 0 < days <= MOST_DAYS:
        raise CannotDo(f"Let between 1 and {MOST_DAYS} days pass, not {days}.")
    await page.pass_days(days)
    page.slack.workspace.remember(me, "passed", str(days), days=days)


async def reset(page: "Page", _me: str, _: Facts) -> None:
    """Begin anew."""
    await page.reset()


async def tour(page: "Page", _me: str, asked: Facts) -> None:
    """Another step of the tour, or none."""
    turn(page.slack.workspace, asked)


async def dismiss_toast(page: "Page", me: str, _: Facts) -> None:
    """The note was read."""
    page.slack.workspace.toasts.pop(me, None)
    page.slack.workspace.changed("toast")


DEEDS: Mapping[str, Deed] = {
    "say": say,
    "click": click,
    "submit": submit,
    "close": close,
    "options": options,
    "open_home": open_home,
    "read": read,
    "react": react,
    "shortcut": shortcut,
    "pass_time": pass_time,
    "reset": reset,
    "tour": tour,
    "dismiss_toast": dismiss_toast,
}


def _taken(ack: Ack | None) -> Facts | None:
    if ack is not None and not ack.is_taken:
        raise CannotDo("Redthread did not answer.")
    return None


def _surface(page: "Page", me: str, asked: Mapping[str, Any]) -> Facts:
    if asked.get("view_id"):
        return views.find(page.slack.workspace, me, str(asked["view_id"]))
    return _message(page, me, asked)


def _message(page: "Page", me: str, asked: Mapping[str, Any]) -> Facts:
    workspace = page.slack.workspace
    found = workspace.messages.get((str(asked["channel"]), str(asked["ts"])))
    if found is None or found.get("ephemeral_to") not in (None, me):
        raise CannotDo("This message is gone.")
    if me not in workspace.channel(found["channel"])["members"]:
        raise CannotDo("You are not in this channel.")
    return found
