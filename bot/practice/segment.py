"""Segments: which there are, and naming who leads them."""

from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.errors import UserError
from bot.model import Account, AccountStatus, Member, Role, RuleSetting, Segment, SignalLimit
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.leader import OTHERS
from bot.practice.member import REFUSALS, Unchecked


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """A segment, or `*` for all others: how many accounts it has, and who was named to lead it."""

    id: str
    accounts: int
    leader_id: str | None
    leader_name: str | None
    leader_role: Role | None


def segments(session: Session, actor: Actor) -> list[SegmentFacts]:
    """All others first, then by name: the segments of accounts, and those that have settings."""
    team_id = actor.team_id
    counted = session.execute(
        select(Account.segment, func.count())
        .where(Account.team_id == team_id, Account.status == AccountStatus.ACTIVE)
        .group_by(Account.segment)
    )
    sizes = {row[0]: row[1] for row in counted}
    leading = select(Segment.id, Member.id, Member.name, Member.role).join(
        Member, (Member.team_id == Segment.team_id) & (Member.id == Segment.leader_id)
    )
    led = {row[0]: row for row in session.execute(leading.where(Segment.team_id == team_id))}
    ruled = session.scalars(
        union(
            select(RuleSetting.segment).where(RuleSetting.team_id == team_id),
            select(SignalLimit.segment).where(SignalLimit.team_id == team_id),
        )
    )
    names = {name for name in (*sizes, *led, *ruled) if name} - {OTHERS}
    others = sum(size for name, size in sizes.items() if name not in led)
    nobody = (None, None, None, None)
    return [
        SegmentFacts(OTHERS, others, *led.get(OTHERS, nobody)[1:]),
        *(
            SegmentFacts(name, sizes.get(name, 0), *led.get(name, nobody)[1:])
            for name in sorted(names, key=str.casefold)
        ),
    ]


def names(session: Session, actor: Actor) -> list[str]:
    """The segments that accounts are in, by name."""
    known = session.scalars(
        select(Account.segment)
        .where(Account.team_id == actor.team_id, Account.segment.is_not(None))
        .distinct()
        .order_by(Account.segment)
    )
    return [one for one in known if one]


def segment_named(session: Session, actor: Actor, written: str) -> str:
    """The segment of that name in any case of letters; a UserError names those there are."""
    known = names(session, actor)
    for name in known:
        if name.casefold() == written.casefold():
            return name
    there = f" There are: {', '.join(known[:10])}." if known else ""
    raise UserError(f"No account is in a segment “{written[:60]}”.{there}")


def segment_to_change(session: Session, actor: Actor, segment_id: str) -> SegmentFacts:
    """One segment, for a change by this actor, who must be an admin."""
    check_admin(actor)
    found = [one for one in segments(session, actor) if one.id == segment_id]
    if not found:
        raise UserError("No account is in that segment any more. Open the settings again.")
    return found[0]


def set_leader(session: Session, actor: Actor, segment_id: str, leader_id: str | None) -> str:
    """Name who leads a segment, `*` for all others; None leaves it to them. The segment's id.

    Unchecked where Slack must be asked first who that is.
    """
    segment_to_change(session, actor, segment_id)
    if leader_id is not None:
        member = session.get(Member, (actor.team_id, leader_id))
        if member is None:
            raise Unchecked(leader_id)
        if member.standing in REFUSALS:
            raise UserError("That person is no full member of this workspace.", "leader_id")
    insert_new(session, Segment, team_id=actor.team_id, id=segment_id)
    key = (actor.team_id, segment_id)
    segment = session.get_one(Segment, key, with_for_update=True, populate_existing=True)
    with audit.change(session, actor, "segment.set_leader", segment, None):
        segment.leader_id = leader_id
    return segment_id
