"""What an answer causes: a matter where it is low, and a signal that the account's health reads."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.model import HealthDue, Nudge, NudgeState, Response, Signal
from bot.practice import response_answer
from bot.practice.verification_answer import Guest
from tests.harness.bot import Bot
from tests.harness.builders import World

T = TypeVar("T")


@pytest.fixture
def asked(bot: Bot, world: World) -> str:
    """Maria of Bob's account was asked by a link how satisfied she is."""
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2")
    return world.response(world.occasion(account_id), world.player(account_id))


def answers(world: World, response_id: str, score: int) -> None:
    row = world.database.read_now(lambda s: s.get_one(Response, (world.team_id, response_id)))
    who = Guest(
        team_id=world.team_id,
        id=f"link:{row.player_id}",
        now=world.clock.now,
        player_id=str(row.player_id),
        account_id=row.account_id,
    )
    world.database.write_now(
        lambda s: response_answer.answer(s, who, response_id, score, words="It is slow")
    )


def all_of(world: World, kind: type[T]) -> list[T]:
    return world.database.read_now(lambda s: list(s.scalars(select(kind)).all()))


def test_a_low_answer_is_the_owners_matter_at_once(bot: Bot, world: World, asked: str) -> None:
    answers(world, asked, 2)
    bot.runs("matters")
    told = bot.delivers()
    assert [one["channel"] for one in told.messages] == ["U2"]
    told.sees("Maria Lopez", "2", "It is slow")
    (row,) = all_of(world, Response)
    assert row.follow_up_on == date(2026, 11, 25)


def test_one_that_is_good_after_all_settles_it(bot: Bot, world: World, asked: str) -> None:
    answers(world, asked, 1)
    answers(world, asked, 5)
    (row,) = all_of(world, Response)
    assert (row.score, row.follow_up_on) == (5, None)
    assert [one.state for one in all_of(world, Nudge)] == [NudgeState.DONE]


def test_health_reads_what_was_answered(world: World, asked: str) -> None:
    answers(world, asked, 4)
    (signal,) = all_of(world, Signal)
    assert (signal.kind, signal.value, signal.source) == ("csat", Decimal(100), "surveys, 1 answer")
    assert [one.account_id for one in all_of(world, HealthDue)] == ["acme-corp"]
