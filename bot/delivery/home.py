"""Home tabs: what a person's accounts need, written to the outbox when it changed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import UserError
from bot.practice import home as homes
from bot.practice.actor import Actor
from bot.practice.home import Filter, filter_of
from bot.practice.member import acting
from bot.ui import home as ui
from bot.ui.blocks import Block


def publish(
    session: Session,
    actor: Actor,
    shown: Filter | None = None,
    page: int = 1,
    above: Sequence[Block] = (),
) -> str:
    """Show the actor their accounts on their Home; the message's id, empty where they are there.

    `above` them stands what was asked for just now: it is gone with the next change.
    """
    view = ui.page(homes.home(session, actor, shown, page), above)
    return outbox.publish(session, actor.team_id, actor.id, view, now=actor.now) or ""


def republish(session: Session, actor: Actor) -> None:
    """Bring the actor's Home up to date, with the filter and page it shows, if it ever was shown.

    For whoever has just changed something: a Home that nobody opened costs one look-up.
    """
    state = _state(session, actor.team_id, actor.id)
    if state is not None:
        publish(session, actor, *state)


def opened(
    session: Session, team_id: str, user_id: str, now: datetime, admins: Collection[str]
) -> None:
    """Show somebody their Home as they left it; whoever may not come in reads why.

    Raises Unchecked for somebody never looked up.
    """
    try:
        actor = acting(session, team_id, user_id, now, admins)
    except UserError as refusal:
        outbox.publish(session, team_id, user_id, ui.closed(refusal.sentence), now=now)
        return
    publish(session, actor, *(_state(session, team_id, user_id) or (None, 1)))


def _state(session: Session, team_id: str, user_id: str) -> tuple[Filter | None, int] | None:
    """Which filter and page somebody's Home shows; None where it was not published."""
    last = outbox.last_home(session, team_id, user_id)
    if last is None:
        return None
    shown, _, page = str(last.payload["view"]["private_metadata"]).partition(" ")
    return filter_of(shown), int(page or 1)
