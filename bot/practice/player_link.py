"""Which user in Slack a player of the customer is: said by our side, never guessed from a name."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import Player, Side, Standing
from bot.practice import audit, player
from bot.practice.access import account_to_change
from bot.practice.actor import Actor
from bot.practice.dates import all_zones
from bot.practice.member import Profile, record_profile


@dataclass(frozen=True, slots=True)
class PlayersToLink:
    """An account whose customer's players can be linked, and who is linked already."""

    account_id: str
    account_name: str
    linked: tuple[tuple[str, str], ...]


def to_link(session: Session, actor: Actor, account_id: str) -> PlayersToLink:
    """The account, for this actor to say who its players are in Slack."""
    account = account_to_change(session, actor, account_id)
    rows = session.execute(
        select(Player.name, Player.slack_user_id)
        .where(
            Player.team_id == actor.team_id,
            Player.account_id == account_id,
            Player.side == Side.CUSTOMER,
            Player.slack_team_id.is_not(None),
            Player.left_on.is_(None),
        )
        .order_by(Player.created_at, Player.id)
        .limit(player.MOST)
    )
    linked = tuple((row.name, row.slack_user_id) for row in rows)
    return PlayersToLink(account_id, account.name, linked)


def link(
    session: Session, actor: Actor, account_id: str, player_id: str, person: Profile | None
) -> str:
    """Say who a player of the customer is in Slack; with nobody, that this is open again.

    Gives the player's id. The person's zone follows Slack unless it is known. Only people of
    another workspace can be one: a colleague must not be able to agree in the customer's place.
    """
    account_to_change(session, actor, account_id)
    found = player.get(session, actor, account_id, player_id, "player_id")
    _check(session, found, person)
    if person is not None:
        record_profile(session, actor.team_id, person, actor.now)
    with audit.change(session, actor, "player.link", found, account_id):
        found.slack_user_id = person.id if person else None
        found.slack_team_id = person.home if person else None
        if person and found.zone is None and person.zone in all_zones():
            found.zone = person.zone
    return player_id


def _check(session: Session, found: Player, person: Profile | None) -> None:
    if found.side is not Side.CUSTOMER:
        wrong = f"{found.name} is on our side. Choose somebody of the customer."
        raise FormError({"player_id": wrong})
    if person is None:
        return
    if person.standing is not Standing.OUTSIDER or not person.home:
        raise FormError({"user_id": "Choose somebody of the customer’s own workspace."})
    taken = session.scalar(
        select(Player.name).where(
            Player.team_id == found.team_id,
            Player.account_id == found.account_id,
            Player.slack_user_id == person.id,
            Player.left_on.is_(None),
            Player.id != found.id,
        )
    )
    if taken is not None:
        raise UserError(f"That is {taken} already. One person is one player.", "user_id")
