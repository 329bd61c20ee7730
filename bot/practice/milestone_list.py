"""A pasted list of milestones, one a line, each with its date: read before anything is written."""

import re
from dataclasses import dataclass
from datetime import date

from bot.errors import UserError
from bot.practice.dates import parse_day
from bot.practice.names import tidy

MOST = 100
LONGEST_TITLE = 300
BULLET = re.compile(r"^(?:[-*•–—◦▪☐☑✓]|\[[ xX]?\]|\(?\d{1,3}[.)])\s+")
CUE = re.compile(
    r"^(?P<title>.+?)[\s,;:(–—-]*\b(?:due|by|until|on)\s+(?P<when>[^,;]+?)\)?$", re.IGNORECASE
)
APART = re.compile(r"^(?P<title>.+?)\s*(?:\t|;|\||,| [–—-] )\s*(?P<when>[^\t;|]+?)$")
AT_END = re.compile(r"^(?P<title>.+?)[\s(:–—-]+(?P<when>\d{4}-\d{2}-\d{2})\)?$")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line: its number, the title and the day, and why it cannot be taken if so."""

    number: int
    title: str
    due_on: date | None
    problem: str | None = None


def read_lines(text: str, today: date) -> list[ReadLine]:
    """The milestones of a pasted list. Empty lines are left out; a UserError where there are none.

    A date stands at a line's end: after a comma, a dash, a tab, or “due”, “by”, “until”, “on”.
    """
    lines = [(n, tidy_line(line)) for n, line in enumerate(text.splitlines(), 1)]
    found = [_read(number, line, today) for number, line in lines if line]
    if not found:
        raise UserError("Paste one milestone a line, such as “50 agents live, 2026-12-31”.", "list")
    if len(found) > MOST:
        raise UserError(f"That is {len(found)} lines; please paste {MOST} at most.", "list")
    return found


def tidy_line(line: str) -> str:
    """Without a bullet or number before it. A tab is kept: spreadsheets paste one before a date."""
    cells = [tidy(cell) for cell in line.split("\t")]
    return BULLET.sub("", "\t".join(cell for cell in cells if cell))


def _read(number: int, line: str, today: date) -> ReadLine:
    title, due_on = line, None
    for pattern in (AT_END, CUE, APART):
        match = pattern.match(line)
        day = _day(match["when"], today) if match else None
        if match and day is not None:
            title, due_on = match["title"], day
            break
    title = tidy(title).strip(" ,;:–—-")
    return ReadLine(number, title, due_on, _problem(title, due_on, today))


def _problem(title: str, due_on: date | None, today: date) -> str | None:
    if not title:
        return "there is a date, but no title"
    if len(title) > LONGEST_TITLE:
        return f"the title is longer than {LONGEST_TITLE} characters"
    if due_on is not None and due_on < today:
        return f"{due_on} has passed"
    return None


def _day(words: str, today: date) -> date | None:
    try:
        return parse_day(words, today)
    except UserError:
        return None
