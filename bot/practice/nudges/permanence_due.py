"""An outcome whose changed behaviour is to be looked at again, after 30 and after 90 days."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.model import Account, Outcome, Permanence
from bot.practice.nudges.dialects import DaysBetween
from bot.practice.nudges.rule import DAYS, Matters, Rule, Step, Update
from bot.practice.nudges.say import days, quoted, sentence

CHECKS = (30, 90)
LAST_CHANCE = 120
"""After so many days it is history, and no check of it is due any more."""

DETAILS = select(Outcome.id, Outcome.change, Outcome.behaviour).where(
    Outcome.team_id == bindparam("team_id"), Outcome.id.in_(bindparam("subjects", expanding=True))
)


def words(row: Row[*tuple[Any, ...]], began_on: date, today: date) -> str:
    """What to look at."""
    ago = days((today - began_on).days)
    return sentence(
        f"{quoted(row.change)} was {ago} ago",
        f"check whether the changed behaviour sticks: {quoted(row.behaviour or row.change)}",
    )


RULE = Rule(
    name="permanence_due",
    title="Permanence check due",
    help="An outcome whose changed behaviour should be looked at again, after 30 and 90 days.",
    matters=Matters(
        subject=Outcome.id,
        source=Outcome.__table__.join(
            Account.__table__,
            (Account.team_id == Outcome.team_id) & (Account.id == Outcome.account_id),
        ),
        anchor=Outcome.happened_on,
        where=(
            Outcome.behaviour.is_not(None),
            Outcome.permanence.is_distinct_from(Permanence.FADING),
            Outcome.permanence_on.is_(None)
            | (DaysBetween(Outcome.permanence_on, Outcome.happened_on) < DAYS),
        ),
    ),
    details=DETAILS,
    words=words,
    severity=1,
    update=Update.OUTCOME,
    steps=tuple(
        Step(day, until=until, label=str(day))
        for day, until in zip(CHECKS, (*CHECKS[1:], LAST_CHANCE), strict=True)
    ),
)
