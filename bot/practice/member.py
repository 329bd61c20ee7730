"""Members: who may come in, and what each may do."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.errors import UserError
from bot.model import Account, Member, Role, Standing, WorkingTime, Workspace
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.dates import all_zones
from bot.practice.rows import ask

FRESH_FOR = timedelta(hours=24)
USER_ID = re.compile(r"[UW][A-Z0-9]{1,31}")
"""Slack's id of a person, such as U012AB3CD."""

REFUSALS = {
    Standing.GUEST: "Redthread is for full members of this workspace; you are here as a guest. "
    "Please ask your contact in the customer-success team.",
    Standing.BOT: "Redthread answers people, not other bots.",
    Standing.OUTSIDER: "Redthread is for members of the workspace that installed it; you belong to "
    "another one. Please ask your contact in the customer-success team.",
    Standing.DEACTIVATED: "Your Slack account is deactivated here. Please ask an admin.",
}

LAST_ADMIN = (
    "There would be no admin left, and only an admin can name one. Make somebody else an admin "
    "first: `/success role @person admin`."
)


class Unchecked(Exception):  # noqa: N818 - not an error: a question to Slack
    """Nobody has asked Slack yet who this is."""

    def __init__(self, user_id: str) -> None:
        super().__init__(user_id)
        self.user_id = user_id


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of one of its users. `home` is the workspace where the user is at home."""

    id: str
    name: str
    email: str | None
    zone: str | None
    standing: Standing
    home: str = ""


_zone = func.coalesce(WorkingTime.zone, Member.zone).label("zone")
KNOWN = (
    select(Member.role, Member.standing, _zone)
    .outerjoin(WorkingTime, (WorkingTime.team_id == Member.team_id) & (WorkingTime.id == Member.id))
    .where(Member.team_id == bindparam("team_id"), Member.id == bindparam("user_id"))
)
"""The zone is the one that the member chose, else Slack's."""


def acting(
    session: Session, team_id: str, user_id: str, now: datetime, admins: Collection[str]
) -> Actor:
    """The actor behind a request.

    Raises Unchecked for somebody never looked up, and UserError for guests, bots, people of other
    workspaces and deactivated users. `admins` are named in the settings and need no look-up.
    """
    row = ask(session, KNOWN, team_id=team_id, user_id=user_id).one_or_none()
    named_admin = user_id in admins
    if row is None:
        if not USER_ID.fullmatch(user_id) or session.get(Workspace, team_id) is None:
            raise UserError("Slack did not say who you are and where. Please try again.")
        if not named_admin:
            raise Unchecked(user_id)
        return Actor(team_id, user_id, Role.ADMIN, "UTC", now)
    if row.standing in REFUSALS:
        raise UserError(REFUSALS[row.standing])
    role = Role.ADMIN if named_admin else row.role
    return Actor(team_id, user_id, role, row.zone or "UTC", now)


def record_profile(session: Session, team_id: str, profile: Profile, now: datetime) -> None:
    """Keep what Slack says of a user; the role stays what an admin made it."""
    insert_new(session, Member, team_id=team_id, id=profile.id, role=Role.CSM, name="")
    member = session.get_one(Member, (team_id, profile.id))
    member.name = profile.name[:255]
    member.email = profile.email
    member.zone = profile.zone if profile.zone in all_zones() else None
    member.standing = profile.standing
    member.checked_at = now


def update_profile(session: Session, team_id: str, profile: Profile, now: datetime) -> None:
    """Keep what Slack says of a member who is known; others are met when they come."""
    if session.get(Member, (team_id, profile.id)) is not None:
        record_profile(session, team_id, profile, now)


def name_member(session: Session, team_id: str, user_id: str) -> None:
    """Let in somebody whom an operator named, for example as an owner in an import."""
    insert_new(session, Member, team_id=team_id, id=user_id, role=Role.CSM, name="")


def due_for_check(session: Session, team_id: str, now: datetime, most: int = 50) -> list[str]:
    """The members of whom Slack was not asked for a day, those never asked first.

    Owners who never came are members, too: they are to hear of what is theirs.
    """
    stale = or_(Member.checked_at.is_(None), Member.checked_at < now - FRESH_FOR)
    known = session.scalars(
        select(Member.id)
        .where(Member.team_id == team_id, stale)
        .order_by(Member.checked_at.is_not(None), Member.checked_at)
        .limit(most)
    ).all()
    is_member = exists().where(Member.team_id == Account.team_id, Member.id == Account.owner_id)
    unknown = session.scalars(
        select(Account.owner_id)
        .where(Account.team_id == team_id, Account.owner_id.is_not(None), ~is_member)
        .distinct()
        .limit(most)
    )
    return [*filter(None, unknown), *known][:most]


def names_of(session: Session, actor: Actor, user_ids: Collection[str]) -> dict[str, str]:
    """What people whom the bot has met are called, by their ids; also those of the customer."""
    rows = session.execute(
        select(Member.id, Member.name).where(
            Member.team_id == actor.team_id, Member.id.in_(user_ids), Member.name != ""
        )
    )
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A colleague, and what this person may do."""

    id: str
    name: str
    role: Role


def colleagues(session: Session, actor: Actor) -> list[MemberFacts]:
    """The full members that the bot has met, by name."""
    rows = session.execute(
        select(Member.id, Member.name, Member.role)
        .where(Member.team_id == actor.team_id, Member.standing.not_in(REFUSALS))
        .order_by(func.lower(Member.name), Member.id)
    )
    return [MemberFacts(*row) for row in rows]


def set_role(
    session: Session, actor: Actor, user_id: str, role: Role, named: Collection[str] = ()
) -> str:
    """Give a member a role; the member's id. `named` are the admins by the settings.

    Only an admin may, and one always stays. Unchecked where Slack must be asked first.
    """
    if actor.role is not Role.ADMIN:
        raise UserError("Only an admin gives roles. Admins are named in the setting ADMIN_USERS.")
    member = session.get(Member, (actor.team_id, user_id))
    if member is None:
        raise Unchecked(user_id)
    if member.standing in REFUSALS:
        raise UserError("That person is no full member of this workspace and can have no role.")
    steps_down = member.role is Role.ADMIN and role is not Role.ADMIN
    if steps_down and not named and not _other_admins(session, actor, user_id):
        raise UserError(LAST_ADMIN, "role")
    with audit.change(session, actor, "member.set_role", member, None):
        member.role = role
    return user_id


def _other_admins(session: Session, actor: Actor, user_id: str) -> bool:
    """Whether anybody else is an admin. Whoever else gives a role meanwhile waits here."""
    session.get_one(Workspace, actor.team_id, with_for_update=True)
    others = select(Member.id).where(
        Member.team_id == actor.team_id,
        Member.id != user_id,
        Member.role == Role.ADMIN,
        Member.standing.not_in(REFUSALS),
    )
    return session.scalars(others.limit(1)).first() is not None
