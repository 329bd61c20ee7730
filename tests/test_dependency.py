"""What waits for what: never in a circle, whatever is added, edited, undone, in whatever order."""

import contextlib
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import UserError
from bot.model import Dependency, Milestone
from bot.practice import milestone, milestone_bulk, milestone_edit, undo
from bot.practice.access import open_plan_to_change
from bot.practice.dependency import circle
from bot.practice.milestone import MilestoneDetails
from bot.practice.milestone_bulk import Step
from tests.harness.builders import World

NODES = st.integers(0, 7).map(str)
EDGES = st.dictionaries(NODES, st.sets(NODES, max_size=4))


def goes_round(edges: dict[str, set[str]]) -> bool:
    """Whether anything waits for itself: what waits for nothing is taken away until nothing is."""
    left = {one: set(needs) for one, needs in edges.items()}
    while left:
        free = [one for one, needs in left.items() if not needs & left.keys()]
        if not free:
            return True
        for one in free:
            del left[one]
    return False


@given(EDGES, NODES, st.lists(NODES, max_size=4))
def test_a_circle_is_found_exactly_where_there_is_one(
    edges: dict[str, set[str]], start: str, needs: list[str]
) -> None:
    edges.pop(start, None)
    if goes_round(edges):
        return
    way = circle(edges, start, needs)
    assert bool(way) == goes_round({**edges, start: set(needs)})
    if way:
        assert way[0] == way[-1] == start
        assert way[1] in needs
        assert all(then in edges[here] for here, then in pairwise(way[1:]))


def test_no_order_of_changes_makes_a_circle(world: World) -> None:
    random = Random(7)
    world.plan(world.account("Acme"))
    deeds = 0
    for _ in range(50):
        world.clock.passes(seconds=20)
        with contextlib.suppress(UserError):
            _change(world, random)
            deeds += 1
        assert not goes_round(edges_in(world))
    assert deeds > 20


def _change(world: World, random: Random) -> None:
    here = list(edges_in(world))
    needs = random.sample(here, min(len(here), random.randrange(3)))
    actor = world.actor(random.choice(("U1", "U2")))
    details = MilestoneDetails(title="A step", needs=needs)
    write = world.database.write_now
    match random.randrange(4):
        case 0:
            write(milestone.add, actor, "acme", details)
        case 1 if here:
            write(milestone_edit.edit, actor, random.choice(here), details)
        case 2:
            write(undo.undo, actor)
        case 3 if len(here) < 20:
            steps = [Step(details), Step(details, after=(0,)), Step(details, after=(0, 1))]
            write(_add_all, actor, steps)


def _add_all(session, actor, steps) -> None:
    plan = open_plan_to_change(session, actor, "acme")
    milestone_bulk.add_all(session, actor, plan, steps)


def edges_in(world: World) -> dict[str, set[str]]:
    def work(session) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {one: set() for one in session.scalars(select(Milestone.id))}
        for edge in session.scalars(select(Dependency)):
            found[edge.id].add(edge.needs_id)
        return found

    return world.database.read_now(work)


def test_an_undo_that_would_make_a_circle_is_refused(world: World) -> None:
    """Alice lets A wait for B no longer, Bob lets B wait for A, and Alice wants to undo."""
    plan = world.plan(world.account("Acme"))
    one = world.milestone(plan, "A")
    other = world.milestone(plan, "B")
    alice, bob = world.actor("U1"), world.actor("U2")

    def needs(actor, milestone_id: str, *ids: str) -> None:
        title = "A" if milestone_id == one else "B"
        details = MilestoneDetails(title=title, needs=ids)
        world.database.write_now(milestone_edit.edit, actor, milestone_id, details)

    needs(bob, one, other)
    world.clock.passes(minutes=1)
    needs(alice, one)
    needs(bob, other, one)
    with pytest.raises(UserError, match="They would wait for each other: “A → B → A”"):
        world.database.write_now(undo.undo, alice)
    assert edges_in(world) == {one: set(), other: {one}}
    needs(bob, other)
    world.database.write_now(undo.undo, alice)
    assert edges_in(world) == {one: {other}, other: set()}
