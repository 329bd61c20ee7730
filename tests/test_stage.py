"""The gates: what each stage wants before the plan moves on."""

from datetime import date

import pytest

from bot.model import Milestone, Plan, Side, Stage
from bot.practice import stage
from tests.harness.builders import World
from tests.harness.clock import Clock

LATE = "a new date, or what blocks {}"


def moved_to(world: World, plan_id: str, to: Stage) -> None:
    world.change(Plan, plan_id, stage=to)


def missing(world: World, plan_id: str) -> list[str]:
    return world.sees(stage.missing, plan_id)


@pytest.fixture
def account_id(world: World) -> str:
    return world.account()


@pytest.fixture
def plan_id(world: World, account_id: str) -> str:
    return world.plan(account_id)


def test_discovery_wants_to_know_how_a_player_measures_success(
    world: World, account_id: str, plan_id: str
) -> None:
    wanted = ["a player of the customer, with how this person measures success"]
    assert missing(world, plan_id) == wanted
    world.player(account_id)
    world.player(account_id, "Ours", side=Side.SUPPLIER, measures_success_by="renewals")
    assert missing(world, plan_id) == wanted
    world.player(account_id, "Ann Lee", measures_success_by="tickets solved alone")
    assert missing(world, plan_id) == []


def test_benchmark_wants_one_whole_goal(world: World, account_id: str, plan_id: str) -> None:
    moved_to(world, plan_id, Stage.BENCHMARK)
    maria = world.player(account_id)
    wanted = ["a goal with its baseline, target, date and player"]
    world.goal(plan_id, baseline=None, player_id=maria)
    world.goal(plan_id)
    world.goal(plan_id, due_on=None, player_id=maria)
    assert missing(world, plan_id) == wanted
    world.goal(plan_id, player_id=maria)
    assert missing(world, plan_id) == []


def test_a_plan_wants_both_sides_and_the_customers_agreement(
    world: World, account_id: str, plan_id: str
) -> None:
    moved_to(world, plan_id, Stage.PLAN)
    customer, ours, agreement = missing(world, plan_id)
    assert customer == "a milestone of the customer with an owner and a date"
    assert ours == "a milestone of ours with an owner and a date"
    assert agreement == "the customer’s agreement to the plan"
    maria = world.player(account_id)
    world.milestone(plan_id, player_id=maria, due_on=None)
    world.milestone(plan_id)
    assert missing(world, plan_id) == [customer, ours, agreement]
    world.milestone(plan_id, player_id=maria)
    assert missing(world, plan_id) == [ours, agreement]
    world.milestone(plan_id, side=Side.SUPPLIER, owner_id="U1")
    assert missing(world, plan_id) == [agreement]
    world.change(Plan, plan_id, confirmed_on=world.day())
    assert missing(world, plan_id) == []


def test_collaboration_wants_nothing_late_without_a_reason(
    world: World, clock: Clock, plan_id: str
) -> None:
    moved_to(world, plan_id, Stage.COLLABORATION)
    step = world.milestone(plan_id, due_on=world.day(2))
    world.milestone(plan_id, due_on=world.day(1), done_on=world.day())
    clock.passes(days=2)
    assert missing(world, plan_id) == []
    clock.passes(days=1)
    assert missing(world, plan_id) == [LATE.format("it, for 1 late milestone")]
    world.milestone(plan_id, due_on=world.day(-1))
    assert missing(world, plan_id) == [LATE.format("them, for 2 late milestones")]
    world.change(Milestone, step, blocked_by="Their IT is away")
    assert missing(world, plan_id) == [LATE.format("it, for 1 late milestone")]


def test_a_dashboard_wants_readings_since_the_last_event(
    world: World, account_id: str, plan_id: str
) -> None:
    moved_to(world, plan_id, Stage.DASHBOARD)
    first, second = world.goal(plan_id), world.goal(plan_id, "Managers open the report")
    world.goal(plan_id, "Later", baseline=None, target=None)
    none_yet = "a reading since the last milestone or outcome, for {}"
    assert missing(world, plan_id) == [none_yet.format("2 goals")]
    world.reading(first, read_on=date(2026, 11, 20))
    world.reading(second, read_on=date(2026, 11, 20))
    assert missing(world, plan_id) == []
    world.milestone(plan_id, done_on=date(2026, 11, 21))
    assert missing(world, plan_id) == [none_yet.format("2 goals")]
    world.reading(first, read_on=date(2026, 11, 22))
    assert missing(world, plan_id) == [none_yet.format("1 goal")]
    world.reading(second, read_on=date(2026, 11, 22))
    world.outcome(account_id, happened_on=date(2026, 11, 22))
    assert missing(world, plan_id) == []


def test_many_plans_are_asked_at_once(world: World, plan_id: str) -> None:
    other = world.plan(world.account("Zenith"))
    moved_to(world, other, Stage.COLLABORATION)
    found = world.sees(stage.missing_of, [plan_id, other, "gone-1"])
    assert (len(found[plan_id]), found[other], len(found)) == (1, [], 2)
    assert world.sees(stage.missing, "gone-1") == []


def test_the_stages_follow_each_other() -> None:
    assert [stage.next_stage(one) for one in Stage] == [*list(Stage)[1:], None]
