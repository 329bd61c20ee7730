"""What an operator does with mails: see what is stuck, send again, drop; and pruning."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import CursorResult, case, delete, func, or_, select
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, announce
from bot.delivery.mend import Backlog
from bot.errors import UserError
from bot.model import Mail, MailState
from bot.practice.mail import MAILS

State = MailState
OPEN = (State.DEAD, State.UNKNOWN, State.WAITING)
KEPT = {State.SENT: 30, State.DROPPED: 30, State.DEAD: 90, State.UNKNOWN: 90}
"""Days for which a mail is kept once nothing more happens to it."""


def backlog(session: Session) -> Backlog:
    """Of all workspaces."""
    rows = session.execute(
        select(Mail.state, func.count(), func.min(Mail.created_at))
        .where(Mail.state.in_(OPEN))
        .group_by(Mail.state)
    )
    found = {state: (count, since) for state, count, since in rows}
    dead, unknown, waiting = (found.get(state, (0, None)) for state in OPEN)
    return Backlog(dead[0], unknown[0], *waiting)


def listed(
    session: Session, team_id: str, states: Sequence[MailState], most: int
) -> Sequence[Mail]:
    """Mails in these states, the dead first, then the unknown; of each the newest first."""
    rank = case({state.value: place for place, state in enumerate(OPEN)}, value=Mail.state)
    found = select(Mail).where(Mail.team_id == team_id, Mail.state.in_(states))
    return session.scalars(
        found.order_by(func.coalesce(rank, len(OPEN)), Mail.id.desc()).limit(most)
    ).all()


def retry(session: Session, team_id: str, mail_id: str) -> None:
    """Send it at once."""
    mail = _in_reach(session, team_id, mail_id)
    mail.state, mail.attempts = State.WAITING, 0
    mail.reason = mail.settled_at = None
    mail.due_at = session.execute(select(DatabaseNow())).scalar_one()
    announce(session, MAILS)


def drop(session: Session, team_id: str, mail_id: str) -> None:
    """Never send it."""
    mail = _in_reach(session, team_id, mail_id)
    mail.state = State.DROPPED
    mail.settled_at = session.execute(select(DatabaseNow())).scalar_one()


def _in_reach(session: Session, team_id: str, mail_id: str) -> Mail:
    """A mail about which something can be decided; nobody sends it meanwhile."""
    mail = session.get_one(Mail, (team_id, mail_id), with_for_update=True)
    now = session.execute(select(DatabaseNow())).scalar_one()
    if mail.lease_until is not None and mail.lease_until > now:
        raise UserError(f"The mail {mail_id} is being sent. Try again in a few minutes.")
    if mail.state not in OPEN:
        done = "was sent" if mail.state is State.SENT else "was dropped"
        raise UserError(f"The mail {mail_id} {done} already.")
    mail.lease_until = mail.lease_owner = None
    return mail


def prune(session: Session) -> int:
    """Forget mails that are settled for long; how many."""
    now = session.execute(select(DatabaseNow())).scalar_one()
    is_old = or_(
        *(
            (Mail.state == state) & (Mail.settled_at < now - timedelta(days=days))
            for state, days in KEPT.items()
        )
    )
    result = session.execute(delete(Mail).where(is_old))
    return result.rowcount if isinstance(result, CursorResult) else 0
