"""How customers feel, over 100,000 answers of a year, beside its raw queries.

The limit is the same statements, with the same values, by `sqlite3` or `psycopg` alone: what the
practice, SQLAlchemy and the arithmetic cost on top of the database. NPS is also asked in one
statement written by hand, and both must find the same.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.beside import figures_of
from benchmarks.figures import Figure
from benchmarks.portfolio import TEAM, USER
from bot import migrations, model
from bot.database import Base, Database
from bot.model import Role, SurveyKind
from bot.practice import sentiment
from bot.practice.actor import Actor
from bot.practice.response import ENDS
from bot.practice.sentiment import Sentiment, Wanted
from bot.practice.survey import SCALES

ANSWERS = 100_000
ACCOUNTS, STEPS, BATCH = 5_000, 300, 2_000
UNANSWERED = 0.4
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACTOR = Actor(TEAM, USER, Role.CSM, "UTC", NOW)
SEGMENTS = ("Enterprise", "Mid market", "SMB")
TALK = ("export", "slow", "report", "login", "support", "training", "clear", "invoice", "search")
BY_HAND = """
SELECT 100.0 * sum(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) / count(*)
FROM response WHERE kind = 'nps' AND answered_at IS NOT NULL"""
Row = dict[str, Any]


def fill(url: str, answers: int = ANSWERS) -> None:
    """Bring the database to the schema and fill it."""
    chance, database = random.Random(8), Database(url)
    try:
        migrations.migrate(database.engine)
        database.write_now(_accounts)
        for first in range(0, answers, BATCH):
            numbers = range(first, min(first + BATCH, answers))
            database.write_now(_put, chance, [(n, _asked_at(n / answers)) for n in numbers])
        with database.engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("ANALYZE")
            else:
                plain = connection.execution_options(isolation_level="AUTOCOMMIT")
                plain.execute(text("VACUUM ANALYZE"))
    finally:
        database.close()


def _accounts(session: Session) -> None:
    session.add(model.Workspace(team_id=TEAM, name="Bench", created_at=NOW))
    session.flush()
    facts = {"team_id": TEAM, "owner_id": USER, "created_at": NOW}
    accounts = [
        {"id": f"a{n}", "name": f"Customer {n}", "name_key": f"customer {n}"}
        | {"segment": SEGMENTS[n % 3]}
        | facts
        for n in range(ACCOUNTS)
    ]
    session.execute(insert(model.Account), accounts)
    person = {"side": model.Side.CUSTOMER, "role": model.PlayerRole.CHAMPION, "name": "Maria"}
    players = [
        {"id": f"a{n}-p", "account_id": f"a{n}", "team_id": TEAM, "created_at": NOW} | person
        for n in range(ACCOUNTS)
    ]
    session.execute(insert(model.Player), players)


def _asked_at(part: float) -> datetime:
    """The one after the other, from a year ago to two weeks ago."""
    return NOW - timedelta(days=360) + part * timedelta(days=340)


def _put(session: Session, chance: random.Random, numbers: Iterable[tuple[int, datetime]]) -> None:
    rows: dict[type[Base], list[Row]] = {model.Occasion: [], model.Response: []}
    for number, asked_at in numbers:
        for occasion, response in _asked(chance, number, asked_at):
            rows[model.Occasion].append(occasion)
            rows[model.Response].append(response)
    for kind, listed in rows.items():
        session.execute(insert(kind), listed)


def _asked(chance: random.Random, number: int, asked_at: datetime) -> Iterator[tuple[Row, Row]]:
    """Somebody who answered, and sometimes somebody else who did not."""
    yield _one(chance, number, asked_at, answers=True)
    if chance.random() < UNANSWERED / (1 - UNANSWERED):
        yield _one(chance, number + ANSWERS, asked_at, answers=False)


def _one(
    chance: random.Random, number: int, asked_at: datetime, *, answers: bool
) -> tuple[Row, Row]:
    account_id, kind = f"a{chance.randrange(ACCOUNTS)}", chance.choice(list(SurveyKind))
    id_ = f"{account_id}-{number}"
    step = f"Step {min(int(chance.expovariate(1 / 60)), STEPS)}"
    common = {"team_id": TEAM, "id": id_, "account_id": account_id, "kind": kind}
    occasion = {
        "survey_id": kind.value,
        "trigger": model.Trigger.MILESTONE,
        "subject_id": id_,
        "title": step,
        "step": step.casefold(),
        "stage": chance.choice(list(model.Stage)),
        "happened_on": asked_at.date(),
        "due_on": asked_at.date(),
        "ask_on": asked_at.date(),
        "state": model.OccasionState.ASKED,
        "created_at": asked_at,
    }
    response = {
        "occasion_id": id_,
        "player_id": f"{account_id}-p",
        "language": model.Language.ENGLISH,
        "way": model.Way.MAIL,
        "asked_at": asked_at,
        "expires_at": asked_at + ENDS,
        "state": model.ResponseState.ANSWERED if answers else model.ResponseState.UNANSWERED,
        "score": chance.choice(SCALES[kind].scores) if answers else None,
        "answered_at": asked_at + timedelta(hours=chance.randrange(300)) if answers else None,
        "words": " ".join(chance.choices(TALK, k=12)) if chance.random() < 0.4 else None,
        "may_quote": chance.random() < 0.3,
    }
    return common | occasion, common | response


def figures(url: str, rounds: int) -> list[Figure]:
    """Each round asks both, in turn."""
    return figures_of(url, "overview", _ours, _check, rounds)


def _ours(database: Database) -> Sentiment:
    return database.read_now(sentiment.overview, ACTOR, Wanted())


def _check(found: Sentiment, connection: Any, _database: Database) -> None:  # noqa: ANN401
    """Both find the same NPS."""
    (by_hand,) = connection.execute(BY_HAND).fetchone()
    ours = found.said[SurveyKind.NPS].score
    if ours is None or abs(ours - Decimal(str(by_hand))) > Decimal("1e-6"):
        raise AssertionError(f"by hand NPS is {by_hand}, ours {ours}")
