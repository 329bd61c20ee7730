"""What there is to say of a method of the Web API, and what each of them may use."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.sandbox.workspace import Facts, SlackSaysNo, Workspace


class Host(Protocol):
    """What a method needs of the server that it runs on."""

    workspace: Workspace
    tickets: set[str]
    codes: set[str]

    @property
    def root(self) -> str:
        """The server's own address, without a slash at its end."""

    @property
    def granted(self) -> frozenset[str]:
        """The scopes that the bot's token has."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """The app's manifest."""

    @property
    def trigger_seconds(self) -> float:
        """How long a trigger is good."""


@dataclass(frozen=True)
class Method:
    """A method: what it does, its arguments, who may call it (any of `scopes`), how often a minute.

    `per_minute` None: no tier of its own. `token`: bot, app or none.
    """

    work: Callable[[Host, Facts], Facts]
    required: Collection[str] = ()
    optional: Collection[str] = ()
    scopes: Collection[str] = ()
    per_minute: int | None = 100
    token: str = "bot"  # noqa: S105 - a kind, not a token


TIER_2, TIER_3, TIER_4 = 20, 50, 100
LARGEST_PAGE = 1000


def listed(value: object) -> list[str]:
    """A comma-separated argument."""
    return [one.strip() for one in str(value or "").split(",") if one.strip()]


def page(found: Sequence[object], arguments: Facts, key: str, default: int = 100) -> Facts:
    """One page of a list by `cursor` and `limit`, as Slack pages."""
    first = _start(arguments.get("cursor"), len(found))
    size = whole(arguments.get("limit"), default)
    if not 1 <= size <= LARGEST_PAGE:
        raise SlackSaysNo("invalid_limit")
    more = first + size < len(found)
    cursor = f"next:{first + size}" if more else ""
    return {
        key: found[first : first + size],
        "response_metadata": {"next_cursor": cursor},
    }


def whole(value: object, default: int) -> int:
    """A whole number as it comes in JSON or a form."""
    if value in (None, ""):
        return default
    if not str(value).isdecimal():
        raise SlackSaysNo("invalid_arguments")
    return int(str(value))


def _start(cursor: object, length: int) -> int:
    if not cursor:
        return 0
    name, _, number = str(cursor).partition(":")
    if name != "next" or not number.isdecimal() or int(number) > length:
        raise SlackSaysNo("invalid_cursor")
    return int(number)
