"""What to do next, from the data."""

from typing import Any

from bot.practice import nudge_action
from bot.practice.next_action import RESTS_AFTER, of_account
from tests.harness.bot import Bot
from tests.harness.builders import World


def late(world: World, name: str = "Acme", **facts: Any) -> str:
    """An account whose milestone is late, with the matter of it found."""
    account = world.account(name, "U1", **facts)
    plan = world.plan(account)
    world.goal(plan)
    world.player(account)
    world.milestone(plan, f"{name} live", due_on=world.day(-3))
    return account


def test_a_pressing_matter_comes_before_what_the_plan_wants(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice")
    late(world, arr=120_000, currency="USD", renewal_on=world.day(20))
    bot.runs("sweep")
    shown = bot.as_("U1").says("/success next acme")
    lines = shown.text
    assert lines.index("“Acme live” is 3 days late") < lines.index("has no reading yet")
    assert "120,000 USD · renews in 20 days" in lines
    found = world.sees(of_account, "acme")
    assert sum("Acme live" in one.reason for one in found.actions) == 1
    bot.as_("U1").clicks_on("Mark done", in_=shown).sees("Acme live")


def test_of_all_accounts_the_most_valuable_first(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice")
    for name, arr in (("Small", 1_000), ("Large", 900_000), ("Theirs", 50_000)):
        late(world, name, arr=arr, currency="USD", renewal_on=world.day(30))
    bot.runs("sweep")
    text = bot.as_("U1").says("/success next").text
    assert text.index("Large") < text.index("Small")


def test_nothing_to_do_is_said(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice")
    assert "Nothing needs you today." in bot.as_("U1").says("/success next").text


def test_a_kind_that_was_no_issue_three_times_rests(bot: Bot, world: World) -> None:
    account = late(world)
    plan_id = f"{account}-1"
    for number in range(RESTS_AFTER):
        world.milestone(plan_id, f"Step {number}", due_on=world.day(-2))
    bot.runs("sweep")
    pressing = [one.matter for one in world.sees(of_account, account).actions if one.matter]
    overdue = [one for one in pressing if one.rule == "milestone_overdue"]
    assert len(overdue) == RESTS_AFTER + 1
    for one in overdue[:RESTS_AFTER]:
        world.do(nudge_action.dismiss, one.id, "They are on holiday")
    found = world.sees(of_account, account)
    assert [one for one in found.actions if one.matter] == []
    assert found.resting == 1
    assert "1 matter left out" in bot.as_("U1").says("/success next acme").text
