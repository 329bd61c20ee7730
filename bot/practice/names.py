"""Names as people write them: a key to compare them by, and a speakable id made from them."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import count, product
from string import ascii_lowercase

LONGEST_ID = 24
UNKEPT = {"Cc", "Cs"}


def clean(text: str) -> str:
    """The text without what no database keeps: control characters and halves of characters."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in UNKEPT)


def tidy(text: str) -> str:
    """The text on one line, without control characters and surplus white space."""
    if text.isprintable():  # most are: no control characters, and no white space but blanks
        return " ".join(text.split())
    spaced = "".join(" " if c.isspace() else c for c in text)
    return " ".join(clean(spaced).split())


def key_of(name: str) -> str:
    """What two spellings of one name share: no case, no width, no surplus white space."""
    return tidy(unicodedata.normalize("NFKC", name).casefold())[:600]


def speakable_id(name: str, is_taken: Callable[[str], bool]) -> str:
    """A short id that can be said aloud; a letter is added where it is taken."""
    return next(id_ for id_ in _candidates(_base_id(name)) if not is_taken(id_))


class SpeakableIds:
    """Ids for many names at once. Each name's search goes on where the last one of its kind ended.

    `taken` grows with each id that is made.
    """

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self._candidates: dict[str, Iterator[str]] = {}

    def make(self, name: str) -> str:
        """An id for this name."""
        base = _base_id(name)
        candidates = self._candidates.setdefault(base, _candidates(base))
        found = next(id_ for id_ in candidates if id_ not in self.taken)
        self.taken.add(found)
        return found


def _base_id(name: str) -> str:
    """It never ends in a hyphen and a number, since `acme-7` is the seventh thing of `acme`."""
    from slugify import slugify

    slug = slugify(name, max_length=LONGEST_ID, word_boundary=True, save_order=True)
    return re.sub(r"-(?=[\d-]+$)", "", slug) or "account"


def _candidates(base: str) -> Iterator[str]:
    yield base
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield f"{base}-{''.join(letters)}"
