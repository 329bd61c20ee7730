"""Outcomes logged from where the talk is, and proposed where something was reached."""

from typing import Any

import pytest

from bot.model import Goal, Outcome
from bot.sandbox.workspace import CHANNEL, Facts
from bot.ui.ids import Id
from bot.ui.said import mentioned, plain_words
from tests.harness import customers
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import JANE, SHARED, Shared
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack
from tests.test_outcome import stored

SAID = "Tickets are down &amp; agents solve <https://example.com/61|61 %> alone, thanks <@U2>!"
READ = "Tickets are down & agents solve 61 % (https://example.com/61) alone, thanks @Bob Jones!"


@pytest.fixture
def shared(bot: Bot, slack: FakeSlack, world: World) -> Shared:
    """The channel in which Acme's plan is shown to its people."""
    customers.open_channel(slack)
    plan_id = world.plan(world.account())
    world.goal(plan_id)
    world.account("Globex")
    people = Shared(bot)
    bob = people.as_("U1")
    form = bob.clicks_on("Share with the customer", in_=bob.says("/success plan =acme-corp"))
    bob.submits(form)
    bot.delivers()
    return people


def logs(person: Person, message: Facts) -> Reply:
    """Somebody uses the shortcut on a message."""
    return person.uses(Id.OUTCOME_LOG_MESSAGE, message)


def initial(form: Reply, name: str) -> str | None:
    """What is chosen already in a menu of a window."""
    assert form.view is not None
    (block,) = (one for one in form.view["blocks"] if one["block_id"] == name)
    chosen: str | None = block["element"].get("initial_option", {}).get("value")
    return chosen


def test_a_message_becomes_the_draft_of_the_story_with_a_link(bot: Bot, world: World) -> None:
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U1")
    alice = bot.as_("U1")
    form = logs(alice, alice.writes(SAID)).sees(READ)
    assert form.view is not None
    assert form.view["private_metadata"].startswith(f"- {CHANNEL} ")
    chosen = alice.chooses(form, "account_id", account_id)
    card = alice.submits(chosen, change="Agents solve 61 % alone")
    card.sees("*0 of 5 points*", "story begun", READ, "Told in ", "this message")
    outcome = stored(world)
    assert (outcome.account_id, outcome.story, outcome.logged_by) == (account_id, READ, "U1")
    assert outcome.happened_on == world.day()
    assert outcome.source_link is not None
    assert f"/archives/{CHANNEL}/p" in outcome.source_link


def test_without_the_link_nothing_else_is_lost(bot: Bot, slack: FakeSlack, world: World) -> None:
    account_id = world.account(owner="U1")
    alice = bot.as_("U1")
    form = alice.chooses(logs(alice, alice.writes(SAID)), "account_id", account_id)
    slack.fail("chat.getPermalink", "error:channel_not_found")
    alice.submits(form, change="They ask less").sees("They ask less").does_not_see("Told in")
    assert stored(world).source_link is None


def test_once_the_account_is_chosen_its_goals_are_offered_and_nothing_is_lost(
    bot: Bot, world: World
) -> None:
    goal_id = world.goal(world.plan(world.account(owner="U1")))
    world.member("U2", name="Bob Jones")
    world.account("Globex", owner="U2")
    alice = bot.as_("U1")
    form = alice.uses(Id.OUTCOME_LOG_ANYWHERE).does_not_see("Goal")
    offered = alice.opens_options(form, "account_id").options
    assert [one["text"]["text"] for one in offered] == ["Acme Corp", "Globex"]
    assert alice.opens_options(form, "account_id", "glo").options == offered[1:]
    refused = alice.chooses(form, "account_id", "globex")
    refused.sees("Globex belongs to Bob Jones. Ask them or a leader")
    form = alice.chooses(form, "account_id", "acme-corp").sees("Acme Corp", "Goal")
    card = alice.submits(form, change="They ask less", goal_id=goal_id)
    card.sees("✓ intended: it was planned before")
    assert stored(world).source_link is None


def test_what_was_entered_stays_when_the_account_is_chosen(bot: Bot, world: World) -> None:
    account_id = world.account(owner="U1")
    alice = bot.as_("U1")
    form = logs(alice, alice.writes("First words"))
    entered: dict[str, Any] = {
        "change": "My own change",
        "story": "My own story",
        "happened_on": world.day(-4),
    }
    form = alice.chooses(form, "account_id", account_id, **entered)
    form.sees("My own change", "My own story").does_not_see("First words")
    alice.submits(form)
    assert stored(world).happened_on == world.day(-4)


def test_the_channel_says_whose_it_is(shared: Shared, world: World) -> None:
    jane, alice = shared.as_(JANE), shared.as_("U1")
    form = logs(alice, jane.writes("We solve it alone now"))
    assert initial(form, "account_id") == "acme-corp"
    assert [one["value"] for one in alice.opens_options(form, "goal_id").options] == ["acme-corp-2"]
    alice.submits(form, change="They solve it alone").sees("We solve it alone now")
    assert stored(world).account_id == "acme-corp"


def test_nobody_of_the_customer_logs_one(shared: Shared, world: World) -> None:
    message = shared.as_("U1").writes("They solve it alone now")
    for callback_id, on in ((Id.OUTCOME_LOG_MESSAGE, message), (Id.OUTCOME_LOG_ANYWHERE, None)):
        refused = shared.as_(JANE).uses(callback_id, on)
        refused.sees("you belong to another one").does_not_see("Acme", "What changed")
    assert world.database.read_now(lambda session: session.query(Outcome).count()) == 0


def test_what_a_player_wrote_elsewhere_is_of_the_players_account(
    bot: Bot, slack: FakeSlack, world: World
) -> None:
    customers.open_channel(slack)
    world.account("Globex")
    world.account()
    customers.link(world, world.player("acme-corp"))
    message = slack.workspace.put_message(SHARED, JANE, {"text": "We solve it alone now"})
    assert initial(logs(Person(bot, "U1", SHARED), message), "account_id") == "acme-corp"
    customers.link(world, world.player("globex"))
    assert initial(logs(Person(bot, "U1", SHARED), message), "account_id") is None


def test_a_message_from_last_week_happened_then(bot: Bot, world: World) -> None:
    account_id = world.account(owner="U1")
    alice = bot.as_("U1")
    message = alice.writes("They solve it alone now")
    world.clock.passes(days=7)
    form = alice.chooses(logs(alice, message), "account_id", account_id)
    alice.submits(form, change="They solve it alone")
    assert stored(world).happened_on == world.day(-7)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a &lt; b &amp;amp; c &gt; d", "a < b &amp; c > d"),
        ("thanks <@U2>, <@U3|carol> and <@U4>", "thanks @Bob, @carol and @somebody"),
        ("<!here> in <#C1|x>, <#C2>: <!subteam^S1|@team>", "@here in #x, #a-channel: @team"),
        ("<https://a.example/?x=1&amp;y=2|the list>", "the list (https://a.example/?x=1&y=2)"),
        ("<https://a.example> <http://b.example|b.example>", "https://a.example http://b.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("on <!date^1700000000^{date}|14 Nov 2023>", "on 14 Nov 2023"),
        ("`a &lt; b` and ```x = 1\n  y = 2```", "`a < b` and ```x = 1\n  y = 2```"),
        ("*bold* _and_ ~so~ on :tada:", "*bold* _and_ ~so~ on :tada:"),
        ("שלום <@U2>", "שלום @Bob"),
    ],
)  # fmt: skip
def test_what_was_said_in_plain_words(said: str, read: str) -> None:
    assert plain_words(said, {"U2": "Bob"}) == read


def test_who_is_mentioned() -> None:
    assert mentioned("<@U2> <@W3|x> <@U2> <#C1> @U5 <@u6>") == ["U2", "W3"]


def test_a_goal_that_reaches_its_target_is_told_at_once(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account(owner="U1"))
    goal_id = world.goal(plan_id, starts_on=world.day(-60))
    alice = bot.as_("U1")
    form = click(alice, Id.READING_ADD, goal_id)
    alice.submits(form, value=59).does_not_see("Log outcome")
    world.clock.passes(minutes=1)
    saved = alice.submits(click(alice, Id.READING_ADD, goal_id), value=61).sees("*Reached.*")
    form = alice.clicks_on("Log outcome", in_=saved)
    form.sees("Agents resolve without escalating", "tickets solved alone 35 → 61 of 60 %")
    alice.submits(form).sees(
        "*2 of 5 points*", "✓ intended", "35 → 61 of 60 %, 1 % past the target"
    )
    outcome = stored(world)
    assert (outcome.goal_id, outcome.happened_on) == (goal_id, world.day())
    assert outcome.check_due_on == world.day(30)
    alice.submits(click(alice, Id.READING_ADD, goal_id), value=62).does_not_see("*Reached.*")


def test_a_goal_reached_by_itself_becomes_a_matter_until_it_is_told(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    plan_id = world.plan(world.account(owner="U1"))
    goal_id = world.goal(plan_id, starts_on=world.day(-60), due_on=world.day(200))
    for days, value in ((-9, 50), (-5, 60), (-2, 61)):
        world.reading(goal_id, value, world.day(days))
    bot.runs("sweep")
    alice = bot.as_("U1")
    reason = "“Agents resolve without escalating” is reached: 61 of 60 %; log it as an outcome"
    alice.says("/success next acme").sees(reason)
    bot.runs("bundle")
    told = bot.delivers().sees(reason)
    form = alice.clicks_on("Log outcome", in_=told)
    alice.submits(form)
    assert stored(world).happened_on == world.day(-5)
    assert "Log outcome" not in [one.text for one in bot.delivers().buttons]
    alice.says("/success next acme").does_not_see(reason)


def test_a_goal_that_was_opened_again_is_told_again(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account(owner="U1"))
    goal_id = world.goal(plan_id, starts_on=world.day(-60))
    world.outcome("acme-corp", goal_id=goal_id, happened_on=world.day(-9))
    world.reading(goal_id, 61, world.day(-10))
    alice = bot.as_("U1")
    alice.says("/success next acme").does_not_see("tell how")
    world.change(Goal, goal_id, reopened_on=world.day(-5))
    world.reading(goal_id, 62, world.day(-1))
    alice.says("/success next acme").sees("is reached: tell how")


def test_a_milestone_that_is_done_offers_to_tell_of_it(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account(owner="U1"))
    plain = world.milestone(plan_id, "Kick-off held")
    step = world.milestone(plan_id, achievement="Agents look it up before they ask")
    alice = bot.as_("U1")
    alice.submits(click(alice, Id.MILESTONE_FINISH, plain)).does_not_see("Log outcome")
    note: dict[str, Any] = {"note": "They stopped asking in the chat", "done_on": world.day(-3)}
    saved = alice.submits(click(alice, Id.MILESTONE_FINISH, step), **note).sees("*Achieved.*")
    form = alice.clicks_on("Log outcome", in_=saved)
    form.sees("Milestone: Knowledge base reviewed", "Agents look it up before they ask")
    alice.submits(form).sees("They stopped asking in the chat", "Milestone: Knowledge base")
    outcome = stored(world)
    assert (outcome.milestone_id, outcome.happened_on) == (step, world.day(-3))
    alice.submits(click(alice, Id.MILESTONE_EDIT, step)).does_not_see("Log outcome")


def test_the_plan_the_goal_and_the_milestone_lead_there(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account(owner="U1"))
    goal_id, step = world.goal(plan_id), world.milestone(plan_id)
    alice = bot.as_("U1")
    for shown, about in (
        (alice.says("/success plan acme"), "acme-corp"),
        (click(alice, Id.GOAL_SHOW, goal_id), goal_id),
        (click(alice, Id.MILESTONE_SHOW, step), step),
    ):
        assert shown.button("Log outcome").value == about
        alice.clicks_on("Log outcome", in_=shown).sees("A success of *Acme Corp*.")
