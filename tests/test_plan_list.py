"""Lists of plans, kept to those that somebody asks for."""

import pytest

from bot.model import Side
from bot.practice.plan_list import FILTERS, plans
from tests.harness.bot import Bot
from tests.harness.builders import World


@pytest.fixture
def portfolio(world: World) -> None:
    """One plan of each kind that can be asked for."""
    for name in ("Fine", "Late", "Idle", "Bare"):
        world.account(name, "U1", renewal_on=world.day(30), arr=1000, currency="EUR")
    world.account("Theirs", "U2")
    world.plan("theirs")
    bare, late, idle, fine = (world.plan(name) for name in ("bare", "late", "idle", "fine"))
    assert bare
    for plan in (late, idle, fine):
        world.goal(plan)
    world.milestone(idle, due_on=world.day(100))
    first = world.milestone(late, due_on=world.day(10), side=Side.CUSTOMER)
    world.milestone(late, due_on=world.day(100), needs=[first])
    world.clock.passes(days=15)
    world.milestone(fine, due_on=world.day(100))


@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", ["Bare", "Fine", "Idle", "Late"]),
        ("all", ["Bare", "Fine", "Idle", "Late", "Theirs"]),
        ("stalled", ["Idle", "Late"]),
        ("late", ["Late"]),
        ("without goals", ["Bare"]),
        ("all without milestones", ["Bare", "Theirs"]),
        ("Without  Goals mine", ["Bare"]),
        ("discovery stalled", ["Idle", "Late"]),
        ("dashboard", []),
        ("unconfirmed", ["Bare", "Fine", "Idle", "Late"]),
    ],
)
def test_plans_are_kept_to_what_was_asked(world: World, words: str, names: list[str]) -> None:
    anna = world.actor("U1")
    found = world.database.read_now(plans, anna, words)
    assert [line.account_name for line in found.lines] == names


@pytest.mark.usefixtures("portfolio")
def test_as_people_read_it(bot: Bot) -> None:
    shown = bot.as_("U1").says("/success plans late").text
    assert "Late · plan 1 · discovery" in shown
    assert "1 goal · 0 of 2 milestones done · 1 late · renews in 15 days · 1,000 EUR" in shown


def test_words_that_mean_nothing_are_named_with_what_would(bot: Bot) -> None:
    shown = bot.as_("U1").says("/success plans purple stalled").text
    assert "“purple” is nothing that plans can be kept to" in shown
    assert all(name in shown for name in FILTERS)


def test_pages(bot: Bot, world: World) -> None:
    for number in range(12):
        world.plan(world.account(f"Account {number:02}"))
    anna = bot.as_("U1")
    first = anna.says("/success plans")
    assert "page 1 of 2" in first.text
    assert "Account 11" in anna.clicks("plans.next", in_=first).text
