"""A milestone that could move and does not: nothing was done about it for a fortnight.

Together with `milestone_overdue` it is what the design calls stalled; a milestone is never both.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.model import Milestone
from bot.practice.milestone import STALLED_AFTER_DAYS
from bot.practice.nudges.milestones import DETAILS, IN_OPEN_PLAN, others, waits
from bot.practice.nudges.rule import TODAY, Done, Matters, Rule, Update
from bot.practice.nudges.say import days, due, quoted, sentence


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """How long nothing has happened, and what hangs on it."""
    if row.done_on is not None:
        return sentence(f"{quoted(row.title)} is done")
    idle = (today - row.active_at.date()).days
    when = f"it {due(row.due_on, today)}" if row.due_on else ""
    quiet = f"{quoted(row.title)} has not moved for {days(idle)}"
    return sentence(quiet, when, others(row.waiting))


RULE = Rule(
    name="milestone_stalled",
    title="Milestone stalled",
    help="A milestone that is not late and waits for nothing, but has not moved for so many days.",
    matters=Matters(
        subject=Milestone.id,
        source=IN_OPEN_PLAN,
        anchor=Milestone.active_at,
        where=(
            Milestone.done_on.is_(None),
            Milestone.due_on.is_(None) | (Milestone.due_on >= TODAY),
            ~waits(),
        ),
        is_instant=True,
    ),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.MILESTONE,
    done=Done.FINISH_MILESTONE,
    days=STALLED_AFTER_DAYS,
)
