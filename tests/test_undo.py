"""One's own last change, taken back exactly."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Base, Database
from bot.errors import UserError
from bot.model import AuditEvent, Side
from bot.practice import goal, milestone, outcome, undo
from bot.practice.history import history
from tests.harness.builders import World

STAMPS = {"active_at", "last_number"}
Deed = Callable[[World, str], Any]


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows but those of the audit, without the stamps of activity."""
    with database.reading() as session:
        return {
            table.name: [
                {k: v for k, v in row._mapping.items() if k not in STAMPS}
                for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name != AuditEvent.__tablename__
        }


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
    before = everything(database)
    DEEDS[deed](world, plan)
    assert everything(database) != before
    world.do(undo.undo)
    assert everything(database) == before
    page = world.sees(history, "acme")
    assert [event.is_undone for event in page.events[:2]] == [False, True]


def test_changes_are_taken_back_one_after_the_other(
    world: World, database: Database, plan: str
) -> None:
    before = everything(database)
    for deed in DEEDS.values():
        deed(world, plan)
    for _ in DEEDS:
        world.do(undo.undo)
    assert everything(database) == before
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
    before = everything(database)
    with pytest.raises(UserError, match="done note"):
        world.do(undo.undo)
    assert everything(database) == before


def test_not_what_somebody_built_on(world: World, database: Database, plan: str) -> None:
    maria = world.player("acme", side=Side.CUSTOMER)
    other = world.actor("U0OTHER")
    details = milestone.MilestoneDetails(title="Hers", player_id=maria)
    database.write_now(milestone.add, other, "acme", details)
    before = everything(database)
    with pytest.raises(UserError, match="Something was added to this player since"):
        world.do(undo.undo)
    assert everything(database) == before
