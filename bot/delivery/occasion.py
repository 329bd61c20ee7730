"""Occasions on their way: the people are asked, and their questions sent, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import response as delivery
from bot.delivery.follow_up import follow_up
from bot.edge import Edge
from bot.errors import UserError
from bot.model import Response, Role
from bot.practice import occasion
from bot.practice.actor import Actor
from bot.practice.occasion import Asking, AskingByHand
from bot.practice.way import Reach

ITSELF = "redthread"
"""Who asks where a survey goes by itself."""


def reach_of(edge: Edge) -> Reach:
    """What is set up here."""
    return Reach(mail=edge.smtp is not None, links=edge.links is not None)


def ask(session: Session, actor: Actor, occasion_id: str, said: Asking, reach: Reach) -> str:
    """Ask people about an occasion, within the limits; its id."""
    _send(session, actor, occasion.ask(session, actor, occasion_id, said, reach))
    return occasion_id


def ask_by_hand(
    session: Session, actor: Actor, account_id: str, said: AskingByHand, reach: Reach
) -> str:
    """Ask people of an account, within the limits; the id of the occasion that this makes."""
    made = occasion.ask_by_hand(session, actor, account_id, said, reach)
    _send(session, actor, made)
    return made[0].occasion_id


def ask_itself(
    session: Session, team_id: str, occasion_id: str, reach: Reach, now: datetime
) -> None:
    """Ask without anybody of ours; nothing happens where the limits forbid it by now."""
    bot = Actor(team_id, ITSELF, Role.ADMIN, "UTC", now)
    try:
        ask(session, bot, occasion_id, Asking(), reach)
    except UserError:
        return
    follow_up(session, team_id, now)


def _send(session: Session, actor: Actor, made: Sequence[Response]) -> None:
    for one in made:
        delivery.send(session, actor.team_id, one.id, actor.now)
