"""Players as people read and write them."""

from dataclasses import replace
from datetime import date

from bot.model import PlayerRole, Side
from bot.practice.numbering import account_of
from bot.practice.player import PlayerContact, PlayerFacts, PlayerPage
from bot.practice.survey import language_of
from bot.ui.blocks import (
    Block,
    Element,
    actions,
    button,
    context,
    modal,
    notice,
    option,
    overflow,
    section,
)
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.survey import LANGUAGES
from bot.ui.text import Mrkdwn, count, day, distance, join, md, short

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
    Field(
        name="responsibilities",
        label="What is this person responsible for?",
        kind=Kind.TEXT,
        most=1000,
        example="Tells the teams, and asks for time in the monthly meeting",
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


def edit_form(player: PlayerFacts) -> Block:
    """The window to write a player anew."""
    fields = [replace(field, initial=getattr(player, field.name)) for field in FIELDS]
    return window(
        "Edit player",
        fields,
        callback=Id.PLAYER_SAVE_EDIT,
        submit="Save",
        metadata=player.id,
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
    last = last_contact(found.player, found.today)
    return join([line(found.player), md("{} · {}", short(found.account_name, 80), last)])


def last_contact(player: PlayerFacts, today: date) -> Mrkdwn:
    """When somebody was last in touch with a player."""
    when = player.last_contact_on
    if when is None:
        return Mrkdwn("no contact noted yet")
    return md("last in touch {} ({})", distance(when, today), day(when))


def contacted(found: PlayerContact) -> Block:
    """What the person sees after a contact was noted."""
    return notice("Contact noted", [section(_contact(found))], account_of(found.player.id))


def line(player: PlayerFacts) -> Mrkdwn:
    """A player on one line."""
    measures = player.measures_success_by
    tail = md(" · measures success by: {}", short(measures, 120)) if measures else Mrkdwn("")
    return md("{}{}", who(player), tail)


def who(player: PlayerFacts) -> Mrkdwn:
    """A player by name, role and side."""
    return md("*{}* — {}, {}", short(player.name, 80), words_of(player.role), SIDES[player.side])


def saved(player: PlayerFacts) -> Block:
    """What the person sees after a player was added or written anew."""
    return notice("Player saved", [section(line(player))], account_of(player.id))


def page(found: PlayerPage) -> Block:
    """The window with an account's players: who they are, and what can be done about each."""
    name, rows = short(found.account_name, 80), found.page.rows
    head = md("*{}* · {} · page {} of {}", name, count(found.there, "player"), *_numbers(found))
    blocks: list[Block] = [context(head), *(_row(one, found) for one in rows)]
    if not rows:
        blocks.append(section(md("No players yet. Who measures success here, and how?")))
    controls = _turns(found)
    if found.may_change:
        controls.append(button("Add a player", Id.PLAYER_ADD, found.account_id))
    if controls:
        blocks.append(actions(*controls))
    return modal("Players", blocks, callback=Id.NOTICE, close="Close", metadata=found.account_id)


def _numbers(found: PlayerPage) -> tuple[int, int]:
    return found.page.number, found.page.pages


def _row(player: PlayerFacts, found: PlayerPage) -> Block:
    text = join([md("{}{}", who(player), _standing(player, found.today)), *_about(player)])
    is_to_change = found.may_change and player.left_on is None
    return section(text, _menu(player) if is_to_change else None)


def _standing(player: PlayerFacts, today: date) -> Mrkdwn:
    """Since when somebody is gone, else the last contact; of our own side only where noted."""
    if player.left_on is not None:
        return md(" · left {}", day(player.left_on))
    if player.side is Side.SUPPLIER and player.last_contact_on is None:
        return Mrkdwn("")
    return md(" · {}", last_contact(player, today))


def _about(player: PlayerFacts) -> list[Mrkdwn]:
    told = (
        ("measures success by", player.measures_success_by),
        ("responsible for", player.responsibilities),
        ("e-mail", player.email),
        ("is asked in", LANGUAGES[language_of(player.language)] if player.language else None),
        ("time zone", player.zone),
    )
    lines = [md("{}: {}", words, short(text, 300)) for words, text in told if text]
    wants_none = player.no_surveys_since is not None
    return lines + ([Mrkdwn("wants no surveys")] if wants_none else [])


def _menu(player: PlayerFacts) -> Element:
    choices = (
        ("Edit", Id.PLAYER_EDIT),
        ("Note contact", Id.PLAYER_CONTACT),
        ("Has left", Id.PLAYER_LEAVE),
        *([("Language and surveys", Id.PLAYER_SURVEY)] if player.side is Side.CUSTOMER else []),
    )
    options = [option(words, f"{action} {player.id}") for words, action in choices]
    return overflow(Id.PLAYER_MENU, options)


def _turns(found: PlayerPage) -> list[Element]:
    number, pages = _numbers(found)
    turns = []
    if number > 1:
        turns.append(button("Earlier", Id.PLAYERS_PAGE, f"{found.account_id} {number - 1}"))
    if number < pages:
        turns.append(button("More", Id.PLAYERS_NEXT, f"{found.account_id} {number + 1}"))
    return turns
