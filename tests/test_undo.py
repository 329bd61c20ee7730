"""One's own last change, taken back exactly."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from bot.database import Database
from bot.errors import UserError
from bot.model import Plan, Side
from bot.practice import account, goal, milestone, nudge_action, outcome, undo
from bot.practice.history import history
from tests.harness.builders import World
from tests.harness.rows import everything

Deed = Callable[[World, str], Any]


DEEDS: dict[str, Deed] = {
    "a player": lambda w, plan: w.player("acme"),
    "a goal": lambda w, plan: w.goal(plan, baseline=None, target=None),
    "a target": lambda w, plan: w.do(
        goal.aim,
        "acme-2",
        goal.GoalTarget(target=Decimal("1.5"), starts_on=w.day(), value=Decimal("99.9999")),
    ),
    "a reading": lambda w, plan: w.reading("acme-2", "12.345678"),
    "a milestone that waits": lambda w, plan: w.milestone(plan, needs=["acme-3"]),
    "a milestone done": lambda w, plan: w.do(milestone.finish, "acme-3", w.day(), "Well."),
    "an outcome": lambda w, plan: w.do(
        outcome.log,
        "acme",
        outcome.OutcomeTold(change="They do", happened_on=w.day()),
    ),
}


@pytest.fixture
def plan(world: World) -> str:
    """A plan with a goal and a milestone."""
    plan = world.plan(world.account("Acme"))
    world.goal(plan)
    world.milestone(plan)
    world.clock.passes(minutes=20)
    return plan


@pytest.mark.parametrize("deed", DEEDS)
def test_a_change_is_taken_back_exactly(
    world: World, database: Database, plan: str, deed: str
) -> None:
    before = database.read_now(everything)
    DEEDS[deed](world, plan)
    assert database.read_now(everything) != before
    world.do(undo.undo)
    assert database.read_now(everything) == before
    page = world.sees(history, "acme")
    assert [event.is_undone for event in page.events[:2]] == [False, True]


def test_changes_are_taken_back_one_after_the_other(
    world: World, database: Database, plan: str
) -> None:
    before = database.read_now(everything)
    for deed in DEEDS.values():
        deed(world, plan)
    for _ in DEEDS:
        world.do(undo.undo)
    assert database.read_now(everything) == before
    with pytest.raises(UserError, match="nothing in the last ten minutes"):
        world.do(undo.undo)


def test_only_within_ten_minutes(world: World, plan: str) -> None:
    world.reading("acme-2")
    world.clock.passes(minutes=11)
    with pytest.raises(UserError, match="nothing in the last ten minutes"):
        world.do(undo.undo)


def test_only_ones_own(world: World, plan: str) -> None:
    world.reading("acme-2")
    other = world.actor("U0OTHER")
    with pytest.raises(UserError, match="nothing in the last ten minutes"):
        world.database.write_now(undo.undo, other)


def test_not_what_somebody_changed_since(world: World, database: Database, plan: str) -> None:
    world.do(milestone.finish, "acme-3", world.day(), "Well.")
    other = world.actor("U0OTHER")
    database.write_now(milestone.finish, other, "acme-3", world.day(), "Better.")
    before = database.read_now(everything)
    with pytest.raises(UserError, match="done note"):
        world.do(undo.undo)
    assert database.read_now(everything) == before


def test_not_what_somebody_built_on(world: World, database: Database, plan: str) -> None:
    maria = world.player("acme", side=Side.CUSTOMER)
    other = world.actor("U0OTHER")
    details = milestone.MilestoneDetails(title="Hers", player_id=maria)
    database.write_now(milestone.add, other, "acme", details)
    before = database.read_now(everything)
    with pytest.raises(UserError, match="Something was added to this player since"):
        world.do(undo.undo)
    assert database.read_now(everything) == before


def test_not_what_stands_in_a_plan_that_somebody_ended(world: World, plan: str) -> None:
    world.reading("acme-2")
    world.change(Plan, plan, ended_on=world.day())
    with pytest.raises(UserError, match="Somebody ended this plan since"):
        world.do(undo.undo)


def test_not_where_somebody_took_its_place(world: World, database: Database, plan: str) -> None:
    world.do(account.edit, "acme", account.AccountDetails(name="Acme Corp"))
    other = world.actor("U0OTHER")
    database.write_now(account.add, other, account.AccountDetails(name="Acme"))
    before = database.read_now(everything)
    with pytest.raises(UserError, match="does not fit to what was changed since"):
        world.do(undo.undo)
    assert database.read_now(everything) == before


def test_a_matter_is_taken_up_again_where_it_was_dealt_with(
    world: World, database: Database, plan: str
) -> None:
    world.do(nudge_action.done, world.nudge("acme-3"))
    before = database.read_now(everything)
    with pytest.raises(UserError, match="cannot be undone here"):
        world.do(undo.undo)
    assert database.read_now(everything) == before
