"""The ledger of surveys: who was asked when, and so who may be asked again from which day on.

A person is asked once in so many days, an account once in so many, across all surveys; an occasion
with several people is one asking of the account. Somebody who is a player of several accounts, by
the user's id in Slack or by the e-mail address, is one person. Days are those of the account's
owner.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from bot.model import Account, AccountStatus, Plan, Player, PlayerRole, Response, Side, Way
from bot.model.working_time import EVERYBODY
from bot.practice.survey_terms import Terms, of_segment, terms_by_segment
from bot.practice.way import Contact, Reach, way_of
from bot.practice.working_time import Hours, hours_of


@dataclass(frozen=True, slots=True)
class Askable:
    """A person who may be asked: by which way, when last, and from which day on again.

    `way` is None where nothing leads to them; `free_on` where they were not asked of late.
    """

    id: str
    name: str
    role: PlayerRole
    zone: str | None
    way: Way | None
    asked_on: date | None
    free_on: date | None

    def is_free(self, today: date) -> bool:
        """Whether they may be asked today."""
        return self.way is not None and (self.free_on is None or self.free_on <= today)


@dataclass(frozen=True, slots=True)
class Room:
    """What the limits leave at an account: when it was asked last, and from which day on again.

    `people` are all of the customer who may be asked at all; `silent` want no surveys. `hours` are
    the owner's, else the workspace's.
    """

    account_id: str
    account_name: str
    is_active: bool
    terms: Terms
    hours: Hours
    asked_on: date | None
    free_on: date | None
    people: tuple[Askable, ...]
    silent: tuple[str, ...]

    def today(self, now: datetime) -> date:
        """The owner's day."""
        return self.hours.local(now).date()

    def of_roles(self, roles: Collection[PlayerRole]) -> list[Askable]:
        """Those with one of these roles whom something leads to."""
        return [one for one in self.people if one.role in roles and one.way is not None]

    def free(self, roles: Collection[PlayerRole], today: date) -> list[Askable]:
        """Those with one of these roles who may be asked today, if the account may be."""
        if self.free_on is not None and self.free_on > today:
            return []
        return [one for one in self.of_roles(roles) if one.is_free(today)]

    def first_day(self, roles: Collection[PlayerRole], due_on: date) -> date:
        """The first day from `due_on` on that the limits leave for anybody of these roles."""
        of_people = [one.free_on or due_on for one in self.of_roles(roles)]
        return max(due_on, self.free_on or due_on, min(of_people, default=due_on))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a person, as a player of whichever account."""

    asked_at: datetime | None
    is_silent: bool


def hold(session: Session, team_id: str, account_id: str) -> None:
    """Let nobody else ask an account or its people until the commit.

    Rows are held in one order, the account first, so that nobody waits for whom they keep waiting.
    """
    account = select(Account.id).where(Account.team_id == team_id, Account.id == account_id)
    session.execute(account.with_for_update())
    people = _people(session, team_id, [account_id])
    ids = {one.id for one in _twins(session, team_id, people)}
    rows = select(Player.id).where(Player.team_id == team_id, Player.id.in_(ids))
    session.execute(rows.order_by(Player.id).with_for_update())


def room(session: Session, team_id: str, account_id: str, reach: Reach) -> Room:
    """See `rooms`, for one account."""
    return rooms(session, team_id, [account_id], reach)[account_id]


def rooms(
    session: Session, team_id: str, account_ids: Collection[str], reach: Reach
) -> dict[str, Room]:
    """What the limits leave at each of these accounts, in as many statements as for one."""
    session.flush()
    accounts = _accounts(session, team_id, account_ids)
    people = _people(session, team_id, account_ids)
    of_account: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for one in people:
        of_account[one.account_id].append(one)
    ledger = _Ledger(
        terms=terms_by_segment(session, team_id),
        hours=hours_of(session, team_id, {row.owner_id or EVERYBODY for row in accounts}),
        asked=_accounts_asked(session, team_id, account_ids),
        people=of_account,
        known=_known(session, team_id, people),
        reach=reach,
    )
    return {row.id: ledger.room(row) for row in accounts}


@dataclass(frozen=True, slots=True)
class _Ledger:
    """All that the limits go by, for many accounts."""

    terms: Mapping[str, Terms]
    hours: Mapping[str, Hours]
    asked: Mapping[str, datetime]
    people: Mapping[str, Sequence[Row[*tuple[Any, ...]]]]
    known: Mapping[str, _Known]
    reach: Reach

    def room(self, account: Row[*tuple[Any, ...]]) -> Room:
        """One account's."""
        terms = of_segment(self.terms, account.segment)
        hours = self.hours[account.owner_id or EVERYBODY]
        asked_on, free_on = _days(self.asked.get(account.id), hours, terms.account_days)
        people = self.people.get(account.id, ())
        return Room(
            account_id=account.id,
            account_name=account.name,
            is_active=account.status is AccountStatus.ACTIVE,
            terms=terms,
            hours=hours,
            asked_on=asked_on,
            free_on=free_on,
            people=tuple(
                self._askable(one, account.shared_in, hours, terms)
                for one in people
                if not self.known[one.id].is_silent
            ),
            silent=tuple(one.name for one in people if self.known[one.id].is_silent),
        )

    def _askable(
        self, one: Row[*tuple[Any, ...]], shared_in: str | None, hours: Hours, terms: Terms
    ) -> Askable:
        contact = Contact(
            slack_user_id=one.slack_user_id,
            is_at_home=one.is_at_home,
            email=one.email,
            shared_in=shared_in,
        )
        asked_on, free_on = _days(self.known[one.id].asked_at, hours, terms.person_days)
        way = way_of(contact, self.reach)
        return Askable(one.id, one.name, one.role, one.zone, way, asked_on, free_on)


def _days(asked_at: datetime | None, hours: Hours, between: int) -> tuple[date | None, date | None]:
    """The day of an asking by the owner's clock, and the first day on which the next may be."""
    if asked_at is None:
        return None, None
    asked_on = hours.local(asked_at).date()
    return asked_on, asked_on + timedelta(days=between)


def _accounts(
    session: Session, team_id: str, account_ids: Collection[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    return session.execute(
        select(
            Account.id,
            Account.name,
            Account.owner_id,
            Account.segment,
            Account.status,
            Plan.shared_in,
        )
        .outerjoin(
            Plan,
            (Plan.team_id == Account.team_id)
            & (Plan.account_id == Account.id)
            & Plan.ended_on.is_(None),
        )
        .where(Account.team_id == team_id, Account.id.in_(account_ids))
    ).all()


def _people(
    session: Session, team_id: str, account_ids: Collection[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The customer's people who are there, as they came."""
    return session.execute(
        select(
            Player.id,
            Player.account_id,
            Player.name,
            Player.role,
            Player.zone,
            Player.slack_user_id,
            (Player.slack_team_id == Player.team_id).label("is_at_home"),
            Player.email,
            func.lower(Player.email).label("address"),
        )
        .where(
            Player.team_id == team_id,
            Player.account_id.in_(account_ids),
            Player.side == Side.CUSTOMER,
            Player.left_on.is_(None),
            Player.forgotten_at.is_(None),
        )
        .order_by(Player.created_at, Player.id)
    ).all()


def _twins(
    session: Session, team_id: str, people: Sequence[Row[*tuple[Any, ...]]]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The same persons as players of any account, also where they have left it."""
    address = func.lower(Player.email)
    ids = {one.id for one in people}
    users = {one.slack_user_id for one in people} - {None}
    addresses = {one.address for one in people} - {None}
    return session.execute(
        select(
            Player.id, Player.slack_user_id, address.label("address"), Player.no_surveys_since
        ).where(
            Player.team_id == team_id,
            or_(
                Player.id.in_(ids),
                *([Player.slack_user_id.in_(users)] if users else []),
                *([address.in_(addresses)] if addresses else []),
            ),
        )
    ).all()


def _known(
    session: Session, team_id: str, people: Sequence[Row[*tuple[Any, ...]]]
) -> dict[str, _Known]:
    """When each of these people was asked last, and whether they want no surveys."""
    twins = _twins(session, team_id, people)
    asked = _people_asked(session, team_id, {one.id for one in twins})
    same: dict[str, set[str]] = defaultdict(set)
    for one in twins:
        for name in _names(one):
            same[name].add(one.id)
    silent = {one.id for one in twins if one.no_surveys_since is not None}
    found = {}
    for one in people:
        ids = {one.id}.union(*(same[name] for name in _names(one)))
        last = max((asked[id_] for id_ in ids if id_ in asked), default=None)
        found[one.id] = _Known(last, not ids.isdisjoint(silent))
    return found


def _names(one: Row[*tuple[Any, ...]]) -> list[str]:
    """By what a person is known at any account: no address looks like a user's id."""
    return [name for name in (one.slack_user_id, one.address) if name]


def _people_asked(
    session: Session, team_id: str, player_ids: Collection[str]
) -> dict[str, datetime]:
    """When each of these players was asked last."""
    rows = session.execute(
        select(Response.player_id, func.max(Response.asked_at))
        .where(Response.team_id == team_id, Response.player_id.in_(player_ids))
        .group_by(Response.player_id)
    )
    return {player_id: at for player_id, at in rows if player_id is not None}


def _accounts_asked(
    session: Session, team_id: str, account_ids: Collection[str]
) -> dict[str, datetime]:
    """When each account was asked last."""
    rows = session.execute(
        select(Response.account_id, func.max(Response.asked_at))
        .where(Response.team_id == team_id, Response.account_id.in_(account_ids))
        .group_by(Response.account_id)
    )
    return {row[0]: row[1] for row in rows}
