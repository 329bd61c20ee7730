"""A customer without a plan: nobody has said yet what success would be, or the cycle is over."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Row, bindparam, exists, func, select, type_coerce

from bot.model import Account, Plan
from bot.practice.nudges.rule import TODAY, Matters, Rule, Update
from bot.practice.nudges.say import days, sentence

_has_open_plan = exists().where(
    Plan.team_id == Account.team_id, Plan.account_id == Account.id, Plan.ended_on.is_(None)
)
_ended = (
    select(Plan.team_id, Plan.account_id, func.max(Plan.ended_on).label("ended_on"))
    .where(Plan.ended_on.is_not(None))
    .group_by(Plan.team_id, Plan.account_id)
    .subquery("ended")
)
WITH_LAST_PLAN = Account.__table__.outerjoin(
    _ended, (_ended.c.team_id == Account.team_id) & (_ended.c.account_id == Account.id)
)
DETAILS = (
    select(Account.id, _ended.c.ended_on)
    .select_from(WITH_LAST_PLAN)
    .where(
        Account.team_id == bindparam("team_id"),
        Account.id.in_(bindparam("subjects", expanding=True)),
    )
)


def words(row: Row[*tuple[Any, ...]], began_on: date, today: date) -> str:
    """Since when there is none."""
    since = days((today - began_on).days)
    if row.ended_on is not None:
        return sentence(f"The last success plan ended {since} ago and none has followed")
    return sentence("There is no success plan yet", f"the account is {since} old here")


RULE = Rule(
    name="account_without_plan",
    title="Account without a plan",
    help="An active account that has no open plan so many days after it was added, or after its "
    "last plan ended.",
    matters=Matters(
        subject=Account.id,
        source=WITH_LAST_PLAN,
        anchor=func.coalesce(_ended.c.ended_on, type_coerce(func.date(Account.created_at), Date)),
        where=(~_has_open_plan, Account.started_on.is_(None) | (Account.started_on <= TODAY)),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=2,
    update=Update.START_PLAN,
    days=14,
)
