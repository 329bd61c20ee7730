"""A customer's page on its way: its link, posted in the channel that both sides share."""

from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.errors import UserError
from bot.practice import page_link
from bot.practice.actor import Actor
from bot.ui import page_link as ui


def post(session: Session, actor: Actor, link_id: str, address: str) -> str:
    """Post the link of one that the actor made; its id. A UserError where no channel is shared."""
    found = page_link.link_of(session, actor, link_id)
    channel = page_link.channel_of(session, actor, link_id)
    if channel is None:
        raise UserError(
            "The plan is not shown to the customer in a channel now. Send the link yourself."
        )
    outbox.post(
        session,
        actor.team_id,
        channel,
        ui.posted(found.player_name or "", address).payload(),
        kind=Kind.NOTE,
        key=f"page-link:{link_id}",
        now=actor.now,
    )
    return link_id
