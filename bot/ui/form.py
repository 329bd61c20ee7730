"""Forms: one list of fields both draws a modal and reads back what was entered."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.errors import FormError
from bot.practice.dates import EARLIEST, LATEST
from bot.practice.member import USER_ID
from bot.practice.names import clean, tidy
from bot.ui import limits
from bot.ui.blocks import Block, Element, modal, option, plain_text
from bot.ui.ids import Id

LARGEST = 10**11 - 1
PLAIN_NUMBER = re.compile(r"[+-]?\d*\.?\d+", re.ASCII)
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]{1,31}")
LONGEST_NUMBER = 40
NOBODY = "-"


class Kind(StrEnum):
    """What a field takes, and so which of Slack's inputs it is."""

    LINE = "plain_text_input"
    TEXT = "plain_text_area"
    SOURCE = "plain_text_source"
    NUMBER = "number_input"
    DAY = "datepicker"
    TIME = "timepicker"
    MENU = "static_select"
    RADIO = "radio_buttons"
    TICK = "checkboxes"
    TICKS = "several_checkboxes"
    MEMBER = "users_select"
    CHANNEL = "conversations_select"
    SEARCH = "external_select"
    SEARCH_MANY = "multi_external_select"


def words_of(value: StrEnum) -> str:
    """A value of our own as people say it: decision_maker → decision maker."""
    return value.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a field: what is kept, what is read, and more about it in small print."""

    value: str
    text: str
    more: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `name` is both the block's id and the name under which the answer is read.

    `at_once`: the bot hears what is chosen before the window is submitted.
    """

    name: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    hint: str | None = None
    example: str | None = None
    choices: Sequence[Choice] = ()
    initial: Any = None
    most: int = 300
    whole: bool = False
    least: int = -LARGEST
    largest: int = LARGEST
    search: Id | None = None
    means: type[StrEnum] | None = None
    at_once: bool = False

    @property
    def action(self) -> str:
        """The id under which Slack sends the answer, or asks for what can be chosen."""
        return self.search or self.name

    def block(self) -> Block:
        """The input block."""
        made: Block = {
            "type": "input",
            "block_id": self.name,
            "label": plain_text(self.label, limits.INPUT_LABEL),
            "element": {"action_id": self.action} | DRAWN[self.kind](self),
            "optional": not self.required,
        }
        if self.at_once:
            made["dispatch_action"] = True
        if self.hint:
            made["hint"] = plain_text(self.hint, limits.INPUT_HINT)
        if self.example:
            made["element"]["placeholder"] = plain_text(self.example, limits.PLACEHOLDER)
        return made


def window(
    title: str,
    fields: Sequence[Field],
    *,
    callback: Id,
    submit: str,
    metadata: str,
    note: Block | None = None,
    close: str = "Cancel",
) -> Block:
    """The window of a form: what it is about, and the questions. `metadata` holds ids only."""
    questions = [field.block() for field in fields]
    blocks = [note, *questions] if note else questions
    return modal(title, blocks, callback=callback, submit=submit, close=close, metadata=metadata)


def read(fields: Sequence[Field], state: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by the fields' names, None where there is none. A FormError says what to mend."""
    answers: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        try:
            answers[field.name] = _read(field, state.get(field.name))
        except ValueError as error:
            wrong[field.name] = str(error)
    if wrong:
        raise FormError(wrong)
    return answers


def again(fields: Sequence[Field], state: Mapping[str, Any]) -> tuple[Field, ...]:
    """The questions with what was entered until now, to be asked once more.

    Those that were not asked before begin as they are.
    """
    answers = read([replace(field, required=False) for field in fields], state)
    return tuple(
        replace(field, initial=_shown(field, answers, state)) if field.name in state else field
        for field in fields
    )


def _shown(field: Field, answers: Mapping[str, Any], state: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """An answer as an initial value; what was chosen in a search with the words it had there."""
    answer = answers[field.name]
    if field.kind is not Kind.SEARCH or answer is None:
        return answer
    words = state[field.name][field.action]["selected_option"].get("text")
    text = words.get("text") if isinstance(words, Mapping) else None
    return Choice(answer, text if isinstance(text, str) and text else answer)


def _read(field: Field, block: object) -> Any:  # noqa: ANN401
    inner = block.get(field.action) if isinstance(block, Mapping) else None
    answer = READ[field.kind](field, inner if isinstance(inner, Mapping) else {})
    if field.required and answer in (None, "", ()):
        raise ValueError("Please fill this in.")
    return answer


def _draw_line(field: Field) -> Element:
    element: Element = {"type": "plain_text_input", "max_length": min(field.most, 3000)}
    if field.kind in (Kind.TEXT, Kind.SOURCE):
        element["multiline"] = True
    if field.initial:
        element["initial_value"] = str(field.initial)[: field.most]
    return element


def _draw_number(field: Field) -> Element:
    element: Element = {"type": "number_input", "is_decimal_allowed": not field.whole}
    if field.initial is not None:
        element["initial_value"] = f"{Decimal(field.initial).normalize():f}"
    return element


def _draw_day(field: Field) -> Element:
    element: Element = {"type": "datepicker"}
    if field.initial is not None:
        element["initial_date"] = field.initial.isoformat()
    return element


def _draw_time(field: Field) -> Element:
    element: Element = {"type": "timepicker"}
    if field.initial is not None:
        element["initial_time"] = field.initial.strftime("%H:%M")
    return element


def _draw_choice(field: Field) -> Element:
    options = [option(choice.text, choice.value) for choice in field.choices]
    element: Element = {"type": field.kind.value, "options": options}
    chosen = [o for o in options if o["value"] == field.initial]
    return element | ({"initial_option": chosen[0]} if chosen else {})


def _draw_tick(field: Field) -> Element:
    options = [option(choice.text, choice.value) for choice in field.choices]
    element: Element = {"type": "checkboxes", "options": options}
    return element | ({"initial_options": options} if field.initial else {})


def _draw_ticks(field: Field) -> Element:
    options = [option(choice.text, choice.value, choice.more) for choice in field.choices]
    chosen = [o for o in options if o["value"] in (field.initial or ())]
    element: Element = {"type": "checkboxes", "options": options}
    return element | ({"initial_options": chosen} if chosen else {})


def _draw_member(field: Field) -> Element:
    element: Element = {"type": "users_select"}
    return element | ({"initial_user": field.initial} if field.initial else {})


def _draw_channel(field: Field) -> Element:
    del field
    return {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }


def _draw_search(field: Field) -> Element:
    element: Element = {"type": field.kind.value, "min_query_length": 0}
    if isinstance(field.initial, Choice):
        element["initial_option"] = option(field.initial.text, field.initial.value)
    elif field.initial:
        element["initial_options"] = [option(one.text, one.value) for one in field.initial]
    return element


def _read_line(field: Field, inner: Mapping[str, Any]) -> str | None:
    value = inner.get("value")
    if not isinstance(value, str):
        return None
    value = clean(value).strip() if field.kind is Kind.TEXT else tidy(value)
    if len(value) > field.most:
        raise ValueError(f"Please keep this to {field.most} characters; it has {len(value)}.")
    return value if any(unicodedata.category(c)[0] not in "CZ" for c in value) else None


def _read_source(field: Field, inner: Mapping[str, Any]) -> str:
    """Text in which the white space at the beginning of a line means something."""
    value = inner.get("value")
    kept = clean(value).strip("\n").rstrip() if isinstance(value, str) else ""
    if len(kept) > field.most:
        raise ValueError(f"Please keep this to {field.most} characters; it has {len(kept)}.")
    return kept


def _read_number(field: Field, inner: Mapping[str, Any]) -> Decimal | int | None:
    value = _text(inner, "value")
    if not value:
        return None
    if not PLAIN_NUMBER.fullmatch(value) or len(value) > LONGEST_NUMBER:
        raise ValueError(f"“{value[:40]}” is no number. Try 12 or 12.5.")
    number = Decimal(value)
    if number < field.least:
        raise ValueError(f"Please give a number from {field.least:,} on.")
    if number > field.largest:
        raise ValueError(f"Please give a number up to {field.largest:,}.")
    if not field.whole:
        return number
    if number != int(number):
        raise ValueError("Please give a whole number.")
    return int(number)


def _read_day(_field: Field, inner: Mapping[str, Any]) -> date | None:
    value = _text(inner, "selected_date")
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value[:40]}” is no date. Try 2026-12-31.") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"Please choose a day from {EARLIEST} to {LATEST}.")
    return day


def _read_time(_field: Field, inner: Mapping[str, Any]) -> time | None:
    value = _text(inner, "selected_time")
    if not value:
        return None
    if not CLOCK.fullmatch(value):
        raise ValueError(f"“{value[:40]}” is no time of day. Try 09:30.")
    return time.fromisoformat(value)


def _read_choice(field: Field, inner: Mapping[str, Any]) -> str | None:
    value = _value_of(inner.get("selected_option"))
    if value is None:
        return None
    if value not in {choice.value for choice in field.choices}:
        raise ValueError("This choice is no longer offered. Choose again.")
    return field.means(value) if field.means else value


def _read_tick(_field: Field, inner: Mapping[str, Any]) -> bool:
    return bool(inner.get("selected_options"))


def _read_ticks(field: Field, inner: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = set(_read_many(field, inner))
    return tuple(choice.value for choice in field.choices if choice.value in chosen)


def _read_member(_field: Field, inner: Mapping[str, Any]) -> str | None:
    value = _text(inner, "selected_user")
    return value if USER_ID.fullmatch(value) else None


def _read_channel(_field: Field, inner: Mapping[str, Any]) -> str | None:
    value = _text(inner, "selected_conversation")
    return value if CHANNEL_ID.fullmatch(value) else None


def _read_search(_field: Field, inner: Mapping[str, Any]) -> str | None:
    return _value_of(inner.get("selected_option"))


def _read_many(_field: Field, inner: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = inner.get("selected_options")
    values = [_value_of(one) for one in chosen] if isinstance(chosen, list) else []
    return tuple(value for value in values if value)


def _text(inner: Mapping[str, Any], key: str) -> str:
    value = inner.get(key)
    return value.strip() if isinstance(value, str) else ""


def _value_of(chosen: object) -> str | None:
    value = chosen.get("value") if isinstance(chosen, Mapping) else None
    return clean(value) if isinstance(value, str) and value != NOBODY else None


DRAWN = {
    Kind.LINE: _draw_line,
    Kind.TEXT: _draw_line,
    Kind.SOURCE: _draw_line,
    Kind.NUMBER: _draw_number,
    Kind.DAY: _draw_day,
    Kind.TIME: _draw_time,
    Kind.MENU: _draw_choice,
    Kind.RADIO: _draw_choice,
    Kind.TICK: _draw_tick,
    Kind.TICKS: _draw_ticks,
    Kind.MEMBER: _draw_member,
    Kind.CHANNEL: _draw_channel,
    Kind.SEARCH: _draw_search,
    Kind.SEARCH_MANY: _draw_search,
}
READ = {
    Kind.LINE: _read_line,
    Kind.TEXT: _read_line,
    Kind.SOURCE: _read_source,
    Kind.NUMBER: _read_number,
    Kind.DAY: _read_day,
    Kind.TIME: _read_time,
    Kind.MENU: _read_choice,
    Kind.RADIO: _read_choice,
    Kind.TICK: _read_tick,
    Kind.TICKS: _read_ticks,
    Kind.MEMBER: _read_member,
    Kind.CHANNEL: _read_channel,
    Kind.SEARCH: _read_search,
    Kind.SEARCH_MANY: _read_many,
}
