"""Something that was tried because it worked elsewhere, and whose goal is reached or due."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, case, literal, select
from sqlalchemy.orm import aliased

from bot.model import Account, Goal, Outcome, Reuse, ReuseState
from bot.practice.nudges.goals import WITH_LATEST, Latest, is_achieved
from bot.practice.nudges.rule import Matters, Rule, Step, Update
from bot.practice.nudges.say import days, quoted, sentence

_source = aliased(Account)
DETAILS = (
    select(
        Reuse.id, Reuse.taken_on, Outcome.change, _source.name.label("from_name"), Goal.behaviour
    )
    .join(Outcome, (Outcome.team_id == Reuse.team_id) & (Outcome.id == Reuse.outcome_id))
    .join(_source, (_source.team_id == Outcome.team_id) & (_source.id == Outcome.account_id))
    .join(Goal, (Goal.team_id == Reuse.team_id) & (Goal.id == Reuse.goal_id))
    .where(
        Reuse.team_id == bindparam("team_id"), Reuse.id.in_(bindparam("subjects", expanding=True))
    )
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """What was tried, for what, and for how long."""
    since = days((today - row.taken_on).days)
    tried = f"{quoted(row.change)} of {row.from_name} is tried here for {since}"
    goal = f"the goal {quoted(row.behaviour)} is reached or due: say what came of it"
    return sentence(tried, goal)


RULE = Rule(
    name="reuse_due",
    title="What came of a reuse",
    help="Something that worked elsewhere was taken up, and its goal is reached or due.",
    matters=Matters(
        subject=Reuse.id,
        source=Reuse.__table__.join(
            WITH_LATEST, (Goal.team_id == Reuse.team_id) & (Goal.id == Reuse.goal_id)
        ),
        anchor=case((is_achieved(), Latest.read_on), else_=Goal.due_on),
        where=(Reuse.state == literal(ReuseState.TRIED, literal_execute=True),),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=1,
    update=Update.REUSE,
    steps=(Step(0),),
)
