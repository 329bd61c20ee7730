"""Escalations on their way: what nobody acted on, to the leader, once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import live, outbox
from bot.delivery.kinds import Kind
from bot.practice import escalation
from bot.practice.bundle import Line, Place, Shown, whose
from bot.practice.leader import leaders
from bot.practice.nudge import of_ids
from bot.practice.working_time import hours_of


def send(
    session: Session, team_id: str, leader_id: str, nudge_ids: Sequence[str], now: datetime
) -> None:
    """Tell a leader of matters that nobody acted on, as many in a message as it shows."""
    claimed = escalation.claim(session, team_id, nudge_ids, now)
    for ids in escalation.chunks(claimed):
        _send(session, team_id, leader_id, ids, now)


def _send(
    session: Session, team_id: str, leader_id: str, ids: Sequence[str], now: datetime
) -> None:
    came_at = hours_of(session, team_id, [leader_id])[leader_id].local(now)
    lead = leaders(session, team_id)
    found = of_ids(session, team_id, ids, came_at.date())
    lines = tuple(Line(one, Place.HERE, *whose(one, lead)) for one in found)
    shown = Shown(leader_id, came_at, lines, 0)
    message_id = outbox.post(
        session,
        team_id,
        leader_id,
        live.escalated(session, team_id, shown).payload(),
        kind=Kind.ESCALATION,
        key=f"escalation:{ids[0]}",
        now=now,
        about=ids,
    )
    if message_id is None:
        return
    escalation.let_show(session, team_id, ids, message_id)
    for one in sorted({one.message_id for one in found if one.message_id}):
        live.refresh(session, team_id, one, now)
