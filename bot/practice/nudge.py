"""Nudges as people meet them: whose they are, why now, which first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, TextClause, func, select
from sqlalchemy.orm import Session, aliased

from bot.model import Account, AccountStatus, Member, Nudge, NudgeState, Standing
from bot.model.nudge import PRESSING
from bot.practice.leader import Leaders, leaders
from bot.practice.nudges.priority import Priority, priority
from bot.practice.nudges.rule import Rule
from bot.practice.nudges.table import RULES
from bot.practice.rows import as_facts, ask

AT_WORK = (Standing.NAMED, Standing.COLLEAGUE)
_closer, _holder, _giver = aliased(Member), aliased(Member), aliased(Member)


@dataclass(frozen=True, slots=True)
class NudgeFacts:
    """One nudge as of `today`, with the reason in words and its priority.

    `owner_is_here`: whether the account's owner is a full member still, and `holder_is_here`
    whether whoever it was handed to is. `why` is empty where what it was about is gone;
    `mean_arr` is the mean revenue of the accounts in the same currency.
    """

    id: str
    rule: str
    subject_id: str
    account_id: str
    account_name: str
    segment: str | None
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    owner_id: str | None
    owner_name: str | None
    owner_is_here: bool
    state: NudgeState
    began_on: date
    opened_at: datetime
    snoozed_until: date | None
    handed_to: str | None
    holder_name: str | None
    holder_is_here: bool
    handed_by: str | None
    handed_by_name: str | None
    told_at: datetime | None
    escalated_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    closed_by_name: str | None
    reason: str | None
    message_id: str | None
    escalation_id: str | None
    why: str
    mean_arr: Decimal | None
    priority: Priority
    today: date

    @property
    def is_pressing(self) -> bool:
        """Whether it needs somebody today: neither closed nor asleep."""
        if self.state is NudgeState.SNOOZED:
            return self.snoozed_until is None or self.snoozed_until <= self.today
        return self.state in (NudgeState.OPEN, NudgeState.ESCALATED)

    @property
    def is_closed(self) -> bool:
        """Whether it is done or was dismissed."""
        return self.state in (NudgeState.DONE, NudgeState.DISMISSED)

    @property
    def rule_facts(self) -> Rule:
        """Its rule."""
        return RULES[self.rule]


FACTS = (
    select(
        Nudge.id,
        Nudge.rule,
        Nudge.subject_id,
        Nudge.account_id,
        Account.name,
        Account.segment,
        Account.arr,
        Account.currency,
        Account.renewal_on,
        Account.owner_id,
        Member.name,
        func.coalesce(Member.standing.in_(AT_WORK), False),
        Nudge.state,
        Nudge.began_on,
        Nudge.opened_at,
        Nudge.snoozed_until,
        Nudge.handed_to,
        _holder.name,
        func.coalesce(_holder.standing.in_(AT_WORK), False),
        Nudge.handed_by,
        _giver.name,
        Nudge.told_at,
        Nudge.escalated_at,
        Nudge.closed_at,
        Nudge.closed_by,
        _closer.name,
        Nudge.reason,
        Nudge.message_id,
        Nudge.escalation_id,
    )
    .join(Account, (Account.team_id == Nudge.team_id) & (Account.id == Nudge.account_id))
    .outerjoin(Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id))
    .outerjoin(_holder, (_holder.team_id == Nudge.team_id) & (_holder.id == Nudge.handed_to))
    .outerjoin(_giver, (_giver.team_id == Nudge.team_id) & (_giver.id == Nudge.handed_by))
    .outerjoin(_closer, (_closer.team_id == Nudge.team_id) & (_closer.id == Nudge.closed_by))
)


Means = Mapping[str | None, Decimal]
"""The mean revenue of the accounts, by currency."""
NO_MEANS: Means = {}
"""For matters that are not put in order: nobody's revenue is compared."""


def pressing_of(
    session: Session, team_id: str, person_id: str, today: date, means: Means | None = None
) -> list[NudgeFacts]:
    """A person's matters that need something today, the most valuable first."""
    found = matters_of(session, team_id, person_id, today, means)
    return [one for one in found if one.is_pressing]


def matters_of(
    session: Session, team_id: str, person_id: str, today: date, means: Means | None = None
) -> list[NudgeFacts]:
    """A person's matters that are not closed: the most valuable first, those asleep last.

    Matters of accounts that have no owner, or whose owner has left, are those of the segment's
    leader. `means` are those of the workspace, where they are known already.
    """
    lead = leaders(session, team_id)
    is_held = Nudge.handed_to.is_not(None) & _holder.standing.in_(AT_WORK)
    wanted = [Nudge.handed_to == person_id, (Account.owner_id == person_id) & is_held.is_not(True)]
    if person_id in lead.everybody:
        wanted.append(Member.standing.in_(AT_WORK).is_not(True) & is_held.is_not(True))
    rows = {row.id: row for one in wanted for row in _rows(session, team_id, PRESSING, one)}
    found = told(session, team_id, rows.values(), today, means)
    mine = [n for n in found if person_of(n, lead) == person_id]
    return sorted(mine, key=lambda n: (not n.is_pressing, *_most_valuable_first(n)))


def pressing(session: Session, team_id: str, today: date) -> list[NudgeFacts]:
    """Everybody's matters that need something today, the most valuable first."""
    found = told(session, team_id, _rows(session, team_id, PRESSING), today)
    return sorted((n for n in found if n.is_pressing), key=_most_valuable_first)


def at_account(
    session: Session, team_id: str, account_id: str, today: date, means: Means
) -> list[NudgeFacts]:
    """What needs something today at an account, whosever it is, the most valuable first."""
    rows = _rows(session, team_id, PRESSING, Nudge.account_id == account_id)
    found = told(session, team_id, rows, today, means)
    return sorted((n for n in found if n.is_pressing), key=_most_valuable_first)


def _most_valuable_first(nudge: NudgeFacts) -> tuple[Decimal, date, str]:
    return (-nudge.priority.total, nudge.began_on, nudge.id)


def person_of(nudge: NudgeFacts, lead: Leaders) -> str | None:
    """Whose matter it is: of whom it was handed to, the account's owner, else the leader's."""
    if nudge.handed_to is not None and nudge.holder_is_here:
        return nudge.handed_to
    return nudge.owner_id if nudge.owner_is_here else lead.of(nudge.segment)


def of_ids(
    session: Session,
    team_id: str,
    nudge_ids: Sequence[str],
    today: date,
    means: Means | None = NO_MEANS,
) -> list[NudgeFacts]:
    """These nudges in this order, whatever became of them. With `means` None they can be ranked."""
    place = {one: number for number, one in enumerate(nudge_ids)}
    rows = _rows(session, team_id, Nudge.id.in_(nudge_ids))
    return sorted(told(session, team_id, rows, today, means), key=lambda n: place[n.id])


def facts(session: Session, team_id: str, nudge_id: str, today: date) -> NudgeFacts | None:
    """One nudge; None where there is none of that id."""
    rows = _rows(session, team_id, Nudge.id == nudge_id)
    return next(iter(told(session, team_id, rows, today)), None)


def _rows(
    session: Session, team_id: str, *where: ColumnElement[bool] | TextClause
) -> Sequence[Row[*tuple[Any, ...]]]:
    return ask(session, FACTS.where(Nudge.team_id == team_id, *where)).all()


def told(
    session: Session,
    team_id: str,
    rows: Iterable[Row[*tuple[Any, ...]]],
    today: date,
    means: Means | None = None,
) -> list[NudgeFacts]:
    """The rows with their reasons and priorities: one statement a rule, and one for `means`."""
    rows = [row for row in rows if row.rule in RULES]
    if not rows:
        return []
    why = _reasons(session, team_id, rows, today)
    means = mean_revenue(session, team_id) if means is None else means
    return [
        as_facts(
            NudgeFacts,
            row,
            why=why.get(row.id, ""),
            mean_arr=means.get(row.currency),
            priority=priority(
                arr=row.arr,
                mean_arr=means.get(row.currency),
                renewal_on=row.renewal_on,
                severity=RULES[row.rule].severity,
                began_on=row.began_on,
                today=today,
            ),
            today=today,
        )
        for row in rows
    ]


def _reasons(
    session: Session, team_id: str, rows: Sequence[Row[*tuple[Any, ...]]], today: date
) -> dict[str, str]:
    by_rule: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        by_rule[row.rule].append(row)
    said: dict[str, str] = {}
    for name, of_rule in by_rule.items():
        rule = RULES[name]
        subjects = [row.subject_id for row in of_rule]
        details = ask(session, rule.details, team_id=team_id, subjects=subjects, today=today)
        known = {detail[0]: detail for detail in details}
        more = rule.evidence(session, team_id, subjects, today) if rule.evidence else {}
        said |= {
            row.id: " ".join(
                filter(
                    None,
                    (
                        rule.words(known[row.subject_id], row.began_on, today),
                        more.get(row.subject_id),
                    ),
                )
            )
            for row in of_rule
            if row.subject_id in known
        }
    return said


def mean_revenue(session: Session, team_id: str) -> Means:
    """The mean revenue of the active accounts, by currency."""
    rows = ask(
        session,
        select(Account.currency, func.sum(Account.arr), func.count(Account.arr))
        .where(
            Account.team_id == team_id,
            Account.status == AccountStatus.ACTIVE,
            Account.arr.is_not(None),
        )
        .group_by(Account.currency),
    )
    return {currency: Decimal(total) / number for currency, total, number in rows}
