"""The part of a story that has the words which somebody looked for."""

import functools
import re
import unicodedata
from collections.abc import Sequence

from bot.practice.anatomy import OutcomeFacts

LONGEST = 220
BEFORE = 60
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
    wanted = _beginnings(words)
    best = max(texts, key=lambda text: len({one[0] for one in wanted.finditer(fold(text))}))
    first = wanted.search(fold(best))
    return _around(best, first.start() if first else 0)


def fold(text: str) -> str:
    """In small letters and without accents, character by character: each keeps its place."""
    return text.casefold() if text.isascii() else "".join(map(_base, text))


@functools.lru_cache(4096)
def _base(character: str) -> str:
    folded = unicodedata.normalize("NFKD", character).casefold()
    return folded[0] if folded else character


def _beginnings(words: Sequence[str]) -> re.Pattern[str]:
    """Finds the words' roots where a word begins; nothing where there are none."""
    roots = {re.escape(_root(fold(word))) for word in words}
    return re.compile(rf"\b(?:{'|'.join(sorted(roots))})" if roots else r"(?!)")


def _root(word: str) -> str:
    """Without an English ending, so that “calls” finds “called”."""
    root = ENDINGS.sub("", word)
    return root if len(root) >= SHORTEST_ROOT else word


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
