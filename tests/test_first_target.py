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


def known(world: World, segment: str = "enterprise") -> FirstTarget:
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
    world.clock.passes(days=400)
    late = world.account("Late", segment="enterprise")
    goal = world.goal(world.plan(late), measure="tickets solved alone", baseline=30)
    world.clock.passes(days=200)
    world.reading(goal, 99)
    found = known(world)
    assert found.accounts == 5
    assert found.best == 65


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
    falling = FirstTarget(5, 180, found.started, found.reached, Decimal(45))
    assert remark(falling, Decimal(44), Direction.FALLING) == Remark.BEYOND
    assert remark(falling, Decimal(61), Direction.FALLING) == Remark.LOW
    assert remark(falling, Decimal(55), Direction.FALLING) is None
