"""The baseline of one's own business: what data says, what is claimed, what is missing, by year."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.model import AuditEvent, Baseline, BaselineArea, Role, SignalNow
from bot.practice import baseline as practice
from bot.ui import baseline as ui
from bot.ui.figure import in_words
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.reply import Reply

THIS, LAST = 2026, 2025


@pytest.fixture
def lea(bot: Bot, world: World) -> Person:
    """A leader."""
    world.member("U3", name="Lea", role=Role.LEADER)
    return bot.as_("U3")


def rows(world: World) -> list[Baseline]:
    """All that was said."""
    query = select(Baseline).order_by(Baseline.year, Baseline.area)
    return world.database.read_now(lambda session: list(session.scalars(query)))


def area(person: Person, title: str, listed: Reply) -> Reply:
    """The form of an area, from the list."""
    value = next(one.value for one in listed.buttons if one.value.endswith(f" {title}"))
    return person.clicks("baseline.area", value, in_=listed)


def measured(world: World, account_id: str, kind: str, value: int, days_ago: int = 1) -> None:
    """A signal as it is now."""
    row = SignalNow(
        team_id=world.team_id,
        account_id=account_id,
        kind=kind,
        value=Decimal(value),
        read_on=world.day(-days_ago),
    )
    world.database.write_now(lambda session: session.add(row))


def test_what_the_data_says_is_filled_in(bot: Bot, world: World, lea: Person) -> None:
    first = world.account(owner="U1", segment="Enterprise")
    second = world.account("Globex", owner="U2")
    world.account("Initech", owner=None)
    world.plan(first)
    measured(world, first, "close_hours", 10)
    measured(world, second, "close_hours", 21)
    measured(world, second, "usage", 90, days_ago=300)
    listed = lea.says("/success baseline")
    listed.sees("CSMs with customers *2*", "Customers with an owner *67 %*")
    listed.sees("Customers with an open plan *33 %*", "Customers in a segment *33 %*")
    listed.sees("Time to close a ticket *15.5 hours*", "0 of 12 areas said")
    listed.sees("*Nobody has said yet:* Organisation, Customer journey")
    usage = next(one for one in state(world).areas if one.area is BaselineArea.USAGE)
    assert usage.known == ()  # too old to count


def state(world: World, year: int | None = None) -> practice.BaselineState:
    """All areas, as a leader gets them."""
    actor = world.actor("U3", Role.LEADER)
    return world.database.read_now(practice.baseline, actor, year)


def test_without_customers_nothing_is_said_to_be_zero(lea: Person) -> None:
    lea.says("/success baseline").sees("No data yet.").does_not_see(" *0")


def test_one_is_led_from_area_to_area(bot: Bot, world: World, lea: Person) -> None:
    world.account()
    form = area(lea, "churn", lea.says("/success baseline"))
    form.sees("How many customers leave", "No data yet.")
    after = lea.submits(form, claimed="Few leave", missing="Why they left")
    after.sees("Gross and net retention")
    (row,) = rows(world)
    assert (row.year, row.area, row.claimed, row.missing) == (
        THIS,
        BaselineArea.CHURN,
        "Few leave",
        "Why they left",
    )
    lea.submits(after, claimed="All of it stays").sees("Organisation")
    listed = lea.says("/success baseline")
    listed.sees("2 of 12 areas said", "*Something is missing:* Churn")
    listed.sees("*Claimed, and no data shows it:* Gross and net retention")
    kept = world.database.read_now(lambda s: [e.verb for e in s.scalars(select(AuditEvent))])
    assert kept.count("baseline.say") == 2


def test_the_last_area_leads_back_to_the_list(world: World, lea: Person) -> None:
    for one in list(BaselineArea)[1:]:
        say(world, THIS, one, claimed="Well")
    form = area(lea, "organisation", lea.says("/success baseline"))
    lea.submits(form, claimed="Five CSMs").sees("12 of 12 areas said")


def say(world: World, year: int, which: BaselineArea, **said: str) -> None:
    """Said by a leader."""
    actor = world.actor("U3", Role.LEADER)
    now = world.database.read_now(practice.known_now, actor, year)
    words = practice.BaselineSaid(**said)
    world.database.write_now(lambda s: practice.say(s, actor, year, which, words, now=now))


def test_a_year_stands_beside_the_one_before(bot: Bot, world: World, lea: Person) -> None:
    first = world.account(owner="U1")
    measured(world, first, "close_hours", 40)
    say(world, THIS, BaselineArea.SUPPORT, claimed="Too slow")
    world.clock.passes(days=365)
    again = update(SignalNow).values(value=Decimal(20), read_on=world.day(-1))
    world.database.write_now(lambda session: session.execute(again))
    listed = lea.says("/success baseline").sees("Your own business in 2027")
    listed.sees("Time to close a ticket *20 hours* (2026: 40 hours)")
    area(lea, "support", listed).sees("Said in 2026: Too slow")
    before = lea.clicks_on("2026", in_=listed)
    before.sees("Your own business in 2026", "Too slow", "Time to close a ticket *40 hours*")


def test_an_empty_answer_is_refused(world: World, lea: Person) -> None:
    form = area(lea, "support", lea.says("/success baseline"))
    assert "Say what you claim" in lea.submits(form).errors["claimed"]
    assert rows(world) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("last year", "Write the year in digits"),
        ("1999", "Choose a year from 2000 to 2026"),
        ("2027", "Choose a year from 2000 to 2026"),
    ],
)
def test_a_year_that_is_none(lea: Person, words: str, said: str) -> None:
    lea.says(f"/success baseline {words}").sees(said)


def test_only_those_who_lead_see_it(bot: Bot, world: World) -> None:
    world.member("U1")
    bot.as_("U1").says("/success baseline").sees("for leaders and admins")


@pytest.mark.parametrize(
    ("value", "unit", "currency", "words"),
    [
        ("0.625", "share", None, "62 %"),
        ("14.04", "days", None, "14 days"),
        ("1.2", "days", None, "1 day"),
        ("1200000", "money", "USD", "1.2 M USD"),
        ("999", "money", "USD", "999 USD"),
        ("41.7", "points", None, "42"),
        ("5.25", "of 7", None, "5.2 of 7"),
        ("15.55", "hours", None, "15.6 hours"),
        ("3", "", None, "3"),
        ("0", "", None, "0"),
    ],
)
def test_values_as_people_write_them(
    value: str, unit: str, currency: str | None, words: str
) -> None:
    assert in_words(Decimal(value), unit, currency) == words


def test_every_area_is_asked_and_every_figure_has_its_area() -> None:
    from bot.practice.metrics.definitions import DEFINITIONS

    assert set(ui.TITLES) == set(BaselineArea)
    assert set(practice.FIGURES) == set(DEFINITIONS)


def test_as_much_as_there_may_be_fits(bot: Bot, world: World, lea: Person) -> None:
    long: dict[str, Any] = {"claimed": "<&>" * 500, "missing": "<&>" * 166}
    for one in BaselineArea:
        say(world, THIS, one, **long)
    listed = lea.says("/success baseline")
    assert lea.submits(area(lea, "support", listed)).view
