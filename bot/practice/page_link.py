"""Links to dashboards in a browser: made, listed, revoked, and checked each time one is opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.errors import UserError
from bot.model import (
    Account,
    Audience,
    AuditEvent,
    Member,
    PageLink,
    Plan,
    Player,
    PlayerRole,
    Role,
    Side,
    WorkingTime,
)
from bot.practice import audit, player
from bot.practice.access import get_account, open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.member import REFUSALS
from bot.practice.pages import Page, page_of
from bot.practice.player import PlayerFacts
from bot.practice.rows import as_facts, ask

OURS_FOR = timedelta(days=7)
THEIRS_FOR = timedelta(days=30)
"""So long a link counts: a colleague asks for a new one in Slack, a customer has to be sent one."""
MOST = 200
"""Links in use that one person made. More would be forgotten ones."""
OVER = "This page is not shared with you any more. Please ask whoever sent you the link."
GONE = "That link is gone. Look at the list again."

OFFERED = {
    Role.CSM: (Audience.CSM,),
    Role.LEADER: (Audience.LEADER, Audience.CSM),
    Role.ADMIN: (Audience.LEADER, Audience.ADMIN, Audience.CSM),
}
"""What each may see, the own one first."""
OF_PLAYER = {
    PlayerRole.SPONSOR: Audience.SPONSOR,
    PlayerRole.DECISION_MAKER: Audience.SPONSOR,
    PlayerRole.ADMINISTRATOR: Audience.ADMINISTRATOR,
}
"""What each of the customer sees; everybody else what a champion does."""


class Key(NamedTuple):
    """What a link names; what it opens is looked up each time."""

    team_id: str
    link_id: str


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link in use, as whoever made it sees it. Without a player it is the person's own."""

    id: str
    audience: Audience
    player_name: str | None
    account_name: str | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A player of the customer who came by a link: reads, of one plan, what is shared.

    It is no Actor and no Customer, so nothing that takes one of them is open to it.
    """

    team_id: str
    player_id: str
    name: str
    account_id: str
    plan_id: str
    shows_worth: bool
    zone: str
    now: datetime

    @property
    def today(self) -> date:
        """The day where our own side works on the account: a link knows nobody's zone."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Held:
    """A link that counts now: what it opens, for whom, until when."""

    audience: Audience
    who: Actor | Reader
    expires_at: datetime


def audience_of(role: PlayerRole) -> Audience:
    """What a player of this role sees."""
    return OF_PLAYER.get(role, Audience.CHAMPION)


def check_offered(actor: Actor, audience: Audience) -> None:
    """A UserError unless this is a dashboard for somebody of the actor's role."""
    if audience not in OFFERED[actor.role]:
        raise UserError("That dashboard is for leaders. Ask an admin what you should see.")


def make(session: Session, actor: Actor, audience: Audience) -> str:
    """A link to one of the actor's own dashboards; its id. One that counts for long is used on."""
    check_offered(actor, audience)
    fresh = select(PageLink.id).where(
        *_own(actor),
        PageLink.member_id == actor.id,
        PageLink.audience == audience,
        PageLink.created_at > actor.now - OURS_FOR / 7,
    )
    known = session.scalars(fresh.order_by(PageLink.created_at.desc()).limit(1)).first()
    return known or _add(session, actor, None, OURS_FOR, audience=audience, member_id=actor.id)


def make_for_player(
    session: Session, actor: Actor, account_id: str, player_id: str, *, shows_worth: bool
) -> str:
    """A link to a customer's dashboard, for one player by the player's role; its id."""
    found = to_show(session, actor, account_id, player_id)
    return _add(
        session,
        actor,
        account_id,
        THEIRS_FOR,
        audience=audience_of(found.role),
        player_id=player_id,
        account_id=account_id,
        shows_worth=shows_worth,
    )


@dataclass(frozen=True, slots=True)
class ToShow:
    """An account whose plan can be shown on a page, and who is asked for first."""

    account_id: str
    account_name: str
    likely: PlayerFacts | None


def to_offer(session: Session, actor: Actor, account_id: str) -> ToShow:
    """The account, for this actor to make a page for; a UserError without an open plan."""
    open_plan_to_change(session, actor, account_id)
    every = player.players_of(session, actor, account_id)
    likely = next((one for one in every if one.side is Side.CUSTOMER), None)
    return ToShow(account_id, get_account(session, actor, account_id).name, likely)


def channel_of(session: Session, actor: Actor, link_id: str) -> str | None:
    """The channel in which the plan behind a customer's link is shown; None where in none."""
    return session.scalar(
        select(Plan.shared_in)
        .join(
            PageLink,
            (PageLink.team_id == Plan.team_id) & (PageLink.account_id == Plan.account_id),
        )
        .where(*_own(actor), PageLink.id == link_id, Plan.ended_on.is_(None))
    )


def to_show(session: Session, actor: Actor, account_id: str, player_id: str) -> Player:
    """A player of the customer, for this actor to show the plan to."""
    open_plan_to_change(session, actor, account_id)
    found = player.get(session, actor, account_id, player_id, "player_id")
    if found.side is not Side.CUSTOMER:
        raise UserError("That is somebody of ours. Choose somebody of the customer.", "player_id")
    return found


def reader_of(
    session: Session, actor: Actor, account_id: str, player_id: str, *, shows_worth: bool
) -> tuple[Audience, Reader]:
    """Who a link for this player would let in, and to which dashboard: for the preview."""
    found = to_show(session, actor, account_id, player_id)
    plan = open_plan_to_change(session, actor, account_id)
    reader = Reader(
        team_id=actor.team_id,
        player_id=player_id,
        name=found.name,
        account_id=account_id,
        plan_id=plan.id,
        shows_worth=shows_worth,
        zone=actor.zone,
        now=actor.now,
    )
    return audience_of(found.role), reader


def _add(
    session: Session, actor: Actor, about: str | None, good_for: timedelta, **facts: object
) -> str:
    in_use = select(func.count()).select_from(PageLink).where(*_own(actor))
    if (session.scalar(in_use) or 0) >= MOST:
        raise UserError(f"You have {MOST} links in use. Revoke some that nobody needs.")
    link = PageLink(
        team_id=actor.team_id,
        id=new_id(),
        created_by=actor.id,
        created_at=actor.now,
        expires_at=actor.now + good_for,
        **facts,
    )
    audit.add(session, actor, "page_link.add", link, about)
    return link.id


def in_use(session: Session, actor: Actor, number: int) -> Page[LinkFacts]:
    """A page of the links that the actor made and that count, the newest first."""
    rows = session.execute(
        FACTS.where(*_own(actor)).order_by(PageLink.created_at.desc(), PageLink.id.desc())
    )
    return page_of([as_facts(LinkFacts, row) for row in rows], number)


def link_of(session: Session, actor: Actor, link_id: str) -> LinkFacts:
    """One that the actor made and that counts."""
    row = session.execute(FACTS.where(*_own(actor), PageLink.id == link_id)).one_or_none()
    if row is None:
        raise UserError(GONE)
    return as_facts(LinkFacts, row)


def revoke(session: Session, actor: Actor, link_id: str) -> str:
    """Let a link count no more; its id. Who made it may, and an admin; repeating is harmless."""
    link = session.get(PageLink, (actor.team_id, link_id))
    if link is None or (link.created_by != actor.id and actor.role is not Role.ADMIN):
        raise UserError(GONE)
    if link.revoked_at is None:
        with audit.change(session, actor, "page_link.revoke", link, link.account_id):
            link.revoked_at = actor.now
    return link_id


def _own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        PageLink.team_id == actor.team_id,
        PageLink.created_by == actor.id,
        PageLink.revoked_at.is_(None),
        PageLink.expires_at > actor.now,
    )


FACTS = (
    select(
        PageLink.id,
        PageLink.audience,
        Player.name,
        Account.name,
        PageLink.created_at,
        PageLink.expires_at,
    )
    .outerjoin(Player, (Player.team_id == PageLink.team_id) & (Player.id == PageLink.player_id))
    .outerjoin(Account, (Account.team_id == PageLink.team_id) & (Account.id == PageLink.account_id))
)
_reader_or_maker = or_(
    Member.id == PageLink.member_id,
    PageLink.member_id.is_(None) & (Member.id == PageLink.created_by),
)
HELD = (
    select(
        PageLink.audience,
        PageLink.member_id,
        PageLink.player_id,
        PageLink.account_id,
        PageLink.shows_worth,
        PageLink.expires_at,
        PageLink.revoked_at,
        Member.role,
        Member.standing,
        func.coalesce(WorkingTime.zone, Member.zone).label("zone"),
        Player.name.label("player_name"),
        Player.role.label("player_role"),
        Player.side,
        Player.left_on,
        Plan.id.label("plan_id"),
        select(func.max(AuditEvent.id))
        .where(AuditEvent.team_id == bindparam("team_id"))
        .scalar_subquery()
        .label("version"),
    )
    .outerjoin(Member, (Member.team_id == PageLink.team_id) & _reader_or_maker)
    .outerjoin(WorkingTime, (WorkingTime.team_id == Member.team_id) & (WorkingTime.id == Member.id))
    .outerjoin(Player, (Player.team_id == PageLink.team_id) & (Player.id == PageLink.player_id))
    .outerjoin(
        Plan,
        (Plan.team_id == PageLink.team_id)
        & (Plan.account_id == PageLink.account_id)
        & Plan.ended_on.is_(None),
    )
    .where(PageLink.team_id == bindparam("team_id"), PageLink.id == bindparam("link_id"))
)
"""All that decides, in one look, and the last change that the workspace remembers: as long as this
is the same, so is what a page shows. The zone is the member's, for a customer the maker's.
"""


def held(session: Session, key: Key, now: datetime, admins: Collection[str]) -> Held:
    """The link, as of now; a UserError, the same whatever there is, where it does not count.

    It does not after its time, when it was revoked, when its person has left, is no full member
    any more or has another role, and when the customer's plan is over.
    """
    row = ask(session, HELD, team_id=key.team_id, link_id=key.link_id).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise UserError(OVER)
    who = _member(row, key, now, admins) if row.member_id else _player(row, key, now)
    if who is None:
        raise UserError(OVER)
    return Held(row.audience, who, row.expires_at)


def _member(row: Row, key: Key, now: datetime, admins: Collection[str]) -> Actor | None:  # type: ignore[type-arg]
    """A member by present role and standing; None where that is not enough."""
    is_named = row.member_id in admins
    if row.standing in REFUSALS or (row.role is None and not is_named):
        return None
    role = Role.ADMIN if is_named else row.role
    if row.audience not in OFFERED[role]:
        return None
    return Actor(key.team_id, row.member_id, role, row.zone or "UTC", now)


def _player(row: Row, key: Key, now: datetime) -> Reader | None:  # type: ignore[type-arg]
    """A player who is still there, in the role that the link was made for."""
    is_there = row.player_role is not None and row.left_on is None and row.side is Side.CUSTOMER
    if not is_there or row.plan_id is None or audience_of(row.player_role) is not row.audience:
        return None
    return Reader(
        team_id=key.team_id,
        player_id=row.player_id,
        name=row.player_name,
        account_id=row.account_id,
        plan_id=row.plan_id,
        shows_worth=row.shows_worth,
        zone=row.zone or "UTC",
        now=now,
    )
