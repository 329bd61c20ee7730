"""A plan in which nothing moves: no goal, reading, milestone, outcome or player was touched."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.model import Milestone, Plan
from bot.practice.nudges.plans import IS_OPEN, OF_ACCOUNT
from bot.practice.nudges.rule import Matters, Rule, Update
from bot.practice.nudges.say import count, days, sentence

DETAILS = select(
    Plan.id,
    Plan.active_at,
    select(func.count())
    .select_from(Milestone)
    .where(
        Milestone.team_id == Plan.team_id,
        Milestone.plan_id == Plan.id,
        Milestone.done_on.is_(None),
    )
    .scalar_subquery()
    .label("unfinished"),
).where(Plan.team_id == bindparam("team_id"), Plan.id.in_(bindparam("subjects", expanding=True)))


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """For how long, and what is still to be done."""
    quiet = f"Nothing in the plan has moved for {days((today - row.active_at.date()).days)}"
    left = row.unfinished
    still = f"{count(left, 'milestone')} {'is' if left == 1 else 'are'} still open"
    return sentence(quiet, still if left else "no milestone is open")


RULE = Rule(
    name="plan_quiet",
    title="Plan without movement",
    help="An open plan in which nothing has moved for so many days.",
    matters=Matters(
        subject=Plan.id,
        source=OF_ACCOUNT,
        anchor=Plan.active_at,
        where=(IS_OPEN,),
        is_instant=True,
    ),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.PLAN,
    days=30,
)
