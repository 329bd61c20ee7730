"""Matters that do not wait for the bundle, each in a message of its own: urgent, or handed over."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.model import Message, Nudge
from bot.model.nudge import HANDED_OVER, PRESSING
from bot.practice import escalation
from bot.practice.bundle import Line, Place, Shown, whose
from bot.practice.leader import leaders
from bot.practice.nudge import NudgeFacts, of_ids, person_of
from bot.practice.nudges.rule import Urgency
from bot.practice.nudges.table import RULES
from bot.practice.working_time import Hours, hours_of
from bot.ui import nudge as ui


def waiting(session: Session, team_id: str, among: Collection[str] | None = None) -> list[str]:
    """Urgent matters that nobody was told of, and those handed over to somebody not told yet."""
    urgent = [rule.name for rule in RULES.values() if rule.urgency is not Urgency.BUNDLED]
    is_new = Nudge.rule.in_(urgent) & Nudge.message_id.is_(None)
    shown_to = (
        select(Message.lane)
        .where(Message.team_id == Nudge.team_id, Message.id == Nudge.message_id)
        .scalar_subquery()
    )
    is_handed_over = HANDED_OVER & (func.coalesce(shown_to, "") != Nudge.handed_to)
    found = (
        select(Nudge.id)
        .where(Nudge.team_id == team_id, PRESSING)
        .order_by(Nudge.opened_at, Nudge.id)
    )
    if among is not None:
        found = found.where(Nudge.id.in_(among))
    kinds = [is_new, is_handed_over] if urgent else [is_handed_over]
    return [one for kind in kinds for one in session.scalars(found.where(kind))]


def tell(session: Session, team_id: str, nudge_ids: Collection[str], now: datetime) -> None:
    """Tell whose matters these are, one message each, unless it is quiet for them."""
    if not nudge_ids:
        return
    lead = leaders(session, team_id)
    found = [
        (one, person_of(one, lead)) for one in of_ids(session, team_id, list(nudge_ids), now.date())
    ]
    hours = hours_of(session, team_id, {person for _, person in found if person})
    for nudge, person in found:
        if person is not None and _may_tell(nudge, hours[person], now):
            shown = Shown(person, hours[person].local(now), (Line(nudge),), 0)
            _tell(session, team_id, nudge, shown, now)
            leader = lead.of(nudge.segment)
            if leader not in (None, person) and _concerns_leader(nudge):
                _tell_leader(session, team_id, nudge, str(leader), now)


def _may_tell(nudge: NudgeFacts, hours: Hours, now: datetime) -> bool:
    is_critical = nudge.rule_facts.urgency is Urgency.CRITICAL
    return nudge.is_pressing and (is_critical or not hours.is_quiet(now))


def _concerns_leader(nudge: NudgeFacts) -> bool:
    """Whether its rule tells the leader as well, since the renewal is near."""
    within, renewal_on = nudge.rule_facts.leader_within, nudge.renewal_on
    if within is None or renewal_on is None or nudge.escalation_id is not None:
        return False
    return nudge.today <= renewal_on <= nudge.today + timedelta(days=within)


def _tell_leader(
    session: Session, team_id: str, nudge: NudgeFacts, leader_id: str, now: datetime
) -> None:
    came_at = hours_of(session, team_id, [leader_id])[leader_id].local(now)
    line = Line(nudge, Place.HERE, *whose(nudge, leaders(session, team_id)))
    shown = Shown(leader_id, came_at, (line,), 0)
    message_id = outbox.post(
        session,
        team_id,
        leader_id,
        ui.escalation(shown, escalation.history(session, team_id, [nudge])).payload(),
        kind=Kind.ESCALATION,
        key=f"leader:{nudge.id}:{nudge.opened_at.isoformat()}",
        now=now,
        about=[nudge.id],
    )
    if message_id is not None:
        escalation.let_show(session, team_id, [nudge.id], message_id)


def _tell(session: Session, team_id: str, nudge: NudgeFacts, shown: Shown, now: datetime) -> None:
    since = nudge.told_at or nudge.opened_at
    message_id = outbox.post(
        session,
        team_id,
        shown.person_id,
        ui.matter(shown).payload(),
        kind=Kind.MATTER,
        key=f"matter:{nudge.id}:{shown.person_id}:{since.isoformat()}",
        now=now,
        about=[nudge.id],
    )
    if message_id is not None:
        session.execute(
            update(Nudge)
            .where(Nudge.team_id == team_id, Nudge.id == nudge.id)
            .values(message_id=message_id, told_at=nudge.told_at or now)
            .execution_options(synchronize_session=False)
        )
