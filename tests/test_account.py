"""Accounts and players: the card, adding, editing."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Account, AccountStatus, Player, Side
from bot.practice import account_columns
from bot.ui.account import revenue_words
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.routes import click


def test_the_card_says_what_is_known(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    account_id = world.account(
        arr="120000.5", currency="EUR", renewal_on=date(2027, 3, 1), seats=40, seats_active=31,
        segment="Mid", touch_model="hybrid", started_on=date(2024, 2, 29), aliases=("Apex",),
        status=AccountStatus.PAUSED,
    )  # fmt: skip
    world.player(account_id, measures_success_by="Fewer escalations")
    card = bot.as_("U1").says("/success account apex")
    card.sees("Acme Corp", "`acme-corp`", "no plan yet", "paused", "also: Apex", "Alice Smith")
    card.sees("120,000.50 EUR", "1 Mar 2027 (in 98 days)", "31 of 40 in use (78 %)")
    card.sees("Mid · hybrid", "Customer since: 29 Feb 2024")
    card.sees("Maria Lopez* — champion, the customer's side · measures success by: Fewer")


def test_the_card_says_what_is_not_known(bot: Bot, world: World) -> None:
    world.account(owner=None)
    card = bot.as_("U1").says("/success account acme")
    card.sees("Owner: nobody yet", "Revenue a year: no data yet", "Renewal: no date yet")
    card.sees("Seats: no data yet", "No players yet")


def test_editing_keeps_what_is_not_asked(bot: Bot, world: World) -> None:
    account_id = world.account(arr="1200.5", currency="EUR", seats=7, domain="acme.example")
    alice = bot.as_("U1")
    form = alice.clicks_on("Edit", in_=alice.says("/success account acme"))
    form.sees("Edit account", "1,200.50 EUR", "7")
    alice.submits(form, name="Acme Inc", renewal_on=date(2027, 1, 31)).sees("Acme Inc", "31 Jan")
    found = world.database.read_now(lambda s: s.get_one(Account, (world.team_id, account_id)))
    assert (str(found.arr), found.seats, found.domain) == ("1200.5000", 7, "acme.example")
    alice.says("/success account acme inc").sees("`acme-corp`")
    form = alice.clicks_on("Edit", in_=alice.says("/success account acme"))
    alice.submits(form, owner_id=None, revenue=None, seats=None).sees("nobody yet", "no data yet")


def test_a_name_means_one_account(bot: Bot, world: World) -> None:
    world.account("Zenith", aliases=("Apex",))
    account_id = world.account()
    alice = bot.as_("U1")
    for taken in ("zenith", "ZENITH ", "apex", "Ａpex"):
        form = click(alice, Id.ACCOUNT_EDIT, account_id)
        assert "already" in alice.submits(form, name=taken).errors["name"]
        form = click(alice, Id.ACCOUNT_ADD, taken)
        assert "already" in alice.submits(form).errors["name"]
    form = click(alice, Id.ACCOUNT_EDIT, account_id)
    alice.submits(form, name="ACME Corp").sees("Account saved")


def test_revenue_is_an_amount_with_its_currency(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    for wrong, words in (
        ("E", "is no currency code"),
        ("5 €", "is no amount; write it like 120,000 EUR"),
        ("-5 EUR", "is below 0"),
        ("1.200", "could be 1200 or 1.2"),
        ("1e3", "is no amount"),
        ("5 EUR USD", "is no amount"),
        ("100000000001", "is larger than"),
    ):
        form = click(alice, Id.ACCOUNT_EDIT, account_id)
        error = alice.submits(form, revenue=wrong).errors["revenue"]
        assert error.startswith(f"“{wrong}” "), error
        assert words in error
    for written, card, shown in (
        ("5 chf", "5 CHF", "5 CHF"),
        ("120,000", "120,000 CHF", "120,000 CHF"),
        ("EUR 1.200,5", "1,200.50 EUR", "1,200.50 EUR"),
        ("1.1250 EUR", "1.12 EUR", "1.1250 EUR"),
        ("usd", "no data yet", "USD"),
    ):
        form = click(alice, Id.ACCOUNT_EDIT, account_id)
        alice.submits(form, revenue=written).sees(card)
        form = click(alice, Id.ACCOUNT_EDIT, account_id).sees(shown)
        alice.submits(form).sees(card)
    alice.submits(click(alice, Id.ACCOUNT_ADD, "Globex"), revenue="7").sees("7 USD")


@given(st.decimals(0, 10**11 - 1, places=4), st.sampled_from([None, "EUR"]))
def test_revenue_is_read_back_as_it_is_shown(arr: Decimal, currency: str | None) -> None:
    assert account_columns.revenue(revenue_words(arr, currency)) == (arr, currency)


def test_handing_an_account_over(bot: Bot, world: World) -> None:
    """The new owner may change it, the old one not any more."""
    account_id = world.account()
    world.member("U2", name="Bob Jones")
    alice, bob = bot.as_("U1"), bot.as_("U2")
    bob.says(f"/success player {account_id}").sees("belongs to")
    form = click(alice, Id.ACCOUNT_EDIT, account_id)
    alice.submits(form, owner_id="U2").sees("Owner: Bob Jones")
    click(alice, Id.ACCOUNT_EDIT, account_id).sees("belongs to Bob Jones")
    assert bob.says(f"/success player {account_id}").view is not None


def test_players(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    form = alice.says("/success player acme")
    answers: dict[str, Any] = {"name": "Jane  Doe", "side": "supplier", "role": "decision_maker"}
    alice.submits(form, **answers, email="jane@example.com").sees("Jane Doe", "our side")
    found = world.database.read_now(lambda s: s.query(Player).one())
    assert (found.account_id, found.name, found.side) == (account_id, "Jane Doe", Side.SUPPLIER)
    for number in range(8):
        world.player(account_id, f"Player {number}")
    card = alice.says("/success account acme").sees("Player 5", "and 3 more")
    card.does_not_see("Player 6")
