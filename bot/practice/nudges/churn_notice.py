"""A customer that is to leave: a churn that is entered and whose day is still to come."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, literal, select

from bot.model import Account, ChurnReason, RevenueChange, RevenueKind
from bot.practice.churn_reason import DEFAULTS
from bot.practice.nudges.rule import Matters, Rule, Step, Update, Urgency
from bot.practice.nudges.say import days, number, sentence

LONG = 3650
"""Days: as far ahead as a notice counts."""

DETAILS = (
    select(
        RevenueChange.id,
        RevenueChange.changed_on,
        RevenueChange.amount,
        RevenueChange.currency,
        RevenueChange.reason,
        RevenueChange.tried,
        ChurnReason.title,
    )
    .outerjoin(
        ChurnReason,
        (ChurnReason.team_id == RevenueChange.team_id) & (ChurnReason.id == RevenueChange.reason),
    )
    .where(
        RevenueChange.team_id == bindparam("team_id"),
        RevenueChange.id.in_(bindparam("subjects", expanding=True)),
    )
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """When, with how much, why, and whether anything was tried."""
    left = (row.changed_on - today).days
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {days(left)}")
    goes = f"Leaves {when} with {number(row.amount)} {row.currency} a year"
    reason = row.title or DEFAULTS.get(row.reason, "").lower()
    tried = "" if row.tried else "nothing is noted yet of what was tried"
    return sentence(goes, f"reason: {reason}" if reason else "", tried)


RULE = Rule(
    name="churn_notice",
    title="Notice to leave",
    help="A churn is entered whose day is still to come: there is time to talk.",
    matters=Matters(
        subject=RevenueChange.id,
        source=RevenueChange.__table__.join(
            Account.__table__,
            (Account.team_id == RevenueChange.team_id) & (Account.id == RevenueChange.account_id),
        ),
        anchor=RevenueChange.changed_on,
        where=(RevenueChange.kind == literal(RevenueKind.CHURN, literal_execute=True),),
        ahead=True,
    ),
    details=DETAILS,
    words=words,
    severity=3,
    update=Update.REVENUE,
    steps=(Step(LONG),),
    urgency=Urgency.AT_ONCE,
)
