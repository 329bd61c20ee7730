"""Exact numbers as spreadsheets write them; what could mean two numbers is refused."""

import re
from decimal import Decimal

from bot.errors import UserError

PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
SPACED = re.compile(r"-?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?", re.ASCII)
ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d{1,3}(?:,\d{3}){2,}", re.ASCII)
EUROPEAN = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+|-?\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
EITHER = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
ROUNDED = re.compile(r"-?\d+(?:[.,]\d+)?[eE][+-]?\d+", re.ASCII)
SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")
LONGEST = 40


def parse_number(words: str) -> Decimal:
    """The number, exactly: 120000, 120,000, 120 000, 1,200.50 or 1.200,50.

    A UserError says why it is refused: “1.200” could be a thousand and two hundred, or 1.2.
    """
    text = words.strip().translate(SPACES)
    if len(text) > LONGEST:
        raise UserError("has too many digits")
    if EITHER.fullmatch(text):
        whole = text.replace(".", "")
        raise UserError(f"could be {whole} or {Decimal(text).normalize():f}; write it that way")
    if ROUNDED.fullmatch(text):
        raise UserError("is a rounded number; write all its digits")
    return Decimal(_plain(text))


def _plain(text: str) -> str:
    if ENGLISH.fullmatch(text) and not text.lstrip("-").startswith("0"):
        return text.replace(",", "")
    if EUROPEAN.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if PLAIN.fullmatch(text) or SPACED.fullmatch(text):
        return re.sub("[ '’]", "", text).replace(",", ".")
    raise UserError("is no number; write it like 120000 or 120,000.50, without a currency")
