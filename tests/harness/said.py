"""Rows of random surveys: occasions at accounts of two segments, and what people said."""

import random
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.database import Base
from bot.model import (
    Account,
    Language,
    Occasion,
    OccasionState,
    Player,
    PlayerRole,
    Response,
    ResponseState,
    Side,
    Stage,
    SurveyKind,
    Trigger,
    Way,
)
from bot.practice.response import ENDS
from bot.practice.survey import SCALES
from tests.harness.builders import World

STEPS = ("Go live", "Champion trained", "Data moved", None)
SEGMENTS = ("big", "small", None)


def grown(world: World, seed: int, accounts: int = 12, occasions: int = 12) -> list[Base]:
    """Two years of questions, of which some are open, some were never answered or taken back."""
    chance, made = random.Random(seed), list[Base]()
    for number in range(accounts):
        made += _account(world, chance, f"a{number}", occasions)
    return made


def keep(world: World, rows: list[Base]) -> None:
    """Into the database, whatever points to something after it."""

    def work(session: Session) -> None:
        for kind in (Account, Player, Occasion, Response):
            session.add_all(one for one in rows if isinstance(one, kind))
            session.flush()

    world.database.write_now(work)


def _account(world: World, chance: random.Random, id_: str, occasions: int) -> Iterator[Base]:
    team, now = {"team_id": world.team_id}, world.clock.now
    yield Account(
        **team, id=id_, name=id_, name_key=id_, owner_id=chance.choice(["U1", "U2"]),
        segment=chance.choice(SEGMENTS), created_at=now,
    )  # fmt: skip
    for number in range(3):
        yield Player(
            **team, id=f"{id_}-p{number}", account_id=id_, name=f"{id_} {number}",
            side=Side.CUSTOMER, role=PlayerRole.CHAMPION, created_at=now,
        )  # fmt: skip
    for number in range(occasions):
        yield from _occasion(world, chance, id_, f"{id_}-{number}")


def _occasion(world: World, chance: random.Random, account_id: str, id_: str) -> Iterator[Base]:
    asked_at = world.clock.now - timedelta(seconds=chance.randrange(2 * 365 * 86_400))
    day, step = asked_at.date(), chance.choice(STEPS)
    kind = chance.choice(list(SurveyKind))
    yield Occasion(
        team_id=world.team_id, id=id_, account_id=account_id, survey_id=kind.value, kind=kind,
        trigger=Trigger.MILESTONE if step else Trigger.HAND, subject_id=id_, title=step or "Ours",
        step=step and step.casefold(), stage=chance.choice([*Stage, None]), happened_on=day,
        due_on=day, ask_on=day, state=OccasionState.ASKED, created_at=asked_at,
    )  # fmt: skip
    for number in range(chance.randrange(1, 4)):
        response = Response(
            team_id=world.team_id, id=f"{id_}-{number}", account_id=account_id, occasion_id=id_,
            player_id=f"{account_id}-p{number}", kind=kind, language=Language.ENGLISH, way=Way.LINK,
            asked_at=asked_at, expires_at=asked_at + ENDS,
        )  # fmt: skip
        _answer(world, chance, response)
        yield response


def _answer(world: World, chance: random.Random, response: Response) -> None:
    at = response.asked_at + timedelta(seconds=chance.randrange(int(ENDS.total_seconds())))
    if at < world.clock.now and chance.random() < 0.6:
        response.state, response.answered_at = ResponseState.ANSWERED, at
        response.score = chance.choice(SCALES[response.kind].scores)
        response.words = chance.choice([None, "The export is slow", "Support helps with exports"])
        response.may_quote = chance.random() < 0.5
    elif chance.random() < 0.2:
        response.state = ResponseState.WITHDRAWN
    elif response.expires_at <= world.clock.now and chance.random() < 0.9:
        response.state = ResponseState.UNANSWERED
