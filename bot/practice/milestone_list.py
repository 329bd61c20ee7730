"""A pasted list of milestones, one a line, each with its date: read before anything is written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Member, Milestone, Side
from bot.practice import audit, player
from bot.practice.access import get_account, open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.dates import parse_day
from bot.practice.milestone import MilestoneDetails, Owner
from bot.practice.milestone_bulk import Step, add_all
from bot.practice.names import key_of, tidy

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


@dataclass(frozen=True, slots=True)
class ReadList:
    """A pasted list as it would be added to an account's plan, all of it for one owner."""

    account_id: str
    account_name: str
    owner: Owner
    lines: tuple[ReadLine, ...]

    @property
    def taken(self) -> tuple[ReadLine, ...]:
        """What would be added."""
        return tuple(line for line in self.lines if line.problem is None)


def preview(session: Session, actor: Actor, account_id: str, text: str, owner: Owner) -> ReadList:
    """What of a pasted list would be added to the open plan, and why the rest would not.

    `owner` needs no name: the account's own player or a member is looked up.
    """
    plan = open_plan_to_change(session, actor, account_id)
    known = session.scalars(
        select(Milestone.title).where(
            Milestone.team_id == actor.team_id, Milestone.plan_id == plan.id
        )
    )
    return ReadList(
        account_id=account_id,
        account_name=get_account(session, actor, account_id).name,
        owner=_named(session, actor, account_id, owner),
        lines=tuple(_new(read_lines(text, actor.today), known)),
    )


def _named(session: Session, actor: Actor, account_id: str, owner: Owner) -> Owner:
    if owner.id is None:
        return owner
    if owner.side is Side.CUSTOMER:
        person = player.get(session, actor, account_id, owner.id, "owner")
        return replace(owner, name=person.name)
    colleague = session.get(Member, (actor.team_id, owner.id))
    return replace(owner, name=colleague.name if colleague else None)


def _new(lines: Iterable[ReadLine], known: Iterable[str]) -> Iterator[ReadLine]:
    """The lines, with a problem where the plan or an earlier line has the same title."""
    seen = dict.fromkeys(map(key_of, known), "the plan has it already")
    for line in lines:
        problem = line.problem or seen.get(key_of(line.title))
        yield replace(line, problem=problem)
        seen.setdefault(key_of(line.title), f"line {line.number} says the same")


def add_list(session: Session, actor: Actor, account_id: str, text: str, owner: Owner) -> str:
    """Add what can be added of a pasted list, all of it at once; the account's id."""
    plan = open_plan_to_change(session, actor, account_id)
    found = preview(session, actor, account_id, text, owner)
    if not found.taken:
        raise UserError("No line can be added as it is. What is wrong stands above.", "list")
    is_theirs = owner.side is Side.CUSTOMER
    steps = [
        Step(
            MilestoneDetails(
                title=line.title,
                due_on=line.due_on,
                side=owner.side,
                player_id=owner.id if is_theirs else None,
                owner_id=None if is_theirs else owner.id,
            )
        )
        for line in found.taken
    ]
    with audit.together(session):
        add_all(session, actor, plan, steps)
    return account_id


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
