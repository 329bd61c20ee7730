"""A plan that the customer has not confirmed for a quarter.

While it is still being made, in discovery and benchmark, there is nothing to confirm. Where it was
never confirmed, the time counts from when its present stage began.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.model import Plan, Player, Stage
from bot.practice.nudges.plans import IS_OPEN, OF_ACCOUNT
from bot.practice.nudges.rule import Matters, Rule, Update
from bot.practice.nudges.say import days, sentence
from bot.practice.plan_confirm import CONFIRMED_FOR

DETAILS = (
    select(Plan.id, Plan.confirmed_on, Plan.stage, Plan.stage_since, Player.name)
    .outerjoin(Player, (Player.team_id == Plan.team_id) & (Player.id == Plan.confirmed_by))
    .where(Plan.team_id == bindparam("team_id"), Plan.id.in_(bindparam("subjects", expanding=True)))
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """When, and by whom it was confirmed last."""
    if row.confirmed_on is None:
        since = days((today - row.stage_since).days)
        return sentence(
            "The customer has never confirmed the plan",
            f"it has been in the stage “{row.stage}” for {since}",
        )
    ago = days((today - row.confirmed_on).days)
    return sentence(f"{row.name or 'The customer'} last confirmed the plan {ago} ago")


RULE = Rule(
    name="plan_unconfirmed",
    title="Plan not confirmed",
    help="A plan beyond its benchmark that the customer has not confirmed for so many days.",
    matters=Matters(
        subject=Plan.id,
        source=OF_ACCOUNT,
        anchor=func.coalesce(Plan.confirmed_on, Plan.stage_since),
        where=(IS_OPEN, Plan.stage.not_in((Stage.DISCOVERY, Stage.BENCHMARK))),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.CONFIRM_PLAN,
    days=CONFIRMED_FOR.days,
)
