"""What somebody looks for among the stories, read from what was written.

What people write is data: of their words only letters, digits and marks are kept.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.practice.names import clean, tidy

MOST_WORDS = 12
LONGEST_WORD = 40
LONGEST_VALUE = 120
PERMANENT = "permanent"
FILTER = re.compile(r'(?<!\S)(segment|measure):\s*(?:["“„]([^"“”]*)["“”]|(\S+))', re.IGNORECASE)
QUOTED = re.compile(r'["“„]([^"“”]*)["“”]')
COMMON = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves what which who whom this
    that these those am is are was were be been being have has had having do does did doing a an
    the and but if or because as until while of at by for with about against between into through
    during before after above below to from up down in out on off over under again further then
    once here there when where why how all any both each few more most other some such no nor not
    only own same so than too very s t can will just don should now"""
STOP = frozenset(COMMON.split())
"""PostgreSQL leaves these words of English out; so we do on both databases."""


@dataclass(frozen=True, slots=True)
class StoryQuery:
    """What is searched for. `left_out`: something was written, but nothing that could be found."""

    words: tuple[str, ...] = ()
    segment: str | None = None
    measure: str | None = None
    permanent: bool = False
    left_out: bool = False

    def __str__(self) -> str:
        """As it could be written again."""
        filters = {"segment": self.segment, "measure": self.measure}
        parts = [*self.words, *(f'{name}:"{one}"' for name, one in filters.items() if one)]
        return " ".join([*parts, PERMANENT] if self.permanent else parts)

    @property
    def is_kept_to_some(self) -> bool:
        """Whether some stories are kept out whatever they say."""
        return bool(self.segment or self.measure or self.permanent)


def understand(written: str) -> StoryQuery:
    """The query of what was written after `stories`. Nothing that can be written is wrong."""
    values: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        values[found[1].casefold()] = _value(found[2] if found[2] is not None else found[3])
        return " "

    left = FILTER.sub(take, clean(written))
    permanent = PERMANENT in QUOTED.sub(" ", left).casefold().split()
    said = list(words_of(left))
    if permanent:
        said.remove(PERMANENT)
    words = tuple(dict.fromkeys(one for one in said if one not in STOP))[:MOST_WORDS]
    return StoryQuery(
        words=words,
        segment=values.get("segment") or None,
        measure=" ".join(list(words_of(values.get("measure", "")))[:MOST_WORDS]) or None,
        permanent=permanent,
        left_out=not words and not permanent and bool(left.strip()),
    )


def _value(written: str) -> str:
    return tidy(re.sub('["“”„]', " ", written))[:LONGEST_VALUE]


def words_of(said: str) -> Iterator[str]:
    """The words of a text in small letters: what stands between white space and signs."""
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in said.casefold())
    for word in kept.split():
        if any(unicodedata.category(c)[0] != "M" for c in word):
            yield word[:LONGEST_WORD]
