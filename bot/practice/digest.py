"""Digests: which channel hears of whose accounts, when, and who may decide that."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Digest, Member, Scope
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.channel import Channel
from bot.practice.rows import Named, matching

MONDAY, NINE = 1, time(9)
WEEK = timedelta(days=7)
LEADERS_ONLY = (
    "A digest shows figures to everybody in a channel, so a leader or an admin decides about it. "
    "Look at it for yourself with “digest preview”."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """When a channel hears, and of whose accounts. `weekday` is ISO's: 1 is Monday."""

    weekday: int = MONDAY
    at: time = NINE
    zone: str = "UTC"
    scope: Scope = Scope.ALL
    scope_of: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelDigest:
    """What a channel subscribed to. `about` says whose accounts, None where nobody's any more.

    `due_at` is when it comes next, None where the channel has none yet.
    """

    wanted: Subscription
    about: str | None
    due_at: datetime | None


def why_not(channel: Channel) -> str | None:
    """Why a digest cannot be posted there, as a sentence that says what to do; None where it can.

    Nobody of another company may read our figures.
    """
    if channel.is_direct:
        return "A digest belongs into a channel of your team. Ask for it there."
    if channel.is_shared:
        return (
            "This channel is shared with another company, and a digest shows internal figures. "
            "Ask for it in a channel of your own."
        )
    if not channel.is_member:
        return "I am not in this channel. Invite me with `/invite @Redthread`, then ask again."
    return None


def next_due(wanted: Subscription, after: datetime) -> datetime:
    """The first of its instants after that one.

    An hour that the clocks skip is taken as the same time before the change, one that comes twice
    as the first of both: one digest a week on either day.
    """
    zone = ZoneInfo(wanted.zone)
    today = after.astimezone(zone).date()
    day = today + timedelta(days=(wanted.weekday - today.isoweekday()) % 7)
    due = _instant(day, wanted.at, zone)
    return due if due > after else _instant(day + WEEK, wanted.at, zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, at, zone)
    return datetime.fromtimestamp(local.timestamp(), ZoneInfo("UTC"))


def of_channel(session: Session, actor: Actor, channel_id: str) -> Subscription | None:
    """What the channel subscribed to; None where it has no digest."""
    digest = session.get(Digest, (actor.team_id, channel_id))
    return subscription_of(digest) if digest else None


def subscription_of(digest: Digest) -> Subscription:
    """What a digest's row says."""
    return Subscription(
        weekday=digest.weekday,
        at=digest.at,
        zone=digest.zone,
        scope=digest.scope,
        scope_of=digest.scope_of,
    )


def to_change(session: Session, actor: Actor, channel_id: str) -> ChannelDigest:
    """What the channel has, or what to begin with, for a change by this actor."""
    _may_change(actor)
    digest = session.get(Digest, (actor.team_id, channel_id))
    wanted = subscription_of(digest) if digest else Subscription(zone=actor.zone)
    about = scope_name(session, actor.team_id, wanted.scope, wanted.scope_of)
    return ChannelDigest(wanted, about, digest.due_at if digest else None)


def _may_change(actor: Actor) -> None:
    if not actor.leads:
        raise UserError(LEADERS_ONLY)


def subscribe(session: Session, actor: Actor, channel_id: str, wanted: Subscription) -> str:
    """Let a channel have a digest, or another one than before; the channel's id."""
    _may_change(actor)
    if scope_name(session, actor.team_id, wanted.scope, wanted.scope_of) is None:
        raise UserError("Nobody's accounts are called so any more. Choose again.", "scope")
    values = asdict(wanted) | {
        "due_at": next_due(wanted, actor.now),
        "created_by": actor.id,
    }
    digest = session.get(Digest, (actor.team_id, channel_id), with_for_update=True)
    if digest is None:
        digest = Digest(
            team_id=actor.team_id,
            id=channel_id,
            told_until=values["due_at"] - WEEK,
            created_at=actor.now,
            **values,
        )
        session.add(digest)
        session.flush()
        after = audit.facts_of(digest)
        audit.record(session, actor, "digest.subscribe", channel_id, account_id=None, after=after)
        return channel_id
    with audit.change(session, actor, "digest.edit", digest, None):
        for name, value in values.items():
            setattr(digest, name, value)
    return channel_id


def unsubscribe(session: Session, actor: Actor, channel_id: str) -> str:
    """Let a channel have no digest any more; its id. A UserError where it has none."""
    _may_change(actor)
    digest = session.get(Digest, (actor.team_id, channel_id))
    if digest is None:
        raise UserError("This channel has no digest. Switch one on with “digest”.")
    before = audit.facts_of(digest)
    session.delete(digest)
    audit.record(session, actor, "digest.off", channel_id, account_id=None, before=before)
    return channel_id


def due(session: Session, team_id: str, now: datetime) -> list[str]:
    """The channels whose digest is due, the longest waiting first."""
    return list(
        session.scalars(
            select(Digest.id)
            .where(Digest.team_id == team_id, Digest.due_at <= now)
            .order_by(Digest.due_at, Digest.id)
        )
    )


def take_due(session: Session, team_id: str, channel_id: str, now: datetime) -> Digest | None:
    """The channel's digest, held until the commit; None where somebody else took it already."""
    return session.scalars(
        select(Digest)
        .where(Digest.team_id == team_id, Digest.id == channel_id, Digest.due_at <= now)
        .with_for_update()
    ).one_or_none()


def is_over(digest: Digest, now: datetime, *, told: bool) -> None:
    """Note when the next one is due. What was not `told` now will be then."""
    digest.due_at = next_due(subscription_of(digest), now)
    if told:
        digest.told_until = now


def scopes(session: Session, actor: Actor, typed: str) -> list[Named]:
    """Whose accounts a digest can be about: all, a segment's, an owner's; ids are `scope:of`."""
    segments = session.scalars(
        select(Account.segment)
        .where(Account.team_id == actor.team_id, Account.segment.is_not(None))
        .distinct()
        .order_by(Account.segment)
    )
    owners = session.execute(
        select(Member.id, Member.name)
        .join(Account, (Account.team_id == Member.team_id) & (Account.owner_id == Member.id))
        .where(Member.team_id == actor.team_id)
        .distinct()
        .order_by(Member.name, Member.id)
    )
    offered = [(f"{Scope.ALL}:", ALL_NAMED)]
    offered += [(f"{Scope.SEGMENT}:{one}", f"Segment {one}") for one in segments]
    offered += [(f"{Scope.OWNER}:{id_}", f"Customers of {name or id_}") for id_, name in owners]
    return matching(offered, typed)


ALL_NAMED = "All customers"


def scope_name(session: Session, team_id: str, scope: Scope, of: str | None) -> str | None:
    """A scope as people say it; None where its segment has no account, or its owner is unknown."""
    match scope:
        case Scope.SEGMENT:
            known = session.scalar(
                select(Account.segment)
                .where(Account.team_id == team_id, Account.segment == of)
                .limit(1)
            )
            return f"Segment {known}" if known else None
        case Scope.OWNER:
            owner = session.get(Member, (team_id, of or ""))
            return f"Customers of {owner.name or owner.id}" if owner else None
    return ALL_NAMED
