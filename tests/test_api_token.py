"""API tokens: made and revoked by admins in the settings, shown once."""

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.model import ApiToken, AuditEvent, Receipt, Role
from bot.practice import api_token
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

ADMIN = "U0ADMIN"


@pytest.fixture
def ada(bot: Bot, world: World, slack: FakeSlack) -> Person:
    slack.add_user(ADMIN, name="Ada Admin")
    world.member(ADMIN, name="Ada Admin")
    return bot.as_(ADMIN)


def secret_in(text: str) -> str:
    return next(word.strip("`") for word in text.split() if word.startswith("`rt-"))


def test_made_shown_once_used_and_revoked(bot: Bot, world: World, ada: Person) -> None:
    settings = ada.says("/success settings").sees("API tokens", "none in use")
    empty = ada.clicks(Id.SETTINGS_LIST, "tokens 1", in_=settings)
    form = ada.clicks_on("Make a token", in_=empty).sees("every account")
    shown = ada.submits(form, name="Help <desk>").sees("only this once", "Help <desk>")
    secret = secret_in(shown.text)
    listed = ada.clicks_on("Back", in_=shown).sees("Help <desk>", "not used yet")
    listed.does_not_see(secret)
    token = world.database.read_now(api_token.bearer, secret, world.clock.now)
    assert token is not None
    page = ada.clicks_on("Revoke", in_=listed).sees("refused from now on")
    ada.submits(page).does_not_see("Help")
    assert world.database.read_now(api_token.bearer, secret, world.clock.now) is None
    click(ada, Id.API_TOKEN_REVOKE, f"1 {token.id}").sees("That token is gone")


def test_the_secret_is_kept_nowhere(bot: Bot, world: World, ada: Person) -> None:
    secret = secret_in(ada.submits(click(ada, Id.API_TOKEN_ADD, "1"), name="Desk").text)

    def kept(session):
        return [str(vars(row)) for kind in (ApiToken, AuditEvent, Receipt)
                for row in session.scalars(select(kind))]  # fmt: skip

    assert all(secret not in row for row in world.database.read_now(kept))


def test_sent_again_it_is_not_made_again(bot: Bot, world: World, ada: Person) -> None:
    form = click(ada, Id.API_TOKEN_ADD, "1").view
    assert form is not None
    ada.submits(form, name="Desk").sees("only this once")
    again = ada.submits(form, name="Desk")
    assert "shown only once" in again.text
    assert len(world.database.read_now(lambda s: s.scalars(select(ApiToken)).all())) == 1


def test_there_are_so_many_at_most(bot: Bot, world: World, ada: Person) -> None:
    for number in range(api_token.MOST):
        world.do(api_token.make, f"Token {number}", api_token.new_secret())
    page = click(ada, Id.SETTINGS_LIST, "tokens 2").sees("page 2 of 2")
    assert len([one for one in page.buttons if one.text == "Revoke"]) == 10
    refused = ada.submits(click(ada, Id.API_TOKEN_ADD, "1"), name="One more")
    assert "Revoke one that nobody needs" in refused.text


def test_only_admins(bot: Bot, world: World, ada: Person) -> None:
    token_id = world.do(api_token.make, "Desk", api_token.new_secret())
    form = click(ada, Id.API_TOKEN_REVOKE, f"1 {token_id}").view
    assert form is not None
    for role in (Role.CSM, Role.LEADER):
        world.member("U1", role=role)
        alice = bot.as_("U1")
        click(alice, Id.API_TOKEN_REVOKE, f"1 {token_id}").sees("Only an admin").does_not_see(
            "Desk"
        )
        assert "Only an admin" in alice.submits(form).text
    with pytest.raises(UserError, match="Only an admin"):
        world.database.write_now(
            api_token.make, world.actor("U1", Role.LEADER), "x", api_token.new_secret()
        )
    assert len(world.sees(api_token.in_use)) == 1
