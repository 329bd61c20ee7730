"""Digests: from the facts to a message in the channel, with the details in its thread."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.model import Digest
from bot.practice import digest_look
from bot.practice.channel import Channel
from bot.practice.digest import is_over, subscription_of, take_due, why_not
from bot.ui import digest as ui


def post(session: Session, team_id: str, channel: Channel, now: datetime) -> None:
    """Write the channel's digest to the outbox, once for each time that it is due.

    Where nothing may or can be posted there any more, whoever asked for the digest is told instead.
    """
    digest = take_due(session, team_id, channel.id, now)
    if digest is None:
        return
    key = f"digest:{channel.id}:{digest.due_at.astimezone(ZoneInfo(digest.zone)).date()}"
    reason = why_not(channel)
    if reason is not None:
        note = ui.not_posted(channel.id, reason).payload()
        outbox.post(
            session, team_id, digest.created_by, note, kind=Kind.NOTE, key=f"{key}:not", now=now
        )
    is_over(digest, now, told=reason is None and _tell(session, digest, key, now))


def _tell(session: Session, digest: Digest, key: str, now: datetime) -> bool:
    """Whether it was told: a day has one digest at most."""
    wanted = subscription_of(digest)
    facts = digest_look.facts(session, digest.team_id, wanted, now, digest.told_until)
    head = outbox.post(
        session,
        digest.team_id,
        digest.id,
        ui.head(facts).payload(),
        kind=Kind.DIGEST,
        key=key,
        now=now,
    )
    if head is None:
        return False
    for number, message in enumerate(ui.details(facts), 1):
        outbox.post(
            session,
            digest.team_id,
            digest.id,
            message.payload(),
            kind=Kind.DETAILS,
            key=f"{key}:{number}",
            now=now,
            thread_of=head,
        )
    return True
