"""Outcomes: logged in one window, completed part by part, and what makes each point count."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Direction, Outcome, Permanence, Player, VerifiedBy
from bot.practice import outcome as outcomes
from bot.ui import outcome as ui
from bot.ui.ids import Id
from bot.ui.outcome_form import PARTS
from bot.ui.plain import plainly
from bot.ui.text import pieces
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import click

STORY: dict[str, Any] = {
    "situation": "Every call was passed on",
    "action": "Macros",
    "story": "Few are passed on",
}


def stored(world: World) -> Outcome:
    """The one outcome there is."""
    return world.database.read_now(lambda session: session.query(Outcome).one())


def part(bot: Bot, outcome_id: str, name: str, user_id: str = "U1") -> Reply:
    """The window of one part, opened from the card."""
    person = bot.as_(user_id)
    card = click(person, Id.OUTCOME_SHOW, outcome_id)
    return person.clicks(Id.OUTCOME_EDIT, f"{name} {outcome_id}", in_=card)


def test_it_is_logged_in_one_window_and_its_card_follows(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    card = alice.submits(alice.says("/success log acme"), change="They ask less")
    card.sees("They ask less", "*0 of 5 points*", "not intended: welcome all the same")
    outcome = stored(world)
    assert (outcome.account_id, outcome.plan_id, outcome.currency) == (account_id, None, "USD")


def test_each_point_says_what_makes_it_count_and_is_one_click_away(bot: Bot, world: World) -> None:
    outcome_id = world.outcome(world.account())
    card = click(bot.as_("U1"), Id.OUTCOME_SHOW, outcome_id).sees(
        "✗ not intended: welcome all the same*\n_It counts when it was planned",
        "✗ no story yet: how did it come about?*\n_It counts with three answers",
        "✗ no reuse yet: who else could do this?*\n_It counts once somebody says how far",
        "✗ not measured yet: which number shows it?*\n_It counts with a number against a target",
        "✗ not lasting yet: which behaviour changed?*\n_It counts once the changed behaviour held",
    )
    edits = [one.value for one in card.buttons if one.action_id == Id.OUTCOME_EDIT]
    assert edits == [f"{name} {outcome_id}" for name in PARTS]


def test_from_none_to_five_without_leaving_the_window(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    goal_id = world.goal(plan_id, starts_on=world.day(-30))
    maria = world.player("acme-corp")
    outcome_id = world.outcome("acme-corp", "They ask less")
    alice = bot.as_("U1")
    card = click(alice, Id.OUTCOME_SHOW, outcome_id).sees("*0 of 5 points*")
    told: dict[str, dict[str, Any]] = {
        "outcome": {"goal_id": goal_id},
        "story": STORY | {"quote": "Lovely", "quote_player_id": maria, "quote_agreed": True},
        "reuse": {"reuse_scope": "other_team", "reuse_candidates": "Lyon"},
        "measure": {"metric_baseline": 35, "metric_target": 60, "metric_actual": 61},
        "permanence": {"behaviour": "They look it up first"},
    }
    for count, (name, answers) in enumerate(told.items(), 1):
        world.clock.passes(minutes=1)
        form = alice.clicks(Id.OUTCOME_EDIT, f"{name} {outcome_id}", in_=card)
        card = alice.submits(form, **answers).sees(f"*{min(count, 4)} of 5 points*")
    card.sees("Goal: Agents resolve", "Maria Lopez, who agreed to be quoted", "For: Lyon")
    card.sees("past it", "35 → 61 of 60 %, 1 % past the target", "next check on 23 Dec 2026")
    assert bot.slack.workspace.stacks["U1"] == [card.view["id"]] if card.view else False
    world.change(Outcome, outcome_id, permanence=Permanence.PERMANENT, check_due_on=None)
    click(alice, Id.OUTCOME_SHOW, outcome_id).sees("*5 of 5 points*").does_not_see("✗", "Complete")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"situation": "Calls"}, "✗ story begun: what was done?"),
        ({"situation": "Calls", "action": "Macros"}, "✗ story begun: what changed?"),
        ({"quote": "Lovely"}, "✗ no story yet"),
        ({"reuse_candidates": "Lyon"}, "✗ no reuse yet"),
        ({"metric": "calls", "metric_actual": 7}, "✗ measured, but against no target"),
        ({"metric_baseline": 3, "metric_target": 9}, "✗ not measured yet"),
        ({"behaviour": "They ask"}, "✗ not lasting yet: next check on 23 Dec 2026"),
        ({"permanence": Permanence.HELD, "behaviour": "They ask"}, "✗ it held once: next check"),
        ({"permanence": Permanence.PARTLY, "behaviour": "They ask"}, "✗ it lasts in part"),
        ({"permanence": Permanence.LOST, "behaviour": "They ask"}, "✗ it did not last"),
    ],
)
def test_half_a_point_is_none_yet(bot: Bot, world: World, facts: Any, words: str) -> None:
    outcome_id = world.outcome(world.account(), **facts)
    click(bot.as_("U1"), Id.OUTCOME_SHOW, outcome_id).sees("*0 of 5 points*", words)


def test_it_was_intended_if_the_goal_came_first(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    goal_id = world.goal(plan_id, starts_on=world.day())
    step = world.milestone(plan_id)
    after = "✗ not intended: its goal was written afterwards"
    for day, goal, milestone, words in (
        (0, goal_id, None, "✓ intended"),
        (-1, goal_id, None, after),
        (0, None, step, "✓ intended"),
        (-1, None, step, after),
    ):
        facts: dict[str, Any] = {
            "goal_id": goal,
            "milestone_id": milestone,
            "happened_on": world.day(day),
        }
        click(bot.as_("U1"), Id.OUTCOME_SHOW, world.outcome("acme-corp", **facts)).sees(words)


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(bot: Bot, world: World) -> None:
    world.account()
    theirs = world.goal(world.plan(world.account("Globex")))
    alice = bot.as_("U1")
    form = alice.says("/success log acme")
    wrong = alice.submits(form, change="They ask less", happened_on=world.day(1))
    assert "choose today or an earlier day" in wrong.errors["happened_on"]
    option = {"text": {"type": "plain_text", "text": "Theirs"}, "value": theirs}
    assert [one["value"] for one in alice.opens_options(form, "goal_id").options] == []
    wrong = alice.submits(form, change="They ask less", goal_id=option)
    assert "not one of this account" in wrong.errors["goal_id"]
    alice.submits(form, change="They ask less").sees("*0 of 5 points*")


def test_only_somebody_who_is_there_can_be_quoted(bot: Bot, world: World) -> None:
    outcome_id = world.outcome(world.account())
    maria = world.player("acme-corp")
    alice = bot.as_("U1")
    chosen = {"text": {"type": "plain_text", "text": "Maria Lopez"}, "value": maria}
    quoted: dict[str, Any] = {"quote": "Lovely", "quote_player_id": chosen}
    world.change(Player, maria, left_on=world.day())
    wrong = alice.submits(part(bot, outcome_id, "story"), **quoted)
    assert "Maria Lopez has left" in wrong.errors["quote_player_id"]
    world.change(Player, maria, left_on=None)
    alice.submits(part(bot, outcome_id, "story"), **quoted).sees("has not agreed to be quoted yet")
    world.change(Player, maria, left_on=world.day())
    kept = alice.submits(part(bot, outcome_id, "story"), situation="Calls")
    kept.sees("“Lovely”", "Maria Lopez", "Calls")


@pytest.mark.parametrize(
    ("values", "direction", "words"),
    [
        ((35, 60, 61), None, "calls: 35 → 61 of 60, 1 past the target"),
        ((35, 60, 60), None, "calls: 35 → 60 of 60\n"),
        ((35, 60, 50), None, "calls: 35 → 50 of 60, 10 short of it"),
        ((40, 10, 7), None, "calls: 40 → 7, aim 10, 3 past the target"),
        ((40, 10, 12), None, "calls: 40 → 12, aim 10, 2 short of it"),
        ((None, 10, 12), None, "calls: 12 of 10\n"),
        ((10, 10, 7), Direction.FALLING, "calls: 10 → 7, aim 10 %, 3 % past the target"),
        ((None, 10, 7), Direction.RISING, "calls: 7 of 10 %, 3 % short of it"),
        ((3, None, 7), Direction.RISING, "calls: 3 → 7 %\n"),
    ],
)
def test_how_far_past_the_target(
    world: World, values: Any, direction: Direction | None, words: str
) -> None:
    plan_id = world.plan(world.account())
    goal_id = None
    if direction is not None:
        goal_id = world.goal(plan_id, direction=direction, baseline=None, target=None)
    outcome_id = world.outcome("acme-corp", goal_id=goal_id)
    names = ("metric_baseline", "metric_target", "metric_actual")
    measured = dict(zip(names, values, strict=True))
    world.change(Outcome, outcome_id, metric="calls", **measured)
    card = ui.card(world.sees(outcomes.facts, outcome_id))
    assert words in "".join(f"{one['text']['text']}\n" for one in card["blocks"][:-1])


def test_what_it_is_worth_with_how_that_was_computed(bot: Bot, world: World) -> None:
    account_id = world.account(currency="EUR")
    world.plan(account_id)
    outcome_id = world.outcome(account_id)
    alice = bot.as_("U1")
    form = part(bot, outcome_id, "measure").sees("What it is worth, in EUR")
    alice.submits(form, value="48600.5").sees("Worth *48,600.50 EUR*. How is that computed?")
    how: dict[str, Any] = {"value_how": "120 tickets × 9 minutes × 45 an hour × 12"}
    card = alice.submits(part(bot, outcome_id, "measure"), **how)
    card.sees("Worth *48,600.50 EUR*: 120 tickets × 9 minutes")
    alice.says("/success plan acme").sees("48,600.50 EUR")


def test_that_the_customer_confirmed_it(bot: Bot, world: World) -> None:
    world.plan(world.account())
    maria = world.player("acme-corp")
    verified: dict[str, Any] = {"verified_player_id": maria, "verified_on": world.day(-1)}
    outcome_id = world.outcome("acme-corp", verified_by=VerifiedBy.CHANNEL, **verified)
    alice = bot.as_("U1")
    click(alice, Id.OUTCOME_SHOW, outcome_id).sees("✓ *verified* by Maria Lopez", "shared channel")
    alice.says("/success plan acme").sees("✓ verified")


def test_a_story_stands_on_its_card_as_it_was_written(bot: Bot, world: World) -> None:
    written = (
        "Thanks <@U2> & <!channel>!\n\n```\nif a < b:\n    ask(b)\n```\n"
        "See <https://example.com/?a=1&b=2|the list> — שלום, عالم."
    )
    outcome_id = world.outcome(world.account())
    alice = bot.as_("U1")
    card = alice.submits(part(bot, outcome_id, "story"), **STORY | {"story": written})
    (shown,) = (one["text"]["text"] for one in card.blocks if "ask(b)" in str(one.get("text")))
    assert plainly(shown).strip("\u2068\u2069").endswith(written)
    assert stored(world).story == written


def test_the_longest_texts_are_shown_in_full(bot: Bot, world: World) -> None:
    outcome_id = world.outcome(world.account())
    longest: dict[str, Any] = {
        "situation": "<&>" * 666,
        "action": "a b " * 499,
        "story": "&" * 3000,
    }
    card = bot.as_("U1").submits(part(bot, outcome_id, "story"), **longest, quote="&" * 1000)
    shown = "".join(one["text"]["text"] for one in card.blocks if one["type"] == "section")
    for text in ("&lt;&amp;&gt;" * 666, "&amp;" * 3000):
        assert text in shown


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="a &<\n", max_size=120), st.integers(5, 40))
def test_no_piece_is_too_long_and_none_is_lost(text: str, most: int) -> None:
    made = pieces(text, most)
    assert all(len(one) <= most for one in made)
    assert plainly("".join(made)) == text


def test_every_window_asks_six_things_at_most(world: World) -> None:
    facts = world.sees(outcomes.facts, world.outcome(world.account()))
    for one in PARTS.values():
        assert 1 <= len(one.fields(facts)) <= 6


def test_the_parts_menus_offer_what_belongs_to_the_account(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    world.goal(plan_id)
    world.milestone(plan_id)
    world.player("acme-corp")
    outcome_id = world.outcome("acme-corp")
    alice = bot.as_("U1")
    for name, field, words in (
        ("outcome", "goal_id", "Agents resolve without escalating"),
        ("outcome", "milestone_id", "Knowledge base reviewed"),
        ("story", "quote_player_id", "Maria Lopez"),
    ):
        found = alice.opens_options(part(bot, outcome_id, name), field).options
        assert [one["text"]["text"] for one in found] == [words]


def test_what_was_logged_is_in_the_history_by_its_parts(bot: Bot, world: World) -> None:
    outcome_id = world.outcome(world.account(), "They ask less")
    world.clock.passes(minutes=1)
    alice = bot.as_("U1")
    alice.submits(part(bot, outcome_id, "story"), **STORY)
    world.clock.passes(minutes=1)
    alice.submits(part(bot, outcome_id, "measure"), metric_actual=7)
    alice.says("/success history acme").sees(
        "changed the story of “They ask less”", "changed the measure of “They ask less”"
    ).does_not_see("version")
    alice.says("/success undo").sees("Taken back: you changed the measure")
    assert stored(world).metric_actual is None
