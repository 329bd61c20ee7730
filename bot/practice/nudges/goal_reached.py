"""A goal that reached its target, and nobody has told yet how: a success that others could use.

Its first day past the target begins the matter, so that further readings do not ask again.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.model import Goal
from bot.practice.goal import IS_TOLD, GoalState
from bot.practice.nudges.goals import (
    DETAILS,
    HAS_TARGET,
    REACHED_ON,
    WITH_LATEST,
    is_achieved,
)
from bot.practice.nudges.rule import Matters, Rule, Update
from bot.practice.nudges.say import number, quoted, sentence
from bot.practice.rows import as_facts


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """What was reached, and what is asked for."""
    goal = as_facts(GoalState, row, today=today)
    reached = f"{quoted(goal.behaviour)} is reached"
    if goal.latest is not None and goal.target is not None:
        reached += f": {number(goal.latest)} of {number(goal.target)} {goal.unit}".rstrip()
    return sentence(reached, "log it as an outcome while people still know how it came about")


RULE = Rule(
    name="goal_reached",
    title="Goal reached, not told yet",
    help="A goal that reached its target so many days ago, of which no outcome was logged.",
    matters=Matters(
        subject=Goal.id,
        source=WITH_LATEST,
        anchor=REACHED_ON,
        where=(*HAS_TARGET, is_achieved(), ~IS_TOLD),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=1,
    update=Update.LOG_OUTCOME,
    days=1,
)
