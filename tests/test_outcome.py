"""Outcomes: logged in one window, completed part by part, and what makes each count."""

from typing import Any

from bot.model import Outcome
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.routes import click


def test_it_is_logged_in_one_window_and_its_card_follows(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    card = alice.submits(alice.says("/success log acme"), change="They ask less")
    card.sees("They ask less", "*0 of 5 points*", "not intended: welcome all the same")
    outcome = world.database.read_now(lambda s: s.query(Outcome).one())
    assert (outcome.account_id, outcome.plan_id, outcome.currency) == (account_id, None, "USD")


def test_each_part_is_completed_by_a_click(bot: Bot, world: World) -> None:
    outcome_id = world.outcome(world.account())
    alice = bot.as_("U1")
    told: dict[str, dict[str, Any]] = {
        "story": {"situation": "Calls", "action": "Macros", "story": "Fewer calls"},
        "reuse": {"reuse_scope": "other_team", "reuse_candidates": "Lyon"},
        "measure": {"metric_target": 10, "metric_actual": 9},
        "permanence": {"behaviour": "They look it up first"},
    }
    for name, answers in told.items():
        world.clock.passes(minutes=1)
        card = alice.submits(click(alice, Id.OUTCOME_EDIT, f"{name} {outcome_id}"), **answers)
    card.sees("*3 of 5 points*", "story told", "9 of 10", "next check on")
