"""What somebody said in Slack, as plain words: how a message becomes a draft."""

import re
from collections.abc import Mapping

from bot.practice.member import USER_ID

MARKUP = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
MENTIONED = re.compile(rf"<@({USER_ID.pattern})[|>]")
SCHEME = re.compile(r"^https?://")
SIGNS = {"amp": "&", "lt": "<", "gt": ">"}
SOMEBODY, SOMEWHERE = "somebody", "a-channel"


def mentioned(text: str) -> list[str]:
    """The ids of the people whom a text in Slack's markup mentions."""
    return sorted(set(MENTIONED.findall(text)))


def plain_words(text: str, names: Mapping[str, str]) -> str:
    """A text in Slack's markup as it reads: people by `names`, links with their address.

    Code and emphasis stay as they were typed. Source: Slack’s “Formatting text for app surfaces”.
    """

    def plain(found: re.Match[str]) -> str:
        if found[2]:
            return SIGNS[found[2]]
        what, _, label = found[1].partition("|")
        return _plain(plain_signs(what), plain_signs(label), names)

    return MARKUP.sub(plain, text).strip()


def plain_signs(text: str) -> str:
    """The text with Slack's three entities as the signs that they stand for."""
    return MARKUP.sub(lambda found: SIGNS.get(found[2], found[0]), text)


def _plain(what: str, label: str, names: Mapping[str, str]) -> str:
    match what[:1]:
        case "@":
            return f"@{names.get(what[1:]) or label or SOMEBODY}"
        case "#":
            return f"#{label or SOMEWHERE}"
        case "!":
            return label or f"@{what[1:].partition('^')[0]}"
    address = what.removeprefix("mailto:")
    is_bare = label in ("", address, SCHEME.sub("", address))
    return address if is_bare else f"{label} ({address})"
