"""Names as people write them: a key to compare them by, and a speakable id made from them."""

import re
import unicodedata
from collections.abc import Callable
from itertools import count, product
from string import ascii_lowercase

LONGEST_ID = 24


def tidy(text: str) -> str:
    """The text on one line, without control characters and surplus white space."""
    kept = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc"
    )
    return " ".join(kept.split())


def key_of(name: str) -> str:
    """What two spellings of one name share: no case, no width, no surplus white space."""
    return tidy(unicodedata.normalize("NFKC", name).casefold())[:600]


def speakable_id(name: str, is_taken: Callable[[str], bool]) -> str:
    """A short id that can be said aloud; a letter is added where it is taken.

    It never ends in a hyphen and a number, since `acme-7` is the seventh thing of `acme`.
    """
    from slugify import slugify

    slug = slugify(name, max_length=LONGEST_ID, word_boundary=True, save_order=True)
    base = re.sub(r"-(?=\d+$)", "", slug) or "account"
    if not is_taken(base):
        return base
    suffixes = (
        "".join(letters) for n in count(1) for letters in product(ascii_lowercase, repeat=n)
    )
    return next(new for suffix in suffixes if not is_taken(new := f"{base}-{suffix}"))
