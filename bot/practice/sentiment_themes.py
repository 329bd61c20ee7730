"""What people write about beside their scores: words that come up in several answers, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.practice.sentiment_query import Words
from bot.practice.stop_words import STOP_WORDS
from bot.practice.story_query import words_of

LEAST_ANSWERS = 3
"""A word that fewer answers have is nobody's theme."""
SHORTEST = 3
MOST = 12


@dataclass(frozen=True, slots=True)
class Theme:
    """A word that so many answers have, and so many of them low ones."""

    word: str
    answers: int
    low: int


def themes(answers: Iterable[Words]) -> list[Theme]:
    """The words that most answers have; each answer counts a word once, in its own language."""
    every: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for one in answers:
        said = said_in(one)
        every.update(said)
        if one.is_low:
            low.update(said)
    found = [Theme(word, n, low[word]) for word, n in every.items() if n >= LEAST_ANSWERS]
    return sorted(found, key=lambda one: (-one.answers, one.word))[:MOST]


def said_in(answer: Words) -> set[str]:
    """The words that say something."""
    stop = STOP_WORDS[answer.language]
    return {
        word
        for word in words_of(answer.words)
        if len(word) >= SHORTEST and word not in stop and not word.isdecimal()
    }
