"""Traces of a person in texts: the name, the addresses, the person's own words; and none of them.

A full name is looked for everywhere, but not where another person has the same one. A first or last
name alone counts at the person's own account only, as it is written or in capitals, and where
nobody else has it.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

ERASED = "(erased)"
LEAST_PART = 3
"""Letters: a shorter name alone is a part of too many words."""
LEAST_WORDS = 12
"""Characters: shorter words are not looked for, since others say “yes” as well."""
BEGINNING = 40
"""Characters: as much of somebody's words as a message shows at least."""
UNSPACED = "\u2e80"
"""From here on scripts write words without a space between them."""
ISOLATES = re.compile("[\u2066-\u2069]")
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Person:
    """What tells of somebody: `names` in full, `ids` and addresses, and the person's own `words`.

    `others` are the names of everybody else at the account.
    """

    names: Collection[str]
    ids: Collection[str]
    words: Collection[str]
    others: Collection[str]


@dataclass(frozen=True, slots=True)
class Traces:
    """What is looked for: `sure` anywhere, `named` where no namesake is, `here` at the account."""

    sure: re.Pattern[str]
    named: re.Pattern[str]
    here: re.Pattern[str]
    shown: re.Pattern[str]

    @classmethod
    def of(cls, person: Person) -> "Traces":
        """The traces of a person. `shown` also finds words that were cut off at their end."""
        words = [_spaced(one) for one in person.words if len(one) >= LEAST_WORDS]
        sure = [*_sorted(words), *(_whole(one, any_case=True) for one in _sorted(person.ids))]
        full = [one for one in person.names if len(one.split()) > 1]
        named = [*sure, *(_whole(one, any_case=True) for one in _sorted(full))]
        parts = _parts(person)
        alone = _sorted({*person.names, *parts, *(one.upper() for one in parts)})
        begun = [
            _spaced(one.strip()[:BEGINNING]) for one in person.words if len(one) >= LEAST_WORDS
        ]
        return cls(
            sure=_any(sure),
            named=_any(named),
            here=_any([*named, *(_whole(one) for one in alone)]),
            shown=_any(begun),
        )


def _parts(person: Person) -> set[str]:
    """First and last names that nobody else at the account has."""
    known = {part.casefold() for name in person.others for part in name.split()}
    every = {part.strip(".,()") for name in person.names for part in name.split()}
    return {one for one in every if len(one) >= LEAST_PART and one.casefold() not in known}


def _sorted(texts: Iterable[str]) -> list[str]:
    """The longest first, so that a part takes nothing from the whole."""
    return sorted(filter(None, texts), key=lambda one: (-len(one), one))


def _spaced(text: str) -> str:
    """A pattern of a text, whatever white space stands in it."""
    return r"\s+".join(map(re.escape, text.split()))


def _whole(text: str, *, any_case: bool = False) -> str:
    """A pattern of a text that is no part of a longer word."""
    before = r"(?<![\w.+-])" if text[:1] < UNSPACED and "@" in text else ""
    before = before or (r"(?<!\w)" if text[:1] < UNSPACED else "")
    after = r"(?!\w)" if text[-1:] < UNSPACED else ""
    return f"(?{'i' if any_case else ''}:{before}{_spaced(text)}{after})"


def _any(patterns: Collection[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns)) if patterns else NOTHING


def without(pattern: re.Pattern[str], value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A text, or anything of JSON, without what the pattern finds in it."""
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, list):
        return [without(pattern, one) for one in value]
    if isinstance(value, dict):
        return {key: without(pattern, one) for key, one in value.items()}
    return value


def read(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """All texts in it as people read them: entities are letters, and nothing steers direction."""
    return ISOLATES.sub("", html.unescape("\n".join(_texts(value))))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
