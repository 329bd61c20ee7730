"""Time to value of one account: days from its start to the first thing that was reached."""

import pytest

from bot.model import Direction, Goal, Outcome, Permanence, Plan, VerifiedBy
from bot.practice.time_to_value import days_to_value
from tests.harness.bot import Bot
from tests.harness.builders import World


@pytest.fixture
def plan(world: World) -> str:
    """A plan of a customer since 100 days."""
    return world.plan(world.account(started_on=world.day(-100)))


def days(world: World) -> int | None:
    return world.sees(days_to_value, "acme-corp")


def verified(world: World, days_ago: int) -> str:
    outcome_id = world.outcome("acme-corp", happened_on=world.day(-days_ago))
    facts = {"verified_by": VerifiedBy.LINK, "verified_on": world.day()}
    world.change(Outcome, outcome_id, **facts)
    return outcome_id


def test_the_first_reading_that_reaches_a_goal_counts(world: World, plan: str) -> None:
    assert days(world) is None
    goal_id = world.goal(plan)
    world.reading(goal_id, 59, world.day(-60))
    assert days(world) is None
    world.reading(goal_id, 60, world.day(-26))
    world.reading(goal_id, 40, world.day(-20))
    world.reading(goal_id, 70, world.day(-1))
    assert days(world) == 74
    falling = world.goal(plan, "They wait", direction=Direction.FALLING, baseline=40, target=10)
    world.reading(falling, 9, world.day(-50))
    assert days(world) == 50
    world.goal(plan, "They ask", baseline=None, target=None)
    assert days(world) == 50


def test_what_did_not_last_does_not_count(world: World, plan: str) -> None:
    goal_id = world.goal(plan)
    world.reading(goal_id, 60, world.day(-26))
    world.change(Goal, goal_id, reopened_on=world.day(-10))
    assert days(world) is None
    world.reading(goal_id, 60, world.day(-9))
    assert days(world) == 91


def test_an_outcome_counts_once_the_customer_confirmed_it(world: World, plan: str) -> None:
    world.outcome("acme-corp", happened_on=world.day(-90))
    assert days(world) is None
    early = verified(world, 30)
    assert days(world) == 70
    world.change(Plan, plan, ended_on=world.day())
    assert days(world) == 70, "an earlier cycle counts, too"
    world.change(Outcome, early, permanence=Permanence.LOST)
    assert days(world) is None
    verified(world, 120)
    assert days(world) == 0, "before the contract"


def test_without_a_start_nothing_is_known(bot: Bot, world: World) -> None:
    world.reading(world.goal(world.plan(world.account())), 61)
    assert days(world) is None
    bot.as_("U1").says("/success account acme").does_not_see("First value")


def test_the_account_says_it(bot: Bot, world: World, plan: str) -> None:
    account = bot.as_("U1").says("/success account acme")
    account.does_not_see("First value")
    world.reading(world.goal(plan), 61)
    bot.as_("U1").says("/success account acme").sees("First value: after 100 days")
