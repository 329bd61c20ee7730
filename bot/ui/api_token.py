"""API tokens as admins see them: a list of the settings, and a secret that is shown once."""

from bot.practice.api_token import TokenFacts
from bot.practice.pages import Page
from bot.ui.blocks import Block, Element, actions, button, modal, section
from bot.ui.form import Field, window
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.settings_lists import TOKENS, back_to, page_of
from bot.ui.text import Mrkdwn, clip, day, md, short
from bot.ui.working_time import back

NAME = (
    Field(
        name="name",
        label="What is it for?",
        required=True,
        most=80,
        example="Help desk, nightly export",
        hint="What comes with it names this as its source.",
    ),
)


def page(found: Page[TokenFacts], said: Mrkdwn | None = None) -> Block:
    """The tokens in use."""
    rows = [_row(one, found.number) for one in found.rows]
    hint = md("With a token another system sends readings, signals and the like: see docs/api.md.")
    make = button("Make a token", Id.API_TOKEN_ADD, str(found.number))
    return page_of("API tokens", TOKENS, found, rows, [said, hint], make, back())


def _row(token: TokenFacts, number: int) -> Block:
    used = md("last used {}", day(token.used_on)) if token.used_on else md("not used yet")
    made = day(token.created_at.date())
    return section(
        md("*{}*\nmade by {} {} · {}", token.name, member(token.created_by, None), made, used),
        button(
            "Revoke",
            Id.API_TOKEN_REVOKE,
            f"{number} {token.id}",
            spoken=f"Revoke {clip(token.name, 60)}",
        ),
    )


def form(number: int) -> Block:
    """The page to make a token; `number` is the page of the list to come back to."""
    note = section(md("It lets another system write to every account."), _back(number))
    return window(
        "New API token",
        NAME,
        note=note,
        callback=Id.API_TOKEN_SAVE,
        submit="Make",
        metadata=str(number),
    )


def made(name: str, secret: str, number: int) -> Block:
    """The secret, this once."""
    words = md("*{}*\n`{}`\nCopy it now: it is shown only this once.", short(name, 80), secret)
    return modal(
        "API token made",
        [section(words), actions(_back(number))],
        callback=Id.NOTICE,
        close="Done",
    )


def revoke_form(token: TokenFacts, number: int) -> Block:
    """The page to revoke a token."""
    words = md("*{}*\nWhatever uses it is refused from now on.", short(token.name, 80))
    return modal(
        "Revoke",
        [section(words, _back(number))],
        callback=Id.API_TOKEN_SAVE_REVOKE,
        submit="Revoke",
        metadata=f"{number} {token.id}",
    )


def _back(number: int) -> Element:
    return back_to(TOKENS, number)
