"""Milestones in the window: whose they are, what they wait for, done and not done."""

from datetime import date

from bot.model import Milestone, Side
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.routes import click, furnish


def stored(world: World, milestone_id: str) -> Milestone:
    return world.database.read_now(lambda s: s.get_one(Milestone, (world.team_id, milestone_id)))


def test_done_and_not_done_in_the_list(bot: Bot, world: World) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    step = world.milestone(plan_id, "Reviewed", achievement="They trust it.")
    alice = bot.as_("U1")
    card = alice.says("/success plan acme").sees("0 of 1 done (customer 0 of 1, us 0 of 0)")
    page = alice.clicks_on("Milestones", in_=card).sees("Reviewed", "0 of 1 done", "page 1 of 1")
    form = alice.clicks_on("Mark done", in_=page).sees("They trust it.", "2026-11-23")
    early = alice.submits(form, done_on=date(2026, 11, 24))
    assert "still to come" in early.errors["done_on"]
    assert stored(world, step).done_on is None
    alice.submits(form, done_on=date(2026, 11, 20), note="All\nof it.").sees("done 20 Nov 2026")
    assert stored(world, step).done_note == "All\nof it."
    alice.says("/success plan acme").sees("1 of 1 done", "✓ done 20 Nov 2026")
    page = click(alice, Id.MILESTONES_SHOW, account_id).sees("✓ done 20 Nov 2026")
    reopened = alice.clicks_on("Not done", in_=page).sees("0 of 1 done", "in 12 days")
    assert reopened.view is not None
    assert page.view is not None
    assert reopened.view["id"] == page.view["id"]
    assert stored(world, step).done_on is None


def test_pages_turn_in_the_same_window(bot: Bot, world: World) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    for number in range(21):
        world.milestone(plan_id, f"Step {number:02}", due_on=world.day(number))
    alice = bot.as_("U1")
    first = click(alice, Id.MILESTONES_SHOW, account_id).sees("Step 09", "page 1 of 3")
    first.does_not_see("Step 10", "Earlier")
    second = alice.clicks_on("More", in_=first).sees("Step 10", "Step 19", "page 2 of 3")
    third = alice.clicks_on("More", in_=second).sees("Step 20").does_not_see("More")
    back = alice.clicks_on("Earlier", in_=third).sees("page 2 of 3")
    assert first.view is not None
    assert back.view is not None
    assert back.view["id"] == first.view["id"]
    alice.clicks_on("Add a milestone", in_=back).sees("A step of the plan of")


def test_it_waits_for_what_must_be_done_first(bot: Bot, world: World) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    first, second = world.milestone(plan_id, "Macros"), world.milestone(plan_id, "Training")
    alice = bot.as_("U1")
    form = alice.says("/success milestone acme")
    offered = [one["value"] for one in alice.opens_options(form, "needs").options]
    assert offered == [first, second]
    added = alice.submits(form, title="Go live", needs=[first, second], due_on=world.day(30))
    added.sees("waits for 2 others")
    alice.says("/success plan acme").sees("◌ waits for 2 others, due in 30 days")
    for step, words in ((first, "waits for 1 other,"), (second, "○ due in 30 days")):
        alice.submits(click(alice, Id.MILESTONE_FINISH, step))
        alice.says("/success plan acme").sees(words)
    other = world.milestone(world.plan(world.account("Zenith")), "Theirs")
    form = alice.says("/success milestone acme")
    wrong = alice.submits(form, title="x", needs=[{"text": {}, "value": other}])
    assert "not a milestone of this plan" in wrong.errors["needs"]


def test_whose_step_it_is(bot: Bot, world: World) -> None:
    world.member("U2", name="Bob Jones")
    account_id = world.account()
    world.plan(account_id)
    maria = world.player(account_id)
    theirs = world.player(world.account("Zenith"), "Zoe")
    alice = bot.as_("U1")
    form = alice.says("/success milestone acme")
    named = [one["text"]["text"] for one in alice.opens_options(form, "owner").options]
    assert named[:3] == ["Customer — nobody yet", "Us — nobody yet", "Customer — Maria Lopez"]
    assert "Us — Bob Jones" in named
    assert not any("Zoe" in one for one in named)
    (only,) = alice.opens_options(form, "owner", "BOB").options[2:]
    assert only["value"] == "supplier:U2"
    alice.submits(form, title="A", owner=f"customer:{maria}").sees("customer, Maria Lopez (champ")
    for title, owner, words in (
        ("B", "supplier:U2", "us, Bob Jones"),
        ("C", "supplier:-", "us, nobody yet"),
        ("D", "customer:-", "customer, nobody yet"),
    ):
        form = alice.says("/success milestone acme")
        alice.submits(form, title=title, owner=owner).sees(f"*{title}* — {words}")
    form = alice.says("/success milestone acme")
    foreign = {"text": {}, "value": f"customer:{theirs}"}
    wrong = alice.submits(form, title="E", owner=foreign)
    assert "not part of this account" in wrong.errors["owner"]
    alice.says("/success plan acme").sees("0 of 4 done (customer 0 of 2, us 0 of 2)")


def test_side_and_owner_in_one_line(bot: Bot, world: World) -> None:
    world.member("U2", name="Bob Jones")
    world.plan(world.account())
    alice = bot.as_("U1")
    alice.says("/success milestone acme A owner <@U2>").sees("us, Bob Jones")
    alice.says("/success milestone acme B").sees("customer, nobody yet")
    alice.says("/success milestone acme C side us").sees("us, nobody yet")
    alice.says("/success milestone acme D side Supplier").sees("us, nobody yet")


def test_states_in_words(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1")
    plan_id = world.plan(world.account())
    world.milestone(plan_id, "Late", due_on=world.day(3), weight=100)
    world.milestone(plan_id, "Idle", due_on=world.day(40))
    world.milestone(plan_id, "Undated", due_on=None)
    clock.passes(days=14)
    alice = bot.as_("U1")
    card = alice.says("/success plan acme")
    card.sees("● 11 days late", "◐ nothing moved for 14 days, due in 26 days", "no date yet")
    card.sees("“Late” is 11 days late", "progress ▱▱▱▱▱▱ 0 %")


def test_weight_and_onboarding_are_kept(bot: Bot, world: World) -> None:
    """They have a window of their own, behind “Details”."""
    world.plan(world.account())
    alice = bot.as_("U1")
    added = alice.submits(
        alice.says("/success milestone acme"), title="Live", owner="supplier:U1", is_shared=False
    )
    details = alice.clicks_on("Details", in_=added)
    form = alice.clicks_on("Guidance and weight", in_=details)
    for wrong in (0, 101):
        errors = alice.submits(form, anyway=True, weight=wrong).errors
        assert errors == {"weight": "A weight is a whole number from 1 to 100."}
    alice.submits(form, weight=100, is_onboarding=True).sees("weight 100", "Onboarding")
    found = stored(world, "acme-corp-2")
    assert (found.weight, found.is_onboarding, found.side) == (100, True, Side.SUPPLIER)
    alice.submits(click(alice, Id.MILESTONE_EDIT, found.id), title="Gone live")
    found = stored(world, "acme-corp-2")
    assert (found.title, found.weight, found.is_onboarding) == ("Gone live", 100, True)
    assert not found.is_shared
    alice.submits(click(alice, Id.MILESTONE_GUIDE, found.id), weight=None)
    assert stored(world, found.id).weight == 1


def test_what_is_gone_says_so(bot: Bot, world: World) -> None:
    house = furnish(world, "U1")
    alice = bot.as_("U1")
    for action in (Id.MILESTONE_FINISH, Id.GOAL_AIM, Id.OUTCOME_SHOW, Id.READING_ADD):
        click(alice, action, f"{house.account}-999").sees("is gone")
    for action in (Id.PLAN_SHOW, Id.PLAN_START, Id.ACCOUNT_SHOW, Id.MILESTONES_SHOW):
        click(alice, action, "nowhere").sees("That account is gone")
    for name in ("goal", "milestone", "reading"):
        alice.says(f"/success {name} {house.bare}").sees("There is no plan yet. Start one with")
