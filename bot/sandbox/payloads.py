"""What Slack sends when somebody clicks or submits: built from the surface, as the client does."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from bot.sandbox.blockkit.elements import offered
from bot.sandbox.surface import elements_of

Facts = dict[str, Any]
STATELESS = {"button", "overflow"}


class CannotSubmit(AssertionError):  # noqa: N818
    """Slack's own client would not let the person do this."""


def action_of(blocks: list[Facts], action_id: str, value: Any) -> Facts:
    """The action of clicking or choosing something on a surface.

    `value` is a button's or an option's value; in a menu behind “…” the entry may be named by its
    own action and value. It may be left out where only one element fits.
    """
    found = [
        action
        for block, element in elements_of(blocks)
        for action in _actions(block, element, action_id, value)
    ]
    if len(found) != 1:
        there = [
            (one["action_id"], one.get("value", [o["value"] for o in one.get("options", [])]))
            for _, one in elements_of(blocks)
        ]
        raise CannotSubmit(f"{len(found)} elements fit {action_id} {value!r} among {there}")
    return found[0]


def _actions(block: Facts, element: Facts, action_id: str, value: Any) -> list[Facts]:
    base = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": "1700000000.000100",
    }
    if element["type"] == "overflow":
        own = element["action_id"] == action_id
        return [
            {**base, "selected_option": option}
            for option in element["options"]
            if (own and value in (None, option["value"])) or _means(option, action_id, value)
        ]
    if element["action_id"] != action_id:
        return []
    if element["type"] == "button":
        own = element.get("value")
        more = {} if own is None else {"value": own}
        return [{**base, "text": element["text"], **more}] if value in (None, own) else []
    if isinstance(value, str) and "options" in element and value not in _values(element):
        return []
    return [{**base, **entered(element, value)}]


def _values(element: Facts) -> set[str]:
    return {str(option["value"]) for option in element["options"]}


def _means(option: Facts, action_id: str, value: Any) -> bool:
    """An entry behind “…” holds its own action and value, with a space between them."""
    action, _, rest = option["value"].partition(" ")
    return bool(action == action_id and value in (None, rest))


def state_of(
    view: Facts, values: Mapping[str, Any], choices: Mapping[str, list[Facts]], *, anyway: bool
) -> Facts:
    """`state.values` of a view: what stood in it, overridden by block_id.

    `choices` are the options that external menus offered. Unless `anyway`, what Slack's client
    would not let through is refused here: missing answers, too long texts, no numbers.
    """
    unknown = set(values) - {block["block_id"] for block, _ in _stateful(view)}
    if unknown:
        raise CannotSubmit(f"no input {sorted(unknown)} in {_names(view)}")
    state: Facts = {}
    for block, element in _stateful(view):
        block_id = block["block_id"]
        if block_id in values:
            answer = entered(element, values[block_id], choices.get(block_id))
        else:
            answer = initial(element)
        if not anyway:
            client_check(block, element, answer)
        state.setdefault(block_id, {})[element["action_id"]] = {"type": element["type"], **answer}
    return state


def filled(view: Facts, given: Facts) -> Facts:
    """`state.values` of a view: `given` by block and action, and what else stands in it."""
    state: Facts = {}
    for block, element in _stateful(view):
        block_id, action_id = block["block_id"], element["action_id"]
        answer = given.get(block_id, {}).get(action_id)
        found = initial(element) if answer is None else answer
        state.setdefault(block_id, {})[action_id] = {"type": element["type"], **found}
    return state


def check_state(view: Facts, values: Facts) -> None:
    """Refuse a submission that Slack's own client would refuse."""
    for block, element in _stateful(view):
        answer = values[block["block_id"]][element["action_id"]]
        client_check(block, element, {k: v for k, v in answer.items() if k != "type"})


def _stateful(view: Facts) -> list[tuple[Facts, Facts]]:
    return [pair for pair in elements_of(view["blocks"]) if pair[1]["type"] not in STATELESS]


def _names(view: Facts) -> list[str]:
    return [block["block_id"] for block, _ in _stateful(view)]


def initial(element: Facts) -> Facts:
    """What an element holds before anybody touches it."""
    match element["type"]:
        case "datepicker" | "timepicker" as kind:
            noun = kind.removesuffix("picker")
            return {f"selected_{noun}": element.get(f"initial_{noun}")}
        case "users_select" | "conversations_select" as kind:
            noun = kind.removesuffix("s_select")
            return {f"selected_{noun}": element.get(f"initial_{noun}")}
        case "multi_users_select":
            return {"selected_users": element.get("initial_users", [])}
        case "static_select" | "external_select" | "radio_buttons":
            return {"selected_option": element.get("initial_option")}
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            return {"selected_options": element.get("initial_options", [])}
        case _:
            return {"value": element.get("initial_value")}


def entered(element: Facts, value: Any, choices: list[Facts] | None = None) -> Facts:
    """What an element holds when somebody enters the value. Options are given by their values."""
    options = offered(element) if choices is None else choices
    match element["type"]:
        case "datepicker" | "timepicker" as kind:
            return {f"selected_{kind.removesuffix('picker')}": _picked(value)}
        case "users_select" | "conversations_select" as kind:
            return {f"selected_{kind.removesuffix('s_select')}": value}
        case "multi_users_select":
            return {"selected_users": list(value)}
        case "static_select" | "external_select" | "radio_buttons":
            return {"selected_option": None if value is None else _option(options, value)}
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            return {"selected_options": [_option(options, one) for one in _listed(element, value)]}
        case _:
            number = isinstance(value, int | float | Decimal)
            return {"value": str(value) if number else value or None}


def _picked(value: Any) -> Any:
    """A day or a time as Slack writes it."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def _listed(element: Facts, value: Any) -> list[Any]:
    """A single box may be ticked with True."""
    if isinstance(value, bool):
        return [option["value"] for option in element["options"]] if value else []
    return [value] if isinstance(value, str) else list(value or [])


def _option(options: list[Facts], value: Any) -> Facts:
    if isinstance(value, dict):
        return value
    for option in options:
        if option["value"] == str(value):
            return option
    raise CannotSubmit(f"no option {value!r} among {[one['value'] for one in options]}")


def client_check(block: Facts, element: Facts, answer: Facts) -> None:
    """Refuse what Slack's own client refuses: CannotSubmit says why."""
    value = next(iter(answer.values()))
    name = block.get("label", {}).get("text") or block["block_id"]
    if block["type"] == "input" and not block.get("optional") and value in (None, "", []):
        raise CannotSubmit(f"{name} is required")
    if not isinstance(value, str):
        return
    if element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(value) <= most:
            raise CannotSubmit(f"{name} has {len(value)} characters, not {least} to {most}")
    if element["type"] == "number_input":
        _check_number(name, element, Decimal(value))


def _check_number(name: str, element: Facts, value: Decimal) -> None:
    if not element["is_decimal_allowed"] and value != value.to_integral_value():
        raise CannotSubmit(f"{name} takes whole numbers, not {value}")
    least, most = element.get("min_value"), element.get("max_value")
    if (least and value < Decimal(least)) or (most and value > Decimal(most)):
        raise CannotSubmit(f"{name} takes numbers from {least} to {most}, not {value}")
