"""Links to pages in Slack: one's own, those for customers, and the list of what counts."""

from sqlalchemy.orm import Session

from bot.delivery import page_link as delivery
from bot.edge import Edge
from bot.errors import UserError
from bot.model import Audience
from bot.practice import dashboard_customer
from bot.practice import page_link as practice
from bot.practice.actor import Actor
from bot.practice.dashboard_customer import CustomerDashboard
from bot.practice.page_link import LinkFacts
from bot.ui import page_link as ui
from bot.ui.form import read
from bot.web.dashboard import link_to
from bot.web.links import Links
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Reply, Turned, Window

TICKED = "yes"


async def open_own(call: Call) -> Reply:
    """“Open as a page”: a link to one's own dashboard, for this person's eyes only."""
    if call.edge.links is None:
        await call.enter()
        return Window(ui.said("Your page", ui.NO_LINKS))
    if call.value not in set(Audience):
        raise UserError(practice.GONE)
    link_id = await call.write(practice.make, Audience(call.value))
    found = await call.read(practice.link_of, link_id)
    return Window(ui.own(found, _address(call, found)))


async def browse(call: Call) -> Reply:
    """“My links”: the list, over what is open."""
    return Window(ui.listed(await call.read(practice.in_use, page_number(call.value))))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    return Turned(ui.listed(await call.read(practice.in_use, page_number(call.value))))


async def revoke(call: Call) -> Reply:
    """“Revoke”: the link counts no more; the list of what is left."""
    await call.write(practice.revoke, call.value)
    return Turned(ui.listed(await call.read(practice.in_use, 1)))


async def offer(call: Call) -> Reply:
    """The window that makes a page for one of the customer's people."""
    if call.edge.links is None:
        await call.enter()
        return Window(ui.said("A page for them", ui.NO_LINKS))
    return Window(ui.offer(await call.read(practice.to_offer, call.value)))


async def save(call: Call) -> Reply:
    """The submitted window: first what they will see, then the link."""
    account_id, _, chosen = call.subject.partition(" ")
    if not chosen:
        answers = read(ui.fields(None), call.state)
        worth = TICKED if answers["shows_worth"] else ""
        player_id = answers["player_id"]
        found = await call.read(_preview, account_id, player_id, bool(worth))
        return Window(ui.preview(found, f"{account_id} {player_id} {worth}".rstrip()))
    player_id, _, worth = chosen.partition(" ")
    link_id = await call.write(_make, account_id, player_id, worth == TICKED)
    found_link = await call.read(practice.link_of, link_id)
    channel = await call.read(practice.channel_of, link_id)
    address = _address(call, found_link)
    return Window(ui.made(found_link, address, account_id, channel=channel is not None))


async def post(call: Call) -> Reply:
    """“Post in the shared channel”."""
    found = await call.read(practice.link_of, call.value)
    await call.write(delivery.post, call.value, _address(call, found))
    return Window(ui.said("Posted", "The link is in the shared channel."))


def _address(call: Call, found: LinkFacts) -> str:
    return link_to(_links(call.edge), call.team_id, found)


def _links(edge: Edge) -> Links:
    if edge.links is None:
        raise UserError(ui.NO_LINKS)
    return edge.links


def _preview(
    session: Session, actor: Actor, account_id: str, player_id: str, worth: bool
) -> CustomerDashboard:
    audience, reader = practice.reader_of(session, actor, account_id, player_id, shows_worth=worth)
    return dashboard_customer.dashboard(session, reader, audience)


def _make(session: Session, actor: Actor, account_id: str, player_id: str, worth: bool) -> str:
    return practice.make_for_player(session, actor, account_id, player_id, shows_worth=worth)
