"""Reviews that were held: with whom, because of what, and what was decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.model import Plan, Player, Review
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.routes import click


@pytest.fixture
def acme(world: World) -> str:
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2")
    world.plan(account_id)
    return account_id


def test_a_review_is_noted(bot: Bot, world: World, acme: str) -> None:
    maria, joe = (world.player(acme, name) for name in ("Maria Lopez", "Joe Fox"))
    world.change(Player, joe, last_contact_on=world.day())
    form = bot.as_("U2").says("/success review acme").sees("Acme Corp", "never a calendar")
    held_on = world.day(-2)
    bot.as_("U2").submits(
        form, held_on=held_on, why="50 agents live", decided="Raise the goal",
        player_ids=[maria, joe],
    ).sees("Review noted", "Open the plan")  # fmt: skip
    (review,) = world.database.read_now(lambda s: s.scalars(select(Review)).all())
    assert (review.held_on, review.decided, review.plan_id) == (
        held_on, "Raise the goal", "acme-corp-1"
    )  # fmt: skip
    seen = world.sees(lambda s, a: [s.get_one(Player, (a.team_id, one)) for one in (maria, joe)])
    assert [one.last_contact_on for one in seen] == [held_on, world.day()]
    bot.as_("U2").says("/success history acme").sees("noted a review")
    click(bot.as_("U2"), Id.REVIEW_ADD, acme).sees("50 agents live", "Decided: Raise the goal")


def test_what_is_to_come_was_not_held(bot: Bot, world: World, acme: str) -> None:
    form = click(bot.as_("U2"), Id.REVIEW_ADD, acme)
    refused = bot.as_("U2").submits(form, held_on=world.day(1), why="50 agents live")
    assert "still to come" in refused.errors["held_on"]


def test_a_review_moves_the_plan_and_is_undone_whole(bot: Bot, world: World, acme: str) -> None:
    maria = world.player(acme)
    bot.clock.passes(days=2)
    bob = bot.as_("U2")
    bob.submits(click(bob, Id.REVIEW_ADD, acme), why="Goal met", player_ids=[maria])
    plan = world.sees(lambda s, a: s.get_one(Plan, (a.team_id, "acme-corp-1")))
    assert bot.clock.now - plan.active_at < timedelta(minutes=1)
    bob.says("/success undo")
    assert world.database.read_now(lambda s: s.scalars(select(Review)).all()) == []
    assert world.sees(lambda s, a: s.get_one(Player, (a.team_id, maria))).last_contact_on is None
