"""What needs attention: pressing matters by account, the most valuable account first."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from bot.model import Account, AccountStatus, Nudge, NudgeState
from bot.model.nudge import PRESSING
from bot.practice.nudge import FACTS, Means, NudgeFacts, mean_revenue, told
from bot.practice.nudges.priority import priority
from bot.practice.nudges.table import RULES
from bot.practice.rows import ask

RISKS = {"health_drop", "goal_off_pace", "milestone_overdue", "milestone_stalled", "plan_quiet"}
"""The rules that find accounts not getting what they bought; others say what is to be done."""


@dataclass(frozen=True, slots=True)
class Attention:
    """What presses at one account: how many matters, and the one that comes first.

    `is_risk`: whether one of them puts the account at risk; `oldest_at`: when the first came up.
    """

    account_id: str
    arr: Decimal | None
    currency: str | None
    matters: int
    nudge_id: str
    priority: Decimal
    is_risk: bool
    oldest_at: datetime


LIGHT = select(
    Nudge.id,
    Nudge.rule,
    Nudge.began_on,
    Nudge.opened_at,
    Nudge.account_id,
    Account.arr,
    Account.currency,
    Account.renewal_on,
).join(Account, (Account.team_id == Nudge.team_id) & (Account.id == Nudge.account_id))
"""What ranking needs; the words of a matter are looked up for those that are shown."""


def by_account(
    session: Session, team_id: str, today: date, *where: ColumnElement[bool]
) -> list[Attention]:
    """The active accounts with matters that press today, the most valuable first.

    `where` narrows it down, by columns of Account and Nudge.
    """
    awake = or_(
        Nudge.state != NudgeState.SNOOZED,
        Nudge.snoozed_until.is_(None),
        Nudge.snoozed_until <= today,
    )
    here = Nudge.team_id == team_id, Account.status == AccountStatus.ACTIVE
    rows = ask(session, LIGHT.where(*here, PRESSING, awake, *where)).all()
    found: dict[str, list[tuple[Decimal, Row[*tuple[Any, ...]]]]] = {}
    means = mean_revenue(session, team_id) if rows else {}
    for row in rows:
        if row.rule in RULES:
            found.setdefault(row.account_id, []).append((_priority(row, means, today), row))
    return sorted(map(_attention, found.values()), key=lambda a: (-a.priority, a.account_id))


def _priority(row: Row[*tuple[Any, ...]], means: Means, today: date) -> Decimal:
    return priority(
        arr=row.arr,
        mean_arr=means.get(row.currency),
        renewal_on=row.renewal_on,
        severity=RULES[row.rule].severity,
        began_on=row.began_on,
        today=today,
    ).total


def _attention(matters: list[tuple[Decimal, Row[*tuple[Any, ...]]]]) -> Attention:
    """One account's; of matters that weigh the same, the older one comes first."""
    most, first = min(matters, key=lambda one: (-one[0], one[1].began_on, one[1].id))
    return Attention(
        account_id=first.account_id,
        arr=first.arr,
        currency=first.currency,
        matters=len(matters),
        nudge_id=first.id,
        priority=most,
        is_risk=any(row.rule in RISKS for _, row in matters),
        oldest_at=min(row.opened_at for _, row in matters),
    )


def in_words(
    session: Session, team_id: str, nudge_ids: list[str], today: date
) -> dict[str, NudgeFacts]:
    """These nudges with their reasons, by id."""
    wanted = FACTS.where(Nudge.team_id == team_id, Nudge.id.in_(nudge_ids))
    rows = ask(session, wanted).all() if nudge_ids else []
    return {nudge.id: nudge for nudge in told(session, team_id, rows, today)}
