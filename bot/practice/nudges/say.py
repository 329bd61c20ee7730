"""How reasons are put into words."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

QUOTED = 120


def count(number: int, noun: str) -> str:
    """1 day, 2 days."""
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


def days(number: int) -> str:
    """1 day, 2 days."""
    return count(number, "day")


def sentence(first: str, *more: str) -> str:
    """A sentence with what else there is to say of it: “… is 9 days late; 2 others wait for it.”"""
    return "; ".join([first, *filter(None, more)]) + "."


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def quoted(text: str) -> str:
    """What somebody wrote, on one line, cut to size."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= QUOTED else f"“{line[: QUOTED - 1].rstrip()}…”"


def due(due_on: date, today: date) -> str:
    """is 9 days late, is due today, is due tomorrow, is due in 3 days."""
    left = (due_on - today).days
    if left < 0:
        return f"is {days(-left)} late"
    near = {0: "today", 1: "tomorrow"}
    return f"is due {near.get(left, f'in {days(left)}')}"


def number(value: Decimal) -> str:
    """A number as people write it: 1,200.5."""
    return f"{value.normalize():,f}" if value else "0"


def percent(share: Decimal) -> str:
    """A share as a whole percentage: −12 %, 84 %."""
    whole = int((share * 100).to_integral_value())
    return f"−{-whole} %" if whole < 0 else f"{whole} %"
