"""A customer's sponsor who changed: the plan rests on what the former one agreed to.

It stands until the customer has confirmed the plan since. What was confirmed on the very day of the
change was confirmed before it: whoever confirms it afterwards takes the day out of the plan.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.model import Plan, Player
from bot.practice.nudges.plans import IS_OPEN, OF_ACCOUNT
from bot.practice.nudges.rule import Matters, Rule, Step, Update
from bot.practice.nudges.say import days, sentence
from bot.practice.sponsor import IS_SPONSOR

DETAILS = select(
    Plan.id,
    select(func.aggregate_strings(Player.name, ", "))
    .where(Player.team_id == Plan.team_id, Player.account_id == Plan.account_id, *IS_SPONSOR)
    .correlate(Plan)
    .scalar_subquery()
    .label("sponsor"),
).where(Plan.team_id == bindparam("team_id"), Plan.id.in_(bindparam("subjects", expanding=True)))


def words(row: Row[*tuple[Any, ...]], began_on: date, today: date) -> str:
    """When, and with whom the plan is to be gone through."""
    past = (today - began_on).days
    changed = f"The sponsor changed {f'{days(past)} ago' if past else 'today'}"
    if row.sponsor is None:
        return sentence(changed, "ask who follows, and go through the plan with the new one")
    return sentence(changed, f"go through the plan with the new one, {row.sponsor}")


RULE = Rule(
    name="sponsor_changed",
    title="Sponsor changed",
    help="A plan that the customer has not confirmed since its sponsor changed: go through it with "
    "the new one.",
    matters=Matters(
        subject=Plan.id,
        source=OF_ACCOUNT,
        anchor=Plan.sponsor_changed_on,
        where=(
            IS_OPEN,
            Plan.confirmed_on.is_(None) | (Plan.confirmed_on <= Plan.sponsor_changed_on),
        ),
    ),
    details=DETAILS,
    words=words,
    severity=3,
    update=Update.CONFIRM_PLAN,
    steps=(Step(0),),
)
