"""Text is made harmless whatever it holds, and quickly where there is nothing to make harmless."""

import sys
import unicodedata

from bot.ui.text import ISOLATE, POP, WILD, tame


def _reorders(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL", "RLE", "RLO", "RLI")


def test_every_letter_that_needs_a_closer_look_gets_it():
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        controls = letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cs")
        if controls or _reorders(letter):
            assert WILD.search(letter), hex(number)


def test_text_is_tamed_where_it_must_be():
    assert tame("▰▱ Zoë\n") == "▰▱ Zoë\n"
    assert tame("a\x00b\x9fc") == "abc"
    assert tame("شركة") == f"{ISOLATE}شركة{POP}"
