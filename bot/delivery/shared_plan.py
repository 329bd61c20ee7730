"""The shared plan on its way: one live message in the channel, which says what the plan says."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.database import new_id
from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.model import Plan
from bot.practice import audit, shared_plan
from bot.ui import shared_plan as ui


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """After a change: bring the messages of the plans that it touched in line with them.

    Where no plan of these accounts is shown to its customer, this is one look-up in an index.
    """
    accounts = audit.touched(session)
    if not accounts:
        return
    session.flush()
    for plan in shared_plan.to_follow_up(session, team_id, accounts):
        _bring_in_line(session, plan, now)


def _bring_in_line(session: Session, plan: Plan, now: datetime) -> None:
    """Post it, change it in place, or let it say that it is over and leave it."""
    is_shown = plan.shared_in is not None and plan.ended_on is None
    seen = shared_plan.seen(session, plan.team_id, plan.id, now.date())
    rendered = ui.live(seen) if is_shown else ui.over(seen)
    if plan.shared_message_id is not None:
        outbox.change(session, plan.team_id, plan.shared_message_id, rendered.payload(), now=now)
    elif plan.shared_in is not None:
        plan.shared_message_id = outbox.post(
            session,
            plan.team_id,
            plan.shared_in,
            rendered.payload(),
            kind=Kind.PLAN,
            key=f"plan:{plan.id}:{new_id()}",
            now=now,
        )
    if not is_shown:
        plan.shared_message_id = None
