"""Occasions: what happens is asked about, once, of the right people, never more often than allowed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.model import (
    Account,
    Milestone,
    Occasion,
    OccasionState,
    Plan,
    PlayerRole,
    Response,
    Review,
    Stage,
    Survey,
    SurveyKind,
    SurveyTerms,
    Trigger,
    Way,
)
from bot.practice import milestone, nudge, plan_advance, undo
from bot.practice.nudges.survey_due import RULE
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import click


@pytest.fixture
def account(world: World) -> str:
    """An account of Alice's with an open plan and its champion."""
    world.member("U1", name="Alice Smith")
    account_id = world.account("Acme", "U1")
    world.plan(account_id)
    world.player(account_id)
    return account_id


def occasions(world: World) -> list[Occasion]:
    return world.sees(
        lambda s, a: list(s.scalars(select(Occasion).order_by(Occasion.created_at, Occasion.id)))
    )


def responses(world: World) -> list[Response]:
    return world.sees(lambda s, a: list(s.scalars(select(Response).order_by(Response.id))))


def matters(world: World) -> list[str]:
    found = world.database.read_now(nudge.pressing, world.team_id, world.day())
    return [one.why for one in found if one.rule == RULE.name]


def test_a_milestone_that_asks_is_asked_about(bot: Bot, world: World, account: str) -> None:
    step = world.milestone(f"{account}-1", "Go live", done_on=world.day())
    world.change(Milestone, step, survey="csat")
    bot.runs("occasions")
    bot.runs("occasions")
    (one,) = occasions(world)
    assert (one.kind, one.trigger, one.title) == (SurveyKind.CSAT, Trigger.MILESTONE, "Go live")
    assert (one.step, one.stage, one.state) == ("go live", Stage.DISCOVERY, OccasionState.DUE)
    assert matters(world) == [
        "“Go live” was reached today: ask about it (CSAT)? It would go to Maria Lopez."
    ]
