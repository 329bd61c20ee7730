"""A goal that will not be reached in time at the pace of its latest reading.

It looks once a quarter of the goal's time is over, before that the pace says little, and only at
a fresh reading: an old one is a matter of its own.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from bot.model import Goal
from bot.practice.goal import STALE_AFTER_DAYS, GoalState
from bot.practice.nudges.goals import (
    DETAILS,
    HAS_TARGET,
    LATEST_ON,
    WITH_LATEST,
    Latest,
    is_past_its_first_quarter,
    is_slower_than,
)
from bot.practice.nudges.rule import Matters, Rule, Step, Update
from bot.practice.nudges.say import percent, quoted, sentence
from bot.practice.rows import as_facts

OFF_PACE = Decimal("0.7")


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """How far it has come, and how much of its time is over."""
    goal = as_facts(GoalState, row, today=today)
    come, gone = goal.attainment, goal.elapsed
    if come is None or gone is None:
        return sentence(f"{quoted(goal.behaviour)} has no target and date any more")
    far = f"{quoted(goal.behaviour)} has come {percent(come)} of its way"
    if goal.is_lost:
        far = f"{quoted(goal.behaviour)} was reached and did not last"
    elif come < 0:
        far = f"{quoted(goal.behaviour)} goes the wrong way ({percent(come)})"
    return sentence(far, f"{percent(gone)} of its time is over")


RULE = Rule(
    name="goal_off_pace",
    title="Goal off pace",
    help=f"A goal whose pace is below {percent(OFF_PACE)} by a fresh reading, once a quarter of "
    "its time is over.",
    matters=Matters(
        subject=Goal.id,
        source=WITH_LATEST,
        anchor=LATEST_ON,
        where=(
            *HAS_TARGET,
            Goal.due_on.is_not(None),
            Latest.id.is_not(None),
            is_past_its_first_quarter(),
            is_slower_than(OFF_PACE),
        ),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=3,
    update=Update.READING,
    steps=(Step(0, until=STALE_AFTER_DAYS),),
)
