"""What a new goal could aim at, from accounts like this one."""

from decimal import Decimal

from bot.model import Direction
from bot.practice.first_target import FirstTarget, Remark, first_target, remark
from tests.harness.builders import World

REACHED = (45, 50, 55, 60, 65)


def alike(world: World, reached: tuple[int, ...] = REACHED, segment: str = "enterprise") -> None:
    """Accounts of a segment that began at 30 and reached this within half a year."""
    for number, value in enumerate(reached):
        account = world.account(f"{segment} {number}", segment=segment)
        goal = world.goal(world.plan(account), measure="Tickets solved  alone", baseline=30)
        world.reading(goal, value)


def known(world: World, segment: str = "enterprise", days: int = 180) -> FirstTarget:
    """What there is to go by for a new goal, so many days later."""
    world.clock.passes(days=days)
    account = world.account("Acme", segment=segment)
    goal = world.goal(world.plan(account), baseline=35, target=60)
    return world.sees(first_target, goal)


def test_what_similar_accounts_started_from_and_reached(world: World) -> None:
    alike(world)
    found = known(world)
    assert found.accounts == 5
    assert found.best == 65
    assert found.started is not None
    assert found.reached is not None
    assert found.started.middle == 30
    assert found.reached.low == 50
    assert found.reached.high == 60


def test_fewer_than_five_are_too_little(world: World) -> None:
    alike(world, REACHED[:4])
    found = known(world)
    assert (found.accounts, found.is_enough) == (4, False)
    assert remark(found, Decimal(1000), Direction.RISING) is None


def test_other_segments_and_later_readings_do_not_count(world: World) -> None:
    alike(world, segment="small")
    alike(world)
    late = world.goal(world.plan(world.account("Late", segment="enterprise")), "Late", baseline=30)
    world.clock.passes(days=181)
    world.reading(late, 99)
    found = known(world)
    assert found.accounts == 5
    assert found.best == 65


def test_goals_whose_time_has_not_run_do_not_count(world: World) -> None:
    alike(world)
    assert known(world, days=179).accounts == 0


def test_the_latest_goal_of_an_account_counts(world: World) -> None:
    alike(world)
    account = world.account("Twice", segment="enterprise")
    plan = world.plan(account)
    for value in (95, 70):
        world.reading(world.goal(plan, measure="TICKETS solved alone", baseline=30), value)
        world.clock.passes(days=1)
    found = known(world)
    assert found.accounts == 6
    assert found.best == 70


def test_a_target_beyond_the_best_or_too_easy_gets_a_remark(world: World) -> None:
    alike(world)
    found = known(world)
    assert remark(found, Decimal(66), Direction.RISING) == Remark.BEYOND
    assert remark(found, Decimal(65), Direction.RISING) is None
    assert remark(found, Decimal(50), Direction.RISING) is None
    assert remark(found, Decimal(49), Direction.RISING) == Remark.LOW


def test_for_a_falling_measure_lower_is_better(world: World) -> None:
    alike(world)
    found = known(world)
    falling = FirstTarget("enterprise", 5, 180, found.started, found.reached, Decimal(45))
    assert remark(falling, Decimal(44), Direction.FALLING) == Remark.BEYOND
    assert remark(falling, Decimal(61), Direction.FALLING) == Remark.LOW
    assert remark(falling, Decimal(55), Direction.FALLING) is None
