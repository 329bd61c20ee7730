"""Players as people read and write them."""

from bot.model import PlayerRole, Side
from bot.practice.numbering import account_of
from bot.practice.player import PlayerFacts
from bot.ui.blocks import Block, context, notice, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, md, short

SIDES = {Side.CUSTOMER: "the customer's side", Side.SUPPLIER: "our side"}

FIELDS = (
    Field(name="name", label="Name", required=True, example="Jane Doe"),
    Field(
        name="side",
        label="Side",
        kind=Kind.RADIO,
        required=True,
        choices=tuple(Choice(side, words.capitalize()) for side, words in SIDES.items()),
        initial=Side.CUSTOMER,
        means=Side,
    ),
    Field(
        name="role",
        label="Role in the plan",
        kind=Kind.MENU,
        required=True,
        choices=tuple(Choice(role, words_of(role).capitalize()) for role in PlayerRole),
        initial=PlayerRole.CHAMPION,
        means=PlayerRole,
    ),
    Field(
        name="measures_success_by",
        label="How does this person measure success?",
        kind=Kind.TEXT,
        most=1000,
        example="Fewer escalations on Mondays",
    ),
    Field(name="email", label="E-mail", most=320, example="jane@example.com"),
)


def form(account_id: str, account_name: str) -> Block:
    """The window for a new player."""
    note = context(md("A person in the plan of *{}*.", short(account_name, 80)))
    return window(
        "Player",
        FIELDS,
        note=note,
        callback=Id.PLAYER_SAVE,
        submit="Add",
        metadata=account_id,
    )


def line(player: PlayerFacts) -> Mrkdwn:
    """A player on one line."""
    measures = player.measures_success_by
    tail = md(" · measures success by: {}", short(measures, 120)) if measures else Mrkdwn("")
    return md(
        "*{}* — {}, {}{}", short(player.name, 80), words_of(player.role), SIDES[player.side], tail
    )


def saved(player: PlayerFacts) -> Block:
    """What the person sees after a player was added."""
    return notice("Player added", [section(line(player))], account_of(player.id))
