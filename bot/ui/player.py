"""Players as people read and write them."""

from datetime import date

from bot.model import PlayerRole, Side
from bot.practice.numbering import account_of
from bot.practice.player import PlayerContact, PlayerFacts
from bot.ui.blocks import Block, context, notice, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, day, distance, join, md, short

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


def contact_fields(today: date) -> tuple[Field, ...]:
    """The questions about the last contact."""
    return (
        Field(
            name="contact_on", label="Last in touch", kind=Kind.DAY, required=True, initial=today
        ),
        Field(
            name="note",
            label="What came of it?",
            kind=Kind.TEXT,
            most=2000,
            hint="It is kept in the history of the account.",
        ),
    )


def contact_form(found: PlayerContact) -> Block:
    """The window to note when somebody was last in touch with a player."""
    return window(
        "Last contact",
        contact_fields(found.today),
        note=section(_contact(found)),
        callback=Id.PLAYER_SAVE_CONTACT,
        submit="Save",
        metadata=found.player.id,
    )


def _contact(found: PlayerContact) -> Mrkdwn:
    when = found.player.last_contact_on
    last = md("last in touch {} ({})", distance(when, found.today), day(when)) if when else None
    head = md("{} · {}", short(found.account_name, 80), last or "no contact noted yet")
    return join([line(found.player), head])


def contacted(found: PlayerContact) -> Block:
    """What the person sees after a contact was noted."""
    return notice("Contact noted", [section(_contact(found))], account_of(found.player.id))


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
