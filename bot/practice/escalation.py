"""Escalation: what nobody acted on for some working days goes to the leader, once, with history."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from bot.model import AuditEvent, Member, Nudge, NudgeState
from bot.model.nudge import PRESSING
from bot.practice import audit
from bot.practice.actor import by_itself
from bot.practice.bundle import SHOWN
from bot.practice.leader import leaders
from bot.practice.nudge import NudgeFacts, of_ids, person_of
from bot.practice.nudges.table import RULES
from bot.practice.working_time import Hours, hours_of

SOONEST = min(rule.patience for rule in RULES.values())
SAID = {
    "nudge.done": "done",
    "nudge.dismiss": "called no issue",
    "nudge.snooze": "snoozed",
    "nudge.hand_over": "handed over",
    "nudge.reopen": "taken up again",
}
TOLD_OF = 6
"""Happenings in a history: the latest ones."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a matter, and who did it where somebody did."""

    at: datetime
    what: str
    by: str | None = None
    by_name: str | None = None


def overdue(session: Session, team_id: str, now: datetime) -> dict[str, list[str]]:
    """Matters to escalate now, by the leader who is at work and is told, the most valuable first.

    A leader's own matter goes to nobody: it stays in the daily bundle. What a leader was told of
    at once does not come again.
    """
    ids = session.scalars(
        select(Nudge.id).where(
            Nudge.team_id == team_id,
            PRESSING,
            Nudge.state == NudgeState.OPEN,
            Nudge.escalated_at.is_(None),
            Nudge.escalation_id.is_(None),
            Nudge.told_at <= now - timedelta(days=SOONEST),
        )
    ).all()
    if not ids:
        return {}
    found = of_ids(session, team_id, ids, now.date(), means=None)
    lead = leaders(session, team_id)
    pairs = [(one, person_of(one, lead), lead.of(one.segment)) for one in found]
    hours = hours_of(session, team_id, {who for _, *both in pairs for who in both if who})
    by_leader: dict[str, list[NudgeFacts]] = defaultdict(list)
    for one, person, leader in pairs:
        if (
            person
            and leader
            and person != leader
            and _is_due(one, hours[person], hours[leader], now)
        ):
            by_leader[leader].append(one)
    return {leader: _first_ones(matters) for leader, matters in by_leader.items()}


def _is_due(nudge: NudgeFacts, persons: Hours, leaders_: Hours, now: datetime) -> bool:
    if nudge.told_at is None or not leaders_.is_working(now):
        return False
    return persons.working_days_since(nudge.told_at, now) >= nudge.rule_facts.patience


def _first_ones(matters: Sequence[NudgeFacts]) -> list[str]:
    return [one.id for one in sorted(matters, key=lambda n: (-n.priority.total, n.id))]


def claim(session: Session, team_id: str, nudge_ids: Sequence[str], now: datetime) -> list[str]:
    """Mark matters as escalated: those of them that nobody else has, in their order."""
    claimed = session.execute(
        update(Nudge)
        .where(
            Nudge.team_id == team_id,
            Nudge.id.in_(nudge_ids),
            Nudge.state == NudgeState.OPEN,
            Nudge.escalated_at.is_(None),
        )
        .values(state=NudgeState.ESCALATED, escalated_at=now)
        .returning(Nudge.id, Nudge.account_id)
        .execution_options(synchronize_session=False)
    ).all()
    _remember(session, team_id, claimed, now)
    mine = {row.id for row in claimed}
    return [one for one in nudge_ids if one in mine]


def _remember(
    session: Session, team_id: str, claimed: Sequence[Row[str, str]], now: datetime
) -> None:
    bot = by_itself(team_id, now)
    for nudge_id, account_id in claimed:
        after: dict[str, Any] = {"state": NudgeState.ESCALATED.value}
        audit.record(session, bot, "nudge.escalate", nudge_id, account_id=account_id, after=after)


def let_show(session: Session, team_id: str, nudge_ids: Sequence[str], message_id: str) -> None:
    """Keep which message tells the leader of these matters."""
    session.execute(
        update(Nudge)
        .where(Nudge.team_id == team_id, Nudge.id.in_(nudge_ids))
        .values(escalation_id=message_id)
        .execution_options(synchronize_session=False)
    )


def chunks(nudge_ids: Sequence[str]) -> list[Sequence[str]]:
    """As many as one message shows, and so on."""
    return [nudge_ids[n : n + SHOWN] for n in range(0, len(nudge_ids), SHOWN)]


def history(
    session: Session, team_id: str, matters: Sequence[NudgeFacts]
) -> dict[str, tuple[Happening, ...]]:
    """What happened to each matter: found, told, and what people did, the latest last."""
    done = session.execute(
        select(
            AuditEvent.subject_id, AuditEvent.at, AuditEvent.verb, AuditEvent.actor_id, Member.name
        )
        .outerjoin(
            Member, (Member.team_id == AuditEvent.team_id) & (Member.id == AuditEvent.actor_id)
        )
        .where(
            AuditEvent.team_id == team_id,
            AuditEvent.account_id.in_({one.account_id for one in matters}),
            AuditEvent.subject_id.in_([one.id for one in matters]),
            AuditEvent.verb.in_(SAID),
        )
        .order_by(AuditEvent.at, AuditEvent.id)
    )
    happened = {one.id: [Happening(one.opened_at, "found")] for one in matters}
    for subject_id, at, verb, actor_id, name in done:
        happened[subject_id].append(Happening(at, SAID[verb], actor_id, name))
    return {one.id: _in_order(happened[one.id], one.told_at) for one in matters}


def _in_order(happened: list[Happening], told_at: datetime | None) -> tuple[Happening, ...]:
    """The latest of them. Whoever did something knew of it: that is not told again."""
    if told_at is not None and told_at not in {one.at for one in happened if one.by}:
        happened.append(Happening(told_at, "told"))
    return tuple(sorted(happened, key=lambda h: h.at)[-TOLD_OF:])
