"""The rules of Block Kit's elements, one entry a type."""

from datetime import date
from decimal import Decimal
from typing import Any

from bot.sandbox.blockkit.rules import (
    Check,
    anything,
    both,
    day,
    each,
    exactly_one,
    fail,
    flag,
    number_text,
    one_of,
    record,
    string,
    whole,
)
from bot.sandbox.blockkit.texts import plain, rich
from bot.ui import limits

ADDRESS = r"https?://\S+"
WEB = "an address that begins with http:// or https://"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
USER_ID = string(255, 1, r"[UW][A-Z0-9]+", "a Slack user id")
CHANNEL_ID = string(255, 1, r"[CDG][A-Z0-9]+", "a Slack conversation id")


def address(most: int) -> Check:
    """An http(s) address."""
    return string(most, 1, ADDRESS, WEB)


action_id = string(limits.ACTION_ID)

confirm = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": rich(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)


def option(text: Check, description: Check, **more: Check) -> Check:
    """One option of a menu."""
    return record(
        {"text": text, "value": string(limits.OPTION_VALUE)}, {"description": description, **more}
    )


menu_option = option(plain(limits.OPTION_TEXT), plain(limits.OPTION_DESCRIPTION))
choice_option = option(rich(limits.OPTION_TEXT), rich(limits.OPTION_DESCRIPTION))
overflow_option = option(
    plain(limits.OPTION_TEXT),
    plain(limits.OPTION_DESCRIPTION),
    url=address(limits.BUTTON_URL),
)
options = each(menu_option, limits.SELECT_OPTIONS)
option_group = record({"label": plain(limits.OPTION_TEXT), "options": options})
option_groups = each(option_group, limits.SELECT_GROUPS)


def element(optional: dict[str, Check] | None = None, **required: Check) -> Check:
    """An element that answers: everyone of them has an action_id here, since we listen by it."""
    return record({"type": anything, "action_id": action_id, **required}, optional)


MENU: dict[str, Check] = {
    "placeholder": plain(limits.PLACEHOLDER),
    "confirm": confirm,
    "focus_on_load": flag,
}
STATIC: dict[str, Check] = {**MENU, "options": options, "option_groups": option_groups}
MANY: dict[str, Check] = {"max_selected_items": whole(1)}
INPUT: dict[str, Check] = {
    "placeholder": plain(limits.PLACEHOLDER),
    "focus_on_load": flag,
    "dispatch_action_config": record(
        {"trigger_actions_on": each(one_of("on_enter_pressed", "on_character_entered"), 2)}
    ),
}


def offered(menu: dict[str, Any]) -> list[Any]:
    """All options of a menu, those in groups too."""
    groups = menu.get("option_groups", [])
    return [*menu.get("options", []), *(one for group in groups for one in group["options"])]


def initial_is_offered(menu: Any, path: str) -> None:
    """What is chosen at first equals an option exactly."""
    if "initial_option" in menu and menu["initial_option"] not in offered(menu):
        fail(f"{path}.initial_option", "equal to an option exactly", menu["initial_option"])
    for index, one in enumerate(menu.get("initial_options", [])):
        if one not in offered(menu):
            fail(f"{path}.initial_options[{index}]", "equal to an option exactly", one)


def not_too_many(menu: Any, path: str) -> None:
    """Chosen at first are at most as many as may be chosen."""
    chosen = menu.get("initial_options", menu.get("initial_users", []))
    most = menu.get("max_selected_items", len(chosen))
    if len(chosen) > most:
        fail(path, f"at most {most} chosen at first (max_selected_items)", len(chosen))


def text_fits(field: Any, path: str) -> None:
    """The initial value obeys the field's own bounds."""
    least, most = field.get("min_length", 0), field.get("max_length", limits.PLAIN_TEXT_INPUT)
    if least > most:
        fail(f"{path}.min_length", f"at most max_length {most}", least)
    if "initial_value" in field and len(field["initial_value"]) > most:
        fail(f"{path}.initial_value", f"at most max_length {most}", field["initial_value"])


def number_fits(field: Any, path: str) -> None:
    """The initial value obeys the field's own bounds."""
    if "initial_value" not in field:
        return
    value = Decimal(field["initial_value"])
    if not field["is_decimal_allowed"] and value != value.to_integral_value():
        fail(f"{path}.initial_value", "a whole number (is_decimal_allowed)", str(value))
    if "min_value" in field and value < Decimal(field["min_value"]):
        fail(f"{path}.initial_value", f"at least min_value {field['min_value']}", str(value))
    if "max_value" in field and value > Decimal(field["max_value"]):
        fail(f"{path}.initial_value", f"at most max_value {field['max_value']}", str(value))


def image_of(**more: Check) -> Check:
    """An image with its description, as an element or as a block."""
    return both(
        record(
            {"type": anything, "alt_text": string(limits.ALT_TEXT)},
            {
                "image_url": address(limits.IMAGE_URL),
                "slack_file": record({}, {"id": string(), "url": address(limits.IMAGE_URL)}),
                **more,
            },
        ),
        exactly_one("image_url", "slack_file"),
    )


def single_day(value: Any, path: str) -> None:
    """A day that a date picker can show."""
    day(value, path)
    if date.fromisoformat(value).year < 1000:
        fail(path, "a year of four digits", value)


ELEMENTS: dict[str, Check] = {
    "button": element(
        {
            "value": string(limits.BUTTON_VALUE),
            "url": address(limits.BUTTON_URL),
            "style": one_of("primary", "danger"),
            "confirm": confirm,
            "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
        },
        text=plain(limits.BUTTON_TEXT),
    ),
    "overflow": element(
        {"confirm": confirm}, options=each(overflow_option, limits.OVERFLOW_OPTIONS)
    ),
    "datepicker": element({**MENU, "initial_date": single_day}),
    "timepicker": element({**MENU, "initial_time": string(5, 5, CLOCK, "a time like 09:30")}),
    "static_select": both(
        element({**STATIC, "initial_option": menu_option}),
        exactly_one("options", "option_groups"),
        initial_is_offered,
    ),
    "multi_static_select": both(
        element({**STATIC, **MANY, "initial_options": options}),
        exactly_one("options", "option_groups"),
        initial_is_offered,
        not_too_many,
    ),
    "external_select": element(
        {**MENU, "initial_option": menu_option, "min_query_length": whole(0)}
    ),
    "multi_external_select": both(
        element({**MENU, **MANY, "initial_options": options, "min_query_length": whole(0)}),
        not_too_many,
    ),
    "users_select": element({**MENU, "initial_user": USER_ID}),
    "multi_users_select": both(
        element({**MENU, **MANY, "initial_users": each(USER_ID, None)}), not_too_many
    ),
    "conversations_select": element(
        {
            **MENU,
            "initial_conversation": CHANNEL_ID,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": record(
                {},
                {
                    "include": each(one_of("im", "mpim", "private", "public"), 4),
                    "exclude_external_shared_channels": flag,
                    "exclude_bot_users": flag,
                },
            ),
        }
    ),
    "radio_buttons": both(
        element(
            {"initial_option": choice_option, "confirm": confirm, "focus_on_load": flag},
            options=each(choice_option, limits.RADIO_BUTTONS),
        ),
        initial_is_offered,
    ),
    "checkboxes": both(
        element(
            {
                "initial_options": each(choice_option, limits.CHECKBOXES),
                "confirm": confirm,
                "focus_on_load": flag,
            },
            options=each(choice_option, limits.CHECKBOXES),
        ),
        initial_is_offered,
    ),
    "plain_text_input": both(
        element(
            {
                **INPUT,
                "initial_value": string(limits.PLAIN_TEXT_INPUT),
                "multiline": flag,
                "min_length": whole(0, limits.PLAIN_TEXT_INPUT),
                "max_length": whole(1, limits.PLAIN_TEXT_INPUT),
            }
        ),
        text_fits,
    ),
    "number_input": both(
        element(
            {
                **INPUT,
                "initial_value": number_text,
                "min_value": number_text,
                "max_value": number_text,
            },
            is_decimal_allowed=flag,
        ),
        number_fits,
    ),
    "email_text_input": element({**INPUT, "initial_value": string()}),
    "url_text_input": element({**INPUT, "initial_value": address(limits.BUTTON_URL)}),
    "image": image_of(),
}

MENUS = {"static_select", "external_select", "users_select", "conversations_select"}
MULTI_MENUS = {"multi_static_select", "multi_external_select", "multi_users_select"}
CHOICES = {"radio_buttons", "checkboxes"}
FIELDS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
PICKERS = {"datepicker", "timepicker"}
IN_ACTIONS = {"button", "overflow"} | PICKERS | MENUS | CHOICES
IN_SECTION = IN_ACTIONS | MULTI_MENUS | {"image"}
IN_INPUT = PICKERS | MENUS | MULTI_MENUS | CHOICES | FIELDS
