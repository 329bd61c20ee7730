"""A goal of which nobody knows where it stands: its latest reading is too old."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.model import Goal
from bot.practice.goal import STALE_AFTER_DAYS, GoalState
from bot.practice.nudges.goals import DETAILS, HAS_TARGET, LATEST_ON, WITH_LATEST, is_achieved
from bot.practice.nudges.rule import Matters, Rule, Update
from bot.practice.nudges.say import days, number, quoted, sentence
from bot.practice.rows import as_facts


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """Since when it was not read, and where it stood then."""
    goal = as_facts(GoalState, row, today=today)
    since = f"{quoted(goal.behaviour)} has had no reading for {days(goal.days_without_reading)}"
    if goal.latest is None or goal.target is None:
        return sentence(since, "there is none at all yet")
    aim = f"{number(goal.latest)} of {number(goal.target)} {goal.unit}".rstrip()
    return sentence(since, f"it stood at {aim}")


RULE = Rule(
    name="goal_stale",
    title="Goal without a fresh reading",
    help="A goal with a target, not reached yet, whose latest reading is so many days old.",
    matters=Matters(
        subject=Goal.id,
        source=WITH_LATEST,
        anchor=LATEST_ON,
        where=(*HAS_TARGET, is_achieved().is_not(True)),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.READING,
    days=STALE_AFTER_DAYS,
)
