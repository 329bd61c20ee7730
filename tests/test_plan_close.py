"""The end of a cycle, and the next one with its goals raised."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database import Database
from bot.errors import UserError
from bot.model import Direction, Plan, Stage
from bot.practice import plan
from bot.practice.goal import GoalState
from bot.practice.next_target import next_target, rounded
from bot.practice.plan_close import LookBack, close, to_close
from tests.harness.bot import Bot
from tests.harness.builders import World

TODAY = date(2026, 11, 23)
VALUES = st.decimals(-(10**6), 10**6, places=3)


def goal(
    baseline: object, target: object, latest: object, *, unit: str = "", days: int = 100
) -> GoalState:
    rises = Decimal(str(target)) >= Decimal(str(baseline))
    return GoalState(
        "acme-2",
        None,
        "They do",
        "doing",
        unit,
        Direction.RISING if rises else Direction.FALLING,
        Decimal(str(baseline)),
        Decimal(str(target)),
        TODAY - timedelta(days=days),
        None,
        None,
        None,
        None,
        Decimal(str(latest)),
        TODAY,
        None,
        True,
        False,
        TODAY,
    )


@pytest.mark.parametrize(
    ("known", "days", "expected"),
    [
        (goal(35, 60, 61), 100, 87),  # as far again
        (goal(35, 60, 61), 50, 74),  # half the time, half the way
        (goal(35, 60, 61), 1000, 87),  # never further than it has come
        (goal(35, 60, 50), 100, 60),  # not reached: the target stays
        (goal(30, 60, 90, unit="%"), 100, 100),
        (goal(10, 5, 4), 100, 0),  # never negative before
        (goal(-10, 5, 5), 100, 20),
    ],
)
def test_the_next_target_follows_from_the_goals_own_trend(
    known: GoalState, days: int, expected: int
) -> None:
    assert next_target(known, TODAY + timedelta(days=days)) == expected


@given(baseline=VALUES, target=VALUES, beyond=st.decimals(0, 1000, places=2))
@settings(max_examples=200)
def test_a_reached_goal_never_aims_lower_than_it_is(
    baseline: Decimal, target: Decimal, beyond: Decimal
) -> None:
    rises = target > baseline
    latest = target + beyond if rises else target - beyond
    aimed = next_target(goal(baseline, target, latest), TODAY + timedelta(days=365))
    assert aimed is not None
    if target != baseline and latest >= 0:
        assert aimed >= latest if rises else aimed <= latest


@pytest.mark.parametrize(("step", "seen"), [("13.74", "14"), ("0.0421", "0.042"), ("1234", "1200")])
def test_steps_are_round_numbers(step: str, seen: str) -> None:
    assert rounded(Decimal(step)) == Decimal(seen)


def test_the_next_cycle_begins_with_the_chosen_goals_raised(world: World) -> None:
    account = world.account("Acme")
    old = world.plan(account)
    kept, left = world.goal(old), world.goal(old, "They look things up")
    world.clock.passes(days=100)
    world.reading(kept, 61)
    shown = world.sees(to_close, account)
    assert shown.is_early
    assert [one.target for one in shown.proposals] == [87, 60]
    said = LookBack(
        reached="61 %",
        learnt="Pair early",
        reason="They merged",
        next_success="More of it",
        horizon_on=world.day(100),
        goal_ids=[kept],
    )
    world.do(close, account, said)
    summary = world.sees(plan.summary, account)
    assert summary.head.cycle == 2
    (carried,) = summary.goals
    assert carried.behaviour == "Agents resolve without escalating"
    assert carried.baseline == 61
    assert carried.target == 87
    assert carried.id not in (kept, left)


def test_an_end_without_a_next_cycle(world: World) -> None:
    account = world.account("Acme")
    world.plan(account)
    world.do(close, account, LookBack(reached="Some", learnt="Much", reason="They left"))
    assert world.sees(plan.summary, account).head.plan_id is None


def test_an_early_end_needs_a_reason(world: World) -> None:
    account = world.account("Acme")
    world.plan(account)
    with pytest.raises(UserError, match="before its last stage"):
        world.do(close, account, LookBack(reached="Some", learnt="Much"))


def test_in_slack_from_the_last_stage(bot: Bot, world: World, database: Database) -> None:
    account = world.account("Acme")
    goal = world.goal(world.plan(account))
    world.clock.passes(days=90)
    world.reading(goal, 61)

    def at_the_end(session: Session) -> None:
        session.execute(update(Plan).values(stage=Stage.DASHBOARD))

    database.write_now(at_the_end)
    anna = bot.as_("U1")
    window = anna.clicks("plan.close", "acme", in_=anna.says("/success plan acme"))
    assert "1 of 1 goals reached" in window.text
    assert "61 → 87 %" in window.text
    shown = anna.submits(window, learnt="New agents learn from agents")
    assert "plan 2 · Discovery" in shown.text
    assert "35" not in anna.says("/success plan acme").text
    assert "ended the plan" in anna.says("/success history acme").text


def test_in_slack_an_early_end_is_asked_for_its_reason(bot: Bot, world: World) -> None:
    world.plan(world.account("Acme"))
    anna = bot.as_("U1")
    moving = anna.clicks("plan.advance", "acme", in_=anna.says("/success plan acme"))
    window = anna.clicks("plan.close", in_=moving)
    shown = anna.submits(window, reached="Some", learnt="Much", reason="Sold", next_success="")
    assert "no plan yet" in shown.text
