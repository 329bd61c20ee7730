"""An outcome whose changed behaviour is to be looked at again, after 30 and after 90 days."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.model import Account, Outcome
from bot.practice.nudges.rule import Matters, Rule, Step, Update
from bot.practice.nudges.say import days, quoted, sentence

DETAILS = select(Outcome.id, Outcome.change, Outcome.behaviour, Outcome.happened_on).where(
    Outcome.team_id == bindparam("team_id"), Outcome.id.in_(bindparam("subjects", expanding=True))
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """What to look at."""
    ago = days((today - row.happened_on).days)
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
        anchor=Outcome.check_due_on,
        where=(Outcome.check_due_on.is_not(None),),
    ),
    details=DETAILS,
    words=words,
    severity=1,
    update=Update.PERMANENCE,
    steps=(Step(0),),
)
