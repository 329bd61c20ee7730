"""Small helpers that make Block Kit, each within Slack's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.ui import limits
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, entities, fit, tame

Block = dict[str, Any]
Element = dict[str, Any]


def plain_text(text: str, most: int) -> Element:
    """A text object without markup."""
    return {"type": "plain_text", "text": clip(tame(text), most), "emoji": True}


def mrkdwn(text: Mrkdwn, most: int = limits.TEXT) -> Element:
    """A text object with markup."""
    return {"type": "mrkdwn", "text": fit(text, most), "verbatim": True}


def section(text: Mrkdwn, accessory: Element | None = None) -> Block:
    """A paragraph, with one control beside it at most."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def columns(*texts: Mrkdwn) -> Block:
    """Texts side by side, on a narrow screen one below the other."""
    return {"type": "section", "fields": [mrkdwn(one, limits.SECTION_FIELD) for one in texts]}


def context(*texts: Mrkdwn) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def actions(*elements: Element) -> Block:
    """A row of controls."""
    return {"type": "actions", "elements": list(elements)}


def button(
    text: str, action: Id, value: str, *, primary: bool = False, spoken: str | None = None
) -> Element:
    """A button. `value` is an id; `spoken` is read to those who hear it where `text` is short."""
    element: Element = {
        "type": "button",
        "text": plain_text(text, limits.BUTTON_TEXT),
        "action_id": action,
        "value": value,
    }
    if primary:
        element["style"] = "primary"
    if spoken:
        element["accessibility_label"] = clip(tame(spoken), limits.ACCESSIBILITY_LABEL)
    return element


def confirmed(element: Element, *, title: str, text: str, yes: str, no: str) -> Element:
    """A control that asks once more before it does anything."""
    return element | {
        "confirm": {
            "title": plain_text(title, limits.CONFIRM_TITLE),
            "text": plain_text(text, limits.CONFIRM_TEXT),
            "confirm": plain_text(yes, limits.CONFIRM_BUTTON),
            "deny": plain_text(no, limits.CONFIRM_BUTTON),
        }
    }


def option(text: str, value: str, description: str | None = None) -> Element:
    """One choice of a menu."""
    made: Element = {"text": plain_text(text, limits.OPTION_TEXT), "value": value}
    if description:
        made["description"] = plain_text(description, limits.OPTION_DESCRIPTION)
    return made


def overflow(action: Id, options: Sequence[Element]) -> Element:
    """A menu behind “…”."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def select(
    action: Id, options: Sequence[Element], chosen: Element | None = None, *, words: str = ""
) -> Element:
    """A menu of which one option is chosen at once; `words` stand on it while none is."""
    element: Element = {"type": "static_select", "action_id": action, "options": list(options)}
    if words:
        element["placeholder"] = plain_text(words, limits.PLACEHOLDER)
    return element | ({"initial_option": chosen} if chosen else {})


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads in a conversation. Its text says all of it, for those who hear it."""

    blocks: list[Block]

    def payload(self) -> dict[str, Any]:
        """As Slack takes it, with links not unfolded."""
        from bot.ui.plain import read_aloud

        text = fit(entities(read_aloud(self.blocks)), limits.MESSAGE_TEXT)
        return {
            "text": text,
            "blocks": self.blocks,
            "unfurl_links": False,
            "unfurl_media": False,
        }


def say(text: Mrkdwn, *more: Block) -> Message:
    """A message that begins with a sentence."""
    return Message([section(text), *more])


def notice(title: str, blocks: Sequence[Block], account_id: str) -> Block:
    """A window that says what was done; the plan is one click away."""
    see = actions(button("Open the plan", Id.PLAN_SHOW, account_id))
    return modal(title, [*blocks, see], callback=Id.NOTICE, close="Done")


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback: Id,
    submit: str | None = None,
    close: str = "Cancel",
    metadata: str = "",
) -> Block:
    """A window. `metadata` holds ids only: it comes back from the person's side."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain_text(title, limits.MODAL_TITLE),
        "close": plain_text(close, limits.MODAL_BUTTON),
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    if submit:
        view["submit"] = plain_text(submit, limits.MODAL_BUTTON)
    return view
