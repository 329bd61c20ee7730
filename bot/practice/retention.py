"""Retention: answers that are older than they are kept lose their persons and words, not scores."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.model import AuditEvent, Mail, Response, ResponseState
from bot.practice import forget_rows
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.survey_terms import terms_by_segment
from bot.practice.traces import ERASED
from bot.practice.verification_answer import BY_LINK

AT_ONCE = 1000
"""Answers in one transaction: the next run goes on."""


def erase(session: Session, team_id: str, now: datetime) -> int:
    """Erase what is too old, where a workspace set how long it keeps answers; how many answers.

    The history of an answer loses the same. Messages about it go earlier, see `mend.prune`.
    """
    keep_days = terms_by_segment(session, team_id)[ALL_SEGMENTS].keep_days
    if keep_days is None:
        return 0
    old = session.scalars(
        select(Response)
        .where(
            Response.team_id == team_id,
            Response.asked_at < now - timedelta(days=keep_days),
            Response.state != ResponseState.ASKED,
            or_(Response.answered_at.is_(None), Response.answered_at < now - timedelta(keep_days)),
            or_(
                Response.player_id.is_not(None),
                Response.words.is_not(None),
                Response.reply.is_not(None),
            ),
        )
        .order_by(Response.asked_at)
        .limit(AT_ONCE)
    ).all()
    for one in old:
        one.player_id = one.words = one.reply = one.message_id = one.follow_up_on = None
        one.may_quote = False
    ids = [one.id for one in old]
    forget_rows.erase_events(session, team_id, {one.account_id for one in old}, ids)
    session.execute(
        update(AuditEvent)
        .where(
            AuditEvent.team_id == team_id,
            AuditEvent.subject_id.in_(ids),
            AuditEvent.verb == "response.answer",
        )
        .values(actor_id=f"{BY_LINK}{ERASED}")
    )
    session.execute(
        update(Mail).where(Mail.team_id == team_id, Mail.response_id.in_(ids)).values(reason=None)
    )
    return len(old)
