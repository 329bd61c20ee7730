"""Currencies: rates with a day, and what is added up with them and never without."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import AuditEvent, ExchangeRate, Workspace
from bot.practice import exchange_rate
from bot.practice.exchange_rate import LARGEST, LEAST
from bot.practice.sums import Rate, Rates, sums
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import MONDAY
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

ADMIN = "U0ADMIN"
CODES = ("USD", "EUR", "GBP")


@pytest.fixture
def ada(bot: Bot, world: World, slack: FakeSlack) -> Person:
    """An admin."""
    slack.add_user(ADMIN, name="Ada Admin")
    world.member(ADMIN, name="Ada Admin")
    return bot.as_(ADMIN)


def known(world: World) -> dict[str, tuple[Decimal, str]]:
    """The rates that are kept."""
    rows = world.database.read_now(lambda s: s.query(ExchangeRate).all())
    return {row.id: (row.value, row.rated_on.isoformat()) for row in rows}


def test_an_admin_sets_rates_and_sums_become_one(bot: Bot, world: World, ada: Person) -> None:
    for name, arr, currency in (("Acme", 1000, "USD"), ("Globex", 2000, "EUR")):
        world.account(name, ADMIN, arr=arr, currency=currency)
    preview = ada.says("/success digest preview").sees("2,000 EUR and 1,000 USD")
    assert "≈" not in preview.text
    page = click(ada, Id.SETTINGS_LIST, "currencies 1")
    page.sees("USD", "the workspace’s own currency", "EUR", "no rate yet")
    form = ada.clicks_on("Set", in_=page)
    ada.submits(form, value="1.1", on="2026-11-20").sees("Saved.", "1 EUR = 1.1 USD", "20 Nov 2026")
    ada.says("/success digest preview").sees("≈ 3,200 USD (rates of 20 Nov 2026)")
    form = click(ada, Id.RATE_CHANGE, "1 EUR")
    ada.submits(form, value=None).sees("Taken away.", "no rate yet")
    assert known(world) == {}
    verbs = [one.verb for one in world.database.read_now(lambda s: s.query(AuditEvent).all())]
    assert [one for one in verbs if one.startswith("rate")] == ["rate.set", "rate.remove"]


WRONG = [
    ({"currency": "XYZ", "value": "1"}, "currency", "“XYZ” is no currency I know"),
    ({"currency": "usd", "value": "1"}, "currency", "it needs no rate"),
    ({"currency": "EUR", "value": "0"}, "value", "from 0.00000001 to 100,000,000"),
    ({"currency": "EUR", "value": "0.000000001"}, "value", "0.000000001 is not"),
    ({"currency": "EUR", "value": "-1"}, "value", "-1 is not"),
    ({"currency": "EUR", "value": "100000000.5"}, "value", "100000000.5 is not"),
    ({"currency": "EUR", "value": "1", "on": "2026-12-24"}, "on", "choose today"),
]


def test_what_cannot_be_is_said(ada: Person, world: World) -> None:
    for answers, field, words in WRONG:
        reply = ada.submits(click(ada, Id.RATE_CHANGE, "1"), anyway=True, **answers)
        assert list(reply.errors) == [field], answers
        assert words in reply.errors[field]
    assert known(world) == {}
    for value in (LEAST, LARGEST):
        world.do(exchange_rate.set_rate, "eur", value, world.day())
        assert known(world)["EUR"][0] == value


def test_another_currency_takes_the_rates_away(ada: Person, world: World) -> None:
    world.do(exchange_rate.set_rate, "EUR", Decimal("1.1"), world.day())
    form = click(ada, Id.CURRENCY_CHANGE, "1").sees("1 rate will be lost", "worth in USD")
    ada.submits(form, currency="XXQ").sees("no currency I know")
    assert known(world) != {}
    ada.submits(form, currency="eur").sees("Saved.", "EUR", "the workspace’s own currency")
    assert known(world) == {}
    workspace = world.database.read_now(lambda s: s.get_one(Workspace, world.team_id))
    assert workspace.currency == "EUR"
    ada.says("/success settings").sees("EUR, 0 rates of others")


amounts = st.tuples(st.sampled_from((None, *CODES)), st.decimals(-(10**9), 10**9, places=4))
values = st.decimals(LEAST, LARGEST, places=8)


@given(found=st.lists(amounts), rates=st.dictionaries(st.sampled_from(CODES[1:]), values))
def test_nothing_is_added_without_a_rate(
    found: list[tuple[str | None, Decimal]], rates: dict[str, Decimal]
) -> None:
    """Each currency's sum is exact; one sum of all takes a rate for each."""
    days = {code: MONDAY.date().replace(day=n) for n, code in enumerate(CODES, 1)}
    known = {code: Rate(value, days[code]) for code, value in rates.items()}
    summed = sums(found, Rates("USD", known))
    by_code = {code: [a for c, a in found if (c or "USD") == code] for code in CODES}
    assert dict(summed.each) == {code: sum(of) for code, of in by_code.items() if of}
    foreign = {code for code, _ in summed.each} - {"USD"}
    if len(summed.each) < 2 or not foreign <= set(rates):
        assert summed.total is None
        return
    assert summed.total is not None
    assert summed.total.rated_on == min(days[code] for code in foreign)
    worth = sum(amount * rates.get(code, Decimal(1)) for code, amount in summed.each)
    assert abs(summed.total.amount - worth) < Decimal("0.01")
