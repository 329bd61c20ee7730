"""What an operator does with mails: send again, drop; and pruning. `mend` lists what is stuck."""

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, announce
from bot.delivery.mend import check_open, is_old
from bot.errors import UserError
from bot.model import Mail
from bot.model import MessageState as State
from bot.practice.mail import MAILS


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
    check_open("mail", mail_id, mail.state)
    mail.lease_until = mail.lease_owner = None
    return mail


def prune(session: Session) -> int:
    """Forget mails that are settled for long; how many."""
    result = session.execute(delete(Mail).where(is_old(session, Mail)))
    return result.rowcount if isinstance(result, CursorResult) else 0
