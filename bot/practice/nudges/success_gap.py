"""A customer with a plan at whom nothing was achieved for long: no outcome was logged."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import aliased

from bot.model import Account, Outcome, Plan
from bot.practice.nudges.plans import IS_OPEN
from bot.practice.nudges.rule import Matters, Rule, Update
from bot.practice.nudges.say import days, quoted, sentence

LONG_DAYS = 120

Last = aliased(Outcome, name="last")
_one, _cycle = aliased(Outcome), aliased(Plan)
_last_id = (
    select(_one.id)
    .where(_one.team_id == Account.team_id, _one.account_id == Account.id)
    .order_by(_one.happened_on.desc(), _one.id.desc())
    .limit(1)
    .correlate(Account)
    .scalar_subquery()
)
_first_plan = (
    select(func.min(_cycle.started_on))
    .where(_cycle.team_id == Account.team_id, _cycle.account_id == Account.id)
    .correlate(Account)
    .scalar_subquery()
)
WITH_LAST = Account.__table__.join(
    Plan.__table__, (Plan.team_id == Account.team_id) & (Plan.account_id == Account.id) & IS_OPEN
).outerjoin(Last, (Last.team_id == Account.team_id) & (Last.id == _last_id))
"""The accounts with an open plan, each with its last outcome where there is one."""
SINCE = func.coalesce(Last.happened_on, _first_plan)
"""It begins anew only when an outcome is logged, and not with another cycle."""
DETAILS = (
    select(Account.id, Last.change, SINCE.label("since"))
    .select_from(WITH_LAST)
    .where(
        Account.team_id == bindparam("team_id"),
        Account.id.in_(bindparam("subjects", expanding=True)),
    )
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """For how long, and what was last."""
    gap = days((today - row.since).days)
    if row.change is None:
        return sentence(f"No success since the first plan began {gap} ago", "log the first one")
    return sentence(f"No success for {gap}", f"the last was {quoted(row.change)}")


RULE = Rule(
    name="success_gap",
    title="No success for long",
    help="An account with an open plan at which no outcome was logged for so many days.",
    matters=Matters(subject=Account.id, source=WITH_LAST, anchor=SINCE, indexed=False),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.LOG_OUTCOME,
    days=LONG_DAYS,
)
