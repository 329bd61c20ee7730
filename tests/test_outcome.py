"""Outcomes: two pages, and the five points that make each count."""

from typing import Any

from bot.model import Outcome
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.routes import click

POINTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("outcome", {"intended": "intended"}, {}),
    ("story", {"story": "They wrote the macros themselves."}, {}),
    ("reuse", {}, {"reuse_scope": "other_team", "reuse_candidates": "Lyon"}),
    ("measure", {}, {"metric": "calls", "metric_target": 10, "metric_actual": 9}),
    ("permanence", {}, {"behaviour": "They look it up first", "permanence": "sticks"}),
]


def test_the_anatomy_from_none_to_five(bot: Bot, world: World) -> None:
    world.account()
    alice = bot.as_("U1")
    for made in range(6):
        told: dict[str, Any] = {"change": f"Change {made}", "intended": "unintended"}
        proof: dict[str, Any] = {}
        for _, first, second in POINTS[:made]:
            told |= first
            proof |= second
        page_two = alice.submits(alice.says("/success log acme"), **told)
        saved = alice.submits(page_two, **proof).sees(f"{made} of 5 points")
        missing = [name for name, _, _ in POINTS[max(made, 1) :]]  # a surprise stays one
        assert saved.text.count("✓") == made
        assert saved.text.count("✗") == 5 - made
        if missing:
            saved.sees(f"Missing: {', '.join(missing)}.")
        else:
            saved.does_not_see("Missing", "Add what is missing")
    alice.says("/success plan acme").sees("6 logged", "5 of 5  *Change 5*")


def test_what_is_missing_can_be_added_later(bot: Bot, world: World) -> None:
    """The first page alone is kept; what it lacks is one click away."""
    account_id = world.account()
    alice = bot.as_("U1")
    page_two = alice.submits(alice.says("/success log acme"), change="They ask less")
    page_two.sees("They ask less", "All of it is optional")
    saved = alice.submits(page_two, metric_actual=7).sees("1 of 5", "against no target")
    form = alice.clicks_on("Add what is missing", in_=saved).sees("7")
    alice.submits(form, metric_target=9, permanence="unsure").sees("2 of 5", "Measured: 7 of 9")
    outcome = world.database.read_now(lambda s: s.query(Outcome).one())
    assert (outcome.account_id, outcome.plan_id, outcome.currency) == (account_id, None, "USD")
    click(alice, Id.OUTCOME_COMPLETE, outcome.id).sees("They ask less")


def test_half_a_point_is_none(bot: Bot, world: World) -> None:
    """A measure needs a target set beforehand, and permanence a behaviour that sticks."""
    outcome_id = world.outcome(world.account())
    alice = bot.as_("U1")
    for answers, sentence in (
        ({"metric_target": 5}, "not measured yet"),
        ({"metric_actual": 5}, "against no target set beforehand"),
        ({"permanence": "sticks"}, "which behaviour changed?"),
        ({"permanence": "fading", "behaviour": "x"}, "the change is fading"),
        ({"permanence": "unsure", "behaviour": "x"}, "does it stick?"),
    ):
        world.clock.passes(minutes=1)
        form = click(alice, Id.OUTCOME_COMPLETE, outcome_id)
        empty: dict[str, Any] = dict.fromkeys(("metric_target", "metric_actual", "behaviour"))
        alice.submits(form, **empty | answers).sees(sentence, "1 of 5")


def test_a_reached_goal_asks_for_its_story(bot: Bot, world: World) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    world.player(account_id)
    world.milestone(plan_id)
    goal = world.goal(plan_id)
    world.reading(goal, 61)
    alice = bot.as_("U1")
    card = alice.says("/success plan acme").sees("is reached: tell how")
    form = alice.clicks_on("Log outcome", in_=card).sees("Agents resolve without escalating")
    alice.submits(alice.submits(form, story="By themselves."), value=40_000).sees("2 of 5")
    alice.says("/success plan acme").does_not_see("tell how").sees("40,000 USD")


def test_a_goal_of_another_account_is_refused(bot: Bot, world: World) -> None:
    world.account()
    other = world.goal(world.plan(world.account("Zenith")))
    alice = bot.as_("U1")
    form = alice.says("/success log acme")
    wrong = alice.submits(form, change="x", goal_id={"text": {}, "value": other})
    assert "not one of this account" in wrong.errors["goal_id"]
