"""Dashboards in Slack: asked by command, chosen by role, period and segment, and explained."""

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Audience
from bot.practice import dashboard as practice
from bot.practice import dashboard_admin, dashboard_leader, dashboard_words
from bot.practice.actor import Actor
from bot.practice.dashboard_words import Wanted
from bot.practice.page_link import OFFERED
from bot.ui import dashboard as ui
from bot.ui import dashboard_leader as leaders
from bot.ui.blocks import Block
from handlers.call import Call
from handlers.reply import Answer, Reply, Window

GONE = "That figure is not on the dashboard any more. Ask for the dashboard again."


async def show(call: Call) -> Reply:
    """`dashboard [segment:…] [quarter|half|year]`, for the role of whoever asks."""
    wanted = await call.read(dashboard_words.of_words, call.words)
    return await _shown(call, wanted)


async def turn(call: Call) -> Reply:
    """Another dashboard, period or segment, in place of this one."""
    wanted = await call.read(dashboard_words.of_button, call.value)
    return await _shown(call, wanted, replaces=True)


async def explain(call: Call) -> Reply:
    """“Why”: what a figure means, its formula, and what it counts."""
    name, _, written = call.value.partition(" ")
    wanted = await call.read(dashboard_words.of_button, written)
    found = await call.read(dashboard_leader.leader, wanted.length, wanted.segment)
    every = (*found.figures.success, *found.figures.business)
    figure = next((one for one in every if one.name == name), None)
    if figure is None:
        raise UserError(GONE)
    return Window(leaders.why(figure, found))


async def _shown(call: Call, wanted: Wanted, *, replaces: bool = False) -> Reply:
    blocks, offered = await call.read(_blocks, wanted)
    return Answer(ui.card(blocks, wanted, offered), replaces)


def _blocks(
    session: Session, actor: Actor, wanted: Wanted
) -> tuple[list[Block], tuple[Audience, ...]]:
    """The dashboard's own part, and which ones this person may choose from."""
    offered = OFFERED[actor.role]
    match wanted.audience:
        case Audience.LEADER:
            found = dashboard_leader.leader(session, actor, wanted.length, wanted.segment)
            return leaders.blocks(found, wanted), offered
        case Audience.ADMIN:
            return ui.admin(dashboard_admin.admin(session, actor)), offered
    return ui.csm(practice.csm(session, actor)), offered
