"""Who the customer's players are in Slack."""

from bot.practice.player_link import PlayersToLink
from bot.ui.blocks import Block, context, modal, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, join, md, short

FIELDS = (
    Field(
        name="player_id",
        label="Who of the plan?",
        kind=Kind.SEARCH,
        search=Id.PLAYER_OF_CUSTOMER,
        required=True,
        hint="A player of the customer. Add people with “player <account>”.",
    ),
    Field(
        name="user_id",
        label="Who is that in Slack?",
        kind=Kind.MEMBER,
        hint="Somebody of the customer’s workspace, who is in the shared channel. "
        "Nobody: the link is taken away.",
    ),
)


def form(found: PlayersToLink) -> Block:
    """The window to say who somebody is."""
    return window(
        "Who they are in Slack",
        FIELDS,
        note=context(_linked(found)),
        callback=Id.PLAYER_SAVE_LINK,
        submit="Save",
        metadata=found.account_id,
    )


def _linked(found: PlayersToLink) -> Mrkdwn:
    head = md("Who is linked can agree to the plan of *{}*, ", short(found.account_name, 80))
    head = md("{}suggest changes and tick off own steps.", head)
    names = [md("{} is <@{}>", short(name, 60), user) for name, user in found.linked]
    return join([head, join(names, " · ")]) if names else head


def saved(found: PlayersToLink) -> Block:
    """What the person sees after it was kept."""
    words = section(_linked(found))
    return modal("Saved", [words], callback=Id.NOTICE, close="Done")
