"""A renewal that comes near: in 120, 90, 60 and 30 days, with the evidence of value so far."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Row,
    String,
    bindparam,
    case,
    cast,
    func,
    select,
    type_coerce,
)

from bot.model import Account, Outcome, Plan
from bot.practice.nudges.goals import HAS_TARGET, WITH_LATEST, is_achieved
from bot.practice.nudges.rule import Matters, Rule, Step, Update
from bot.practice.nudges.say import count, days, listed, number, sentence

WINDOWS = (120, 90, 60, 30)
VALUE_SCALE = 4
"""Values are whole numbers of 10⁻⁴ in the database."""

_team: BindParameter[str] = bindparam("team_id")
_subjects: BindParameter[list[str]] = bindparam("subjects", expanding=True)
_goals = (
    select(
        Plan.account_id,
        func.count().label("aimed"),
        func.sum(case((is_achieved(), 1), else_=0)).label("reached"),
    )
    .select_from(WITH_LATEST)
    .where(Plan.team_id == _team, Plan.account_id.in_(_subjects), *HAS_TARGET)
    .group_by(Plan.account_id)
    .cte("goals")
)
_sums = (
    select(
        Outcome.account_id,
        func.count().label("logged"),
        (
            cast(func.sum(type_coerce(Outcome.value, BigInteger)), String) + " " + Outcome.currency
        ).label("worth"),
    )
    .where(Outcome.team_id == _team, Outcome.account_id.in_(_subjects))
    .group_by(Outcome.account_id, Outcome.currency)
    .cte("sums")
)
_outcomes = (
    select(
        _sums.c.account_id,
        func.sum(_sums.c.logged).label("logged"),
        func.aggregate_strings(_sums.c.worth, ",").label("worth"),
    )
    .group_by(_sums.c.account_id)
    .cte("outcomes")
)
DETAILS = (
    select(
        Account.id,
        Account.renewal_on,
        func.coalesce(_goals.c.aimed, 0).label("aimed"),
        func.coalesce(_goals.c.reached, 0).label("reached"),
        func.coalesce(_outcomes.c.logged, 0).label("logged"),
        func.coalesce(_outcomes.c.worth, "").label("worth"),
    )
    .outerjoin(_goals, _goals.c.account_id == Account.id)
    .outerjoin(_outcomes, _outcomes.c.account_id == Account.id)
    .where(Account.team_id == _team, Account.id.in_(_subjects))
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """How near it is, and what there is to show: goals reached, outcomes, their value."""
    left = (row.renewal_on - today).days if row.renewal_on else None
    near = {None: "has no date any more", 0: "is today", 1: "is tomorrow"}
    when = near.get(left) or f"is in {days(left or 0)}"
    if left is not None and left < 0:
        when = f"was {days(-left)} ago"
    goals = f"{row.reached} of {count(row.aimed, 'goal')} reached" if row.aimed else "no goal yet"
    logged = f"{count(row.logged, 'outcome')} logged" if row.logged else "no outcome logged yet"
    worth = f" ({listed(_amounts(row.worth))})" if row.worth else ""
    return sentence(f"The renewal {when}", goals, logged + worth)


def _amounts(worth: str) -> list[str]:
    """The sums, one a currency, the greatest first: “1200000 USD,90000 EUR”, unscaled."""
    pairs = [one.split() for one in worth.split(",")]
    sums = {currency: Decimal(units).scaleb(-VALUE_SCALE) for units, currency in pairs}
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{number(amount)} {currency}" for currency, amount in ordered if amount]


RULE = Rule(
    name="renewal_window",
    title="Renewal comes near",
    help="An account that renews in 120, 90, 60 or 30 days, with the value it has had so far.",
    matters=Matters(
        subject=Account.id,
        source=Account.__table__,
        anchor=Account.renewal_on,
        ahead=True,
    ),
    details=DETAILS,
    words=words,
    severity=3,
    update=Update.PLAN,
    steps=tuple(
        Step(day, until=until, label=str(day))
        for day, until in zip(WINDOWS, (*WINDOWS[1:], None), strict=True)
    ),
)
