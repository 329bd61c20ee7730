"""Goals and their readings: two pages, and where each goal stands."""

from datetime import date
from typing import Any

from bot.model import Direction, Goal, Reading
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.routes import click


def test_two_pages_each_kept(bot: Bot, world: World) -> None:
    """Whoever closes the second page loses nothing, and finds the way back to it."""
    account_id = world.account(currency="EUR")
    world.plan(account_id, horizon_on=date(2027, 6, 30))
    maria = world.player(account_id)
    alice = bot.as_("U1")
    page_one = alice.says("/success goal acme")
    answers: dict[str, Any] = {
        "behaviour": "They ask less",
        "measure": "calls",
        "direction": "falling",
    }
    page_two = alice.submits(page_one, **answers, unit="a week", player_id=maria)
    page_two.sees("They ask less", "Today it is (a week)", "2027-06-30", "in EUR")
    card = alice.says("/success plan acme").sees("They ask less", "no baseline and target yet")
    again = alice.clicks_on("Set the target", in_=card)
    alice.submits(again, baseline=40, target=10, value="1200.50").sees("40 → 10 a week")
    alice.says("/success plan acme").sees("no reading yet")
    found = world.database.read_now(lambda s: s.query(Goal).one())
    assert (found.direction, found.player_id, found.currency) == (Direction.FALLING, maria, "EUR")
    assert (str(found.value), found.due_on) == ("1200.5000", date(2027, 6, 30))


def test_where_goals_stand(bot: Bot, world: World, clock: Clock) -> None:
    plan_id = world.plan(world.account())
    world.member("U1")
    for name, start, target, now in (
        ("Ahead", 0, 100, 50), ("Wrong", 50, 100, 40), ("Beyond", 0, 10, 13), ("Down", 40, 10, 25),
    ):  # fmt: skip
        way = Direction.FALLING if target < start else Direction.RISING
        goal = world.goal(plan_id, name, baseline=start, target=target, direction=way)
        world.reading(goal, now)
    alice = bot.as_("U1")
    card = alice.says("/success plan acme")
    card.sees("▰▰▰▱▱▱ 50 %  *Ahead*  0 → 50 of 100 % · ahead of pace")
    card.sees("▱▱▱▱▱▱ −20 %  *Wrong*  50 → 40 of 100 % · going the wrong way")
    card.sees("▰▰▰▰▰▰ 130 %  *Beyond*  0 → 13 of 10 % · reached", "1 of 4 reached")
    card.sees("*Down*  40 → 25, aim 10 %")
    clock.passes(days=150)
    alice.says("/success plan acme").sees("behind, pace 60 %, no reading for 150 days")


def test_readings(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    goal = world.goal(plan_id)
    alice = bot.as_("U1")
    form = alice.says("/success reading acme")
    alice.submits(form, goal_id=goal, value="47.5", source="Help desk").sees("35 → 47.5 of 60 %")
    form = click(alice, Id.READING_ADD, goal).sees("Agents resolve without escalating")
    alice.submits(form, value=10, read_on=date(2026, 11, 1)).sees("47.5 of 60")
    found = world.database.read_now(lambda s: s.query(Reading).order_by(Reading.read_on).all())
    assert [(str(one.value.normalize()), one.source) for one in found] == [
        ("1E+1", "entered in Slack"), ("47.5", "Help desk"),
    ]  # fmt: skip


def test_the_menu_offers_this_plans_goals(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    ours = world.goal(plan_id, "Ärzte fragen weniger")
    world.goal(world.plan(world.account("Zenith")), "Theirs")
    alice = bot.as_("U1")
    form = alice.says("/success reading acme")
    for typed in ("", "ärzte", "FRAGEN", "weniger"):
        offered = [one["value"] for one in alice.opens_options(form, "goal_id", typed).options]
        assert offered == [ours], typed
    for typed in ("%", "_", "x"):
        assert alice.opens_options(form, "goal_id", typed).options == []


def test_says_what_kind_it_looks_like_and_leads_back_to_reword(bot: Bot, world: World) -> None:
    """It advises, and never blocks: an output is saved like any other goal."""
    account_id = world.account()
    world.plan(account_id)
    maria = world.player(account_id)
    alice = bot.as_("U1")
    form = alice.says("/success goal acme")
    page_two = alice.submits(
        form, behaviour="Launch the customer portal", measure="portal", player_id=maria
    )
    page_two.sees("This looks like an output.", "gets done once", "Who would do what differently?")
    page_two.sees("To start from: “<who> use “Launch the customer portal” to do <what>")
    again = alice.clicks_on("Reword", in_=page_two)
    again.sees("It was: “Launch the customer portal”", "Maria Lopez", "portal")
    page_two = alice.submits(again, anyway=True)
    page_two.sees("does not look like an outcome yet", "“<who>” is still to be filled in")
    again = alice.clicks_on("Reword", in_=page_two)
    page_two = alice.submits(again, behaviour="Customers reorder in the portal", unit="%")
    page_two.sees("✓ An outcome.", "what customers will do").does_not_see("differently?")
    alice.submits(page_two, baseline=0, target=30).sees("Goal saved", "0 → 30 %")
    found = world.database.read_now(lambda s: s.query(Goal).one())
    assert (found.behaviour, found.player_id) == ("Customers reorder in the portal", maria)


def test_a_reworded_goal_keeps_its_way(bot: Bot, world: World) -> None:
    goal = world.goal(world.plan(world.account()))
    alice = bot.as_("U1")
    form = click(alice, Id.GOAL_REWORD, goal).sees("Agents resolve without escalating")
    wrong = alice.submits(form, direction="falling")
    assert "goes the other way" in wrong.errors["direction"]
    alice.submits(form, measure="Solved by agents").sees("35", "60", "Solved by agents")


def test_a_first_target_from_accounts_like_this_one(bot: Bot, world: World) -> None:
    for number, reached in enumerate((45, 50, 55, 60, 65)):
        plan = world.plan(world.account(f"Other {number}", segment="enterprise"))
        world.reading(world.goal(plan, baseline=30 + number), reached)
    world.clock.passes(days=180)
    plan = world.plan(world.account(segment="enterprise"))
    goal = world.goal(plan, baseline=30, target=None, due_on=world.day(180))
    alice = bot.as_("U1")
    form = click(alice, Id.GOAL_AIM, goal)
    form.sees("5 accounts of “enterprise” with this measure, over 180 days")
    form.sees("from 32 (the middle half 31 to 33) and reached 55 % (the middle half 50 % to 60 %)")
    form.sees("the best 65 %")
    alice.submits(form, target=66).sees("No account like this one", "the best so far is 65 %")
    alice.submits(click(alice, Id.GOAL_AIM, goal), target=49).sees("reached more than that")
    alice.submits(click(alice, Id.GOAL_AIM, goal), target=60).does_not_see("like this one")
    lone = world.goal(world.plan(world.account("Lone", segment="small")))
    click(alice, Id.GOAL_AIM, lone).sees("No account of “small”", "too little to go by")
