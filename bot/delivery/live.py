"""Live messages: whatever is done about a matter, wherever, its message says so in place."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.delivery import matter, outbox
from bot.delivery.kinds import Kind
from bot.model import Message, Nudge
from bot.model.nudge import PRESSING, SETTLED_UNSEEN
from bot.practice import audit, bundle, escalation
from bot.practice.nudge_action import acted_on
from bot.practice.nudges.sweep import settle
from bot.practice.working_time import hours_of
from bot.ui import nudge as ui
from bot.ui.blocks import Message as Rendered

AT_ONCE = 200
"""Messages that are brought up to date in one go."""


def follow_up(session: Session, team_id: str, now: datetime) -> None:
    """After somebody's change: close what it settled, and bring every message of it up to date.

    Where nothing presses at the accounts that were changed, this is one look-up in an index.
    """
    accounts, acted = audit.touched(session), acted_on(session)
    if not accounts:
        return
    session.flush()
    of_accounts = Nudge.account_id.in_(accounts) & PRESSING
    rows = session.execute(
        select(Nudge.id, Nudge.message_id, Nudge.escalation_id).where(
            Nudge.team_id == team_id,
            or_(of_accounts, Nudge.id.in_(acted)) if acted else of_accounts,
        )
    ).all()
    if not rows:
        return
    for account_id in accounts:
        settle(session, team_id, account_id, now)
    refresh_all(session, team_id, {one for row in rows for one in row[1:]}, now)
    matter.tell(session, team_id, matter.waiting(session, team_id, acted), now)
    _seen(session, team_id, [row.id for row in rows])


def refresh_all(
    session: Session, team_id: str, message_ids: Collection[str | None], now: datetime
) -> None:
    """Bring messages up to date, lane by lane."""
    for message_id in _in_turn(session, team_id, message_ids):
        refresh(session, team_id, message_id, now)


def _in_turn(session: Session, team_id: str, message_ids: Collection[str | None]) -> list[str]:
    """The messages lane by lane: whoever else changes some of them does it in the same order."""
    found = select(Message.id).where(Message.team_id == team_id, Message.id.in_(message_ids))
    return list(session.scalars(found.order_by(Message.lane, Message.id)))


def stale(session: Session, team_id: str) -> list[str]:
    """Some messages that do not say yet that a matter of theirs has settled by itself."""
    found = session.scalars(
        select(Nudge.message_id)
        .where(Nudge.team_id == team_id, SETTLED_UNSEEN)
        .distinct()
        .limit(AT_ONCE)
    )
    return sorted(filter(None, found))


def bring_up_to_date(session: Session, team_id: str, message_id: str, now: datetime) -> None:
    """Let a message, and its leaders' ones, say what of it has settled by itself."""
    settled = session.execute(
        select(Nudge.id, Nudge.escalation_id).where(
            Nudge.team_id == team_id, Nudge.message_id == message_id, SETTLED_UNSEEN
        )
    ).all()
    ids = {message_id, *(row.escalation_id for row in settled)}
    refresh_all(session, team_id, ids, now)
    _seen(session, team_id, [row.id for row in settled])


def _seen(session: Session, team_id: str, nudge_ids: Collection[str]) -> None:
    """What has settled by itself belongs to no live message: nobody can take that back."""
    session.execute(
        update(Nudge)
        .where(Nudge.team_id == team_id, Nudge.id.in_(nudge_ids), SETTLED_UNSEEN)
        .values(message_id=None)
        .execution_options(synchronize_session=False)
    )


def refresh(session: Session, team_id: str, message_id: str, now: datetime) -> None:
    """Render a message about matters anew, and change it where it says something else by now."""
    message = session.get(Message, (team_id, message_id))
    if message is None or not message.about:
        return
    hours = hours_of(session, team_id, [message.lane])[message.lane]
    shown = bundle.shown_in(session, message, hours, now)
    rendered = RENDER[Kind(message.kind)](session, team_id, shown)
    outbox.change(session, team_id, message_id, rendered.payload(), now=now)


def _bundle(_session: Session, _team_id: str, shown: bundle.Shown) -> Rendered:
    return ui.bundle(shown)


def _matter(_session: Session, _team_id: str, shown: bundle.Shown) -> Rendered:
    return ui.matter(shown)


def escalated(session: Session, team_id: str, shown: bundle.Shown) -> Rendered:
    """What a leader reads of matters, with their history."""
    matters = [line.nudge for line in shown.lines]
    return ui.escalation(shown, escalation.history(session, team_id, matters))


RENDER: dict[Kind, Callable[[Session, str, bundle.Shown], Rendered]] = {
    Kind.BUNDLE: _bundle,
    Kind.MATTER: _matter,
    Kind.ESCALATION: escalated,
}
