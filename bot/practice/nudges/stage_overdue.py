"""A plan that stays in a stage for too long, with what it still needs for the next."""

from datetime import date
from typing import Any

from sqlalchemy import Row, String, type_coerce

from bot.model import Plan, Stage
from bot.practice import stage
from bot.practice.nudges.plans import IS_OPEN, OF_ACCOUNT
from bot.practice.nudges.rule import Matters, Rule, Step, Update
from bot.practice.nudges.say import days, listed, sentence

LONGEST = {
    Stage.DISCOVERY: 21,
    Stage.BENCHMARK: 21,
    Stage.PLAN: 30,
    Stage.COLLABORATION: 180,
    Stage.DASHBOARD: 90,
}
"""Days in each stage."""


def words(row: Row[*tuple[Any, ...]], began_on: date, today: date) -> str:
    """How long it has been there, and what is missing."""
    facts = stage.facts_of(row)
    wanted = facts.missing
    been = f"The plan has been in the stage “{facts.stage}” for {days((today - began_on).days)}"
    return sentence(been, f"it still needs {listed(wanted)}" if wanted else "nothing is missing")


RULE = Rule(
    name="stage_overdue",
    title="Stage open too long",
    help="A plan that has been in one stage for too long, with what is missing for the next.",
    matters=Matters(
        subject=Plan.id,
        source=OF_ACCOUNT,
        anchor=Plan.stage_since,
        where=(IS_OPEN,),
        step=type_coerce(Plan.stage, String),
    ),
    details=stage.FACTS,
    words=words,
    severity=1,
    update=Update.STAGE,
    steps=tuple(Step(most, label=one.value) for one, most in LONGEST.items()),
)
