"""The bundle on its way: from a person's matters to one message in the outbox."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import live, outbox
from bot.delivery.kinds import Kind
from bot.practice import bundle
from bot.practice.nudge import Means
from bot.ui import nudge as ui


def send(session: Session, team_id: str, person_id: str, means: Means, now: datetime) -> bool:
    """Send a person's bundle of today, once; whether there was anything to say.

    `means` are the workspace's, by which the matters are put in order. Matters that an earlier
    message shows move to this one, and the earlier one says so.
    """
    came_at = bundle.begin(session, team_id, person_id, now)
    if came_at is None:
        return False
    shown, found = bundle.collect(session, team_id, person_id, came_at, means)
    if not found:
        return False
    message_id = outbox.post(
        session,
        team_id,
        person_id,
        ui.bundle(shown).payload(),
        kind=Kind.BUNDLE,
        key=f"bundle:{person_id}:{came_at.date()}",
        now=now,
        about=[line.nudge.id for line in shown.lines],
    )
    if message_id is None:
        return False
    earlier = bundle.take_over(session, team_id, message_id, found, now)
    bundle.let_go(session, team_id, person_id, earlier)
    for one in sorted(earlier):
        live.refresh(session, team_id, one, now)
    return True
