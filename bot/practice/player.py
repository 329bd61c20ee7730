"""Players: the people on both sides of a plan."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Player, PlayerRole, Side
from bot.practice import audit, sponsor
from bot.practice.access import account_to_change, get_account, may_change
from bot.practice.actor import Actor
from bot.practice.numbering import next_id
from bot.practice.pages import Page, page_of
from bot.practice.rows import OFFERED, Named, as_facts

MOST = 200
"""As many as a plan may have: enough for any, and a bound for every list."""
GONE = "That player is gone. Look at the account again."


@dataclass(frozen=True, slots=True)
class PlayerFacts:
    """One person of a plan; see `bot.model.player`."""

    id: str
    name: str
    side: Side
    role: PlayerRole
    measures_success_by: str | None
    responsibilities: str | None
    email: str | None
    last_contact_on: date | None
    left_on: date | None
    language: str | None
    zone: str | None
    no_surveys_since: datetime | None


@dataclass(frozen=True, slots=True)
class PlayerPage:
    """One page of an account's players as of `today`, who left last; `there` counts the others."""

    account_id: str
    account_name: str
    page: Page[PlayerFacts]
    there: int
    may_change: bool
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerDetails:
    """What a person may write of a player."""

    name: str
    side: Side
    role: PlayerRole
    measures_success_by: str | None = None
    responsibilities: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class PlayerContact:
    """A player as of `today`, with the account's name: what the window about a contact shows."""

    player: PlayerFacts
    account_name: str
    today: date


FACTS = select(
    Player.id,
    Player.name,
    Player.side,
    Player.role,
    Player.measures_success_by,
    Player.responsibilities,
    Player.email,
    Player.last_contact_on,
    Player.left_on,
    Player.language,
    Player.zone,
    Player.no_surveys_since,
)
IN_ORDER = (Player.side, Player.created_at, Player.id)


def players_of(session: Session, actor: Actor, account_id: str) -> tuple[PlayerFacts, ...]:
    """The players of an account but for those who left, the customer's first, then as they came."""
    rows = session.execute(
        FACTS.where(
            Player.team_id == actor.team_id,
            Player.account_id == account_id,
            Player.left_on.is_(None),
        )
        .order_by(*IN_ORDER)
        .limit(MOST)
    )
    return tuple(as_facts(PlayerFacts, row) for row in rows)


def page(session: Session, actor: Actor, account_id: str, number: int) -> PlayerPage:
    """One page of all the players that an account has or had."""
    account = get_account(session, actor, account_id)
    rows = session.execute(
        FACTS.where(Player.team_id == actor.team_id, Player.account_id == account_id).order_by(
            Player.left_on.is_not(None), *IN_ORDER
        )
    )
    every = [as_facts(PlayerFacts, row) for row in rows]
    return PlayerPage(
        account_id=account_id,
        account_name=account.name,
        page=page_of(every, number),
        there=sum(one.left_on is None for one in every),
        may_change=may_change(session, actor, account),
        today=actor.today,
    )


def choices(
    session: Session, actor: Actor, account_id: str, typed: str, side: Side | None = None
) -> list[Named]:
    """The players, of one side where it is given, whose name has what was typed."""
    found = [p for p in players_of(session, actor, account_id) if side in (None, p.side)]
    return [Named(p.id, p.name) for p in found if typed.casefold() in p.name.casefold()][:OFFERED]


def facts(session: Session, actor: Actor, player_id: str) -> PlayerFacts:
    """One player; a UserError where there is none."""
    row = session.execute(
        FACTS.where(Player.team_id == actor.team_id, Player.id == player_id)
    ).one_or_none()
    if row is None:
        raise UserError(GONE)
    return as_facts(PlayerFacts, row)


def get(session: Session, actor: Actor, account_id: str, player_id: str, field: str) -> Player:
    """A player of this account, to be chosen; a UserError on the field for others and who left."""
    player = session.get(Player, (actor.team_id, player_id))
    if player is None or player.account_id != account_id:
        raise UserError("That player is not part of this account any more. Choose again.", field)
    if player.left_on is not None:
        raise UserError(f"{player.name} has left. Choose somebody else.", field)
    return player


def add(session: Session, actor: Actor, account_id: str, details: PlayerDetails) -> str:
    """Add a player to an account; the player's id."""
    account_to_change(session, actor, account_id)
    player = Player(
        team_id=actor.team_id,
        id=next_id(session, actor.team_id, account_id),
        account_id=account_id,
        created_at=actor.now,
        **asdict(details),
    )
    with audit.together(session):
        with sponsor.watched(session, actor, account_id, actor.today):
            session.add(player)
        audit.add(session, actor, "player.add", player, account_id)
    return player.id


def facts_to_change(session: Session, actor: Actor, player_id: str) -> PlayerFacts:
    """One player, for a change by this actor."""
    to_change(session, actor, player_id)
    return facts(session, actor, player_id)


def edit(session: Session, actor: Actor, player_id: str, details: PlayerDetails) -> str:
    """Write a player anew; the player's id. Who changes sides is nobody in Slack for now."""
    player = to_change(session, actor, player_id)
    with (
        audit.together(session),
        audit.change(session, actor, "player.edit", player, player.account_id),
        sponsor.watched(session, actor, player.account_id, actor.today),
    ):
        if details.side is not player.side:
            player.slack_user_id = player.slack_team_id = None
        for name, value in asdict(details).items():
            setattr(player, name, value)
    return player_id


def to_contact(session: Session, actor: Actor, player_id: str) -> PlayerContact:
    """One player, for this actor to note a contact."""
    account_id = to_change(session, actor, player_id).account_id
    account = get_account(session, actor, account_id)
    return PlayerContact(facts(session, actor, player_id), account.name, actor.today)


def note_contact(
    session: Session,
    actor: Actor,
    player_id: str,
    contact_on: date | None = None,
    note: str | None = None,
) -> str:
    """Note when somebody was last in touch with a player, today unless told; the player's id.

    The note is kept in the history of changes.
    """
    player = to_change(session, actor, player_id)
    day = contact_on or actor.today
    if day > actor.today:
        raise UserError("A contact on a day that is still to come has not happened.", "contact_on")
    with audit.change(session, actor, "player.contact", player, player.account_id, note=note):
        player.last_contact_on = day
    return player_id


def to_change(session: Session, actor: Actor, player_id: str) -> Player:
    """The player, for a change by this actor; a UserError where there is none, or none any more."""
    player = session.get(Player, (actor.team_id, player_id))
    if player is None:
        raise UserError(GONE)
    account_to_change(session, actor, player.account_id)
    if player.left_on is not None:
        raise UserError(f"{player.name} has left. See who is there with “players”.")
    return player
