"""The part of a story that has the words which somebody looked for."""

import re
import unicodedata
from collections.abc import Sequence

from bot.practice.anatomy import OutcomeFacts

LONGEST = 220
BEFORE = 60
WORD = re.compile(r"\w+")
ENDINGS = re.compile(r"(?:ations?|ings?|edly|ed|ers?|ies|es|ly|s|e|y)$")
SHORTEST_ROOT = 3


def excerpt(outcome: OutcomeFacts, words: Sequence[str]) -> str | None:
    """On one line, from the text that has most of the words; else how the story begins.

    A quote belongs to it only where its speaker agreed; the change stands above it anyway.
    """
    quote = outcome.quote if outcome.quote_agreed else None
    texts = [
        " ".join(text.split())
        for text in (
            outcome.story,
            outcome.situation,
            outcome.action,
            quote,
            outcome.behaviour,
            outcome.metric,
            outcome.reuse_candidates,
            outcome.reuse_needs,
        )
        if text
    ]
    if not texts:
        return None
    roots = [_root(fold(word)) for word in words]
    best = max(texts, key=lambda text: len({root for _, root in _places(text, roots)}))
    first = min((at for at, _ in _places(best, roots)), default=0)
    return _around(best, first)


def fold(word: str) -> str:
    """In small letters and without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not "\u0300" <= c <= "\u036f")


def _root(word: str) -> str:
    """Without an English ending, so that “calls” finds “called”."""
    root = ENDINGS.sub("", word)
    return root if len(root) >= SHORTEST_ROOT else word


def _places(text: str, roots: Sequence[str]) -> list[tuple[int, str]]:
    """Where words with one of these roots begin."""
    found = ((match.start(), fold(match[0])) for match in WORD.finditer(text))
    return [(at, root) for at, word in found for root in roots if word.startswith(root)]


def _around(text: str, at: int) -> str:
    """At most `LONGEST` characters around a place, cut between words where there are any."""
    if len(text) <= LONGEST:
        return text
    begin = max(0, min(at - BEFORE, len(text) - LONGEST))
    if begin:
        begin = text.find(" ", begin, at + 1) + 1 or begin
    end = begin + LONGEST
    if end < len(text):
        end = text.rfind(" ", at + 1, end) if text.rfind(" ", at + 1, end) > at else end
    return f"{'…' if begin else ''}{text[begin:end].strip()}{'…' if end < len(text) else ''}"
