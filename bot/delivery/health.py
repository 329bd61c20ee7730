"""Health after a change: computed anew, its drops become matters, their messages say how it is."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import live
from bot.model import Nudge
from bot.model.nudge import PRESSING
from bot.practice import audit, health, health_mark
from bot.practice.nudges import health_drop, sweep

AT_ONCE = 20
"""Accounts of one change that are computed with it; of more, the job does so within a minute."""
RULE = health_drop.RULE.name


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """After somebody's change: the health of the accounts that it touched."""
    accounts = audit.touched(session)
    health_mark.mark(session, team_id, accounts)
    if accounts and len(accounts) <= AT_ONCE:
        changed = health.compute_and_unmark(session, team_id, now, accounts)
        if changed:
            sweep.look_at(session, team_id, RULE, now)


def compute_marked(session: Session, team_id: str, now: datetime) -> bool:
    """Compute what is marked, and let its drops be told; whether anything was."""
    accounts = health.marked(session, team_id)
    if accounts:
        _told(session, team_id, health.compute_and_unmark(session, team_id, now, accounts), now)
    return bool(accounts)


def compute_all(session: Session, team_id: str, now: datetime) -> None:
    """Compute everything for the day, once, and let its drops be told."""
    _told(session, team_id, health.compute_all(session, team_id, now), now)


def _told(session: Session, team_id: str, changed: Collection[str], now: datetime) -> None:
    if not changed:
        return
    sweep.look_at(session, team_id, RULE, now)
    rows = session.execute(
        select(Nudge.account_id, Nudge.message_id, Nudge.escalation_id).where(
            Nudge.team_id == team_id,
            Nudge.rule == RULE,
            PRESSING,
            Nudge.message_id.is_not(None),
        )
    )
    ids = {one for row in rows if row.account_id in changed for one in row[1:]}
    live.refresh_all(session, team_id, ids, now)
