"""Searching 50,000 stories: the practice's search against one raw query of the same words."""

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.figures import Figure, ratios, spread
from benchmarks.portfolio import TEAM, USER
from bot import migrations, model
from bot.database import Database
from bot.model import Role
from bot.practice import story_search
from bot.practice.actor import Actor

STORIES, ACCOUNTS, QUERIES = 50_000, 500, 200
SOUNDS = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re"
SYLLABLES = SOUNDS.split()
BATCH = 2_000
SQLITE = """
SELECT rowid FROM story_index WHERE story_index MATCH ? ORDER BY bm25(story_index) LIMIT 10
"""
POSTGRESQL = """
SELECT id FROM story_text WHERE document @@ to_tsquery('english', %(words)s)
ORDER BY ts_rank_cd(document, to_tsquery('english', %(words)s)) DESC LIMIT 10
"""


class Words:
    """Texts as languages make them: the word of rank n comes up 1/n as often as the first one."""

    def __init__(self) -> None:
        self.random = random.Random(50)
        self.known = [self._made() for _ in range(8_000)]
        self._weights = [1 / rank for rank in range(1, len(self.known) + 1)]

    def _made(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))

    def some(self, number: int) -> str:
        """So many words."""
        return " ".join(self.random.choices(self.known, self._weights, k=number))

    def query(self) -> str:
        """One to three words that somebody may look for: common ones as often as in the texts."""
        return self.some(self.random.choice((1, 2, 2, 3)))


def fill(url: str) -> None:
    """Bring the database to the schema and fill it."""
    words, database = Words(), Database(url)
    try:
        migrations.migrate(database.engine)
        database.write_now(_accounts)
        for first in range(0, STORIES, BATCH):
            with database.writing() as session:
                rows = [_row(words, number) for number in range(first, first + BATCH)]
                session.execute(insert(model.Outcome), rows)
        with database.engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("ANALYZE")
            else:
                plain = connection.execution_options(isolation_level="AUTOCOMMIT")
                plain.execute(text("VACUUM ANALYZE"))
    finally:
        database.close()


def _accounts(session: Session) -> None:
    now = datetime.now(UTC)
    session.add(model.Workspace(team_id=TEAM, name="Bench", created_at=now))
    session.flush()
    session.add_all(
        model.Account(
            team_id=TEAM,
            id=f"a{number}",
            name=f"Customer {number}",
            name_key=f"customer {number}",
            segment=("Enterprise", "Mid market", "SMB")[number % 3],
            created_at=now,
        )
        for number in range(ACCOUNTS)
    )


def _row(words: Words, number: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "team_id": TEAM,
        "id": f"a{number % ACCOUNTS}-{number}",
        "account_id": f"a{number % ACCOUNTS}",
        "change": words.some(8),
        "situation": words.some(20),
        "action": words.some(20),
        "story": words.some(40),
        "metric": words.some(3),
        "intended": number % 2 == 0,
        "happened_on": now.date() - timedelta(days=number % 1000),
        "logged_by": USER,
        "created_at": now,
    }


def figures(url: str, rounds: int) -> list[Figure]:
    """Each round asks the same queries of both, one after the other, and takes the p99 of each."""
    words = Words()
    asked = [words.query() for _ in range(QUERIES)]
    database = Database(url)
    actor = Actor(TEAM, USER, Role.CSM, "UTC", datetime.now(UTC))
    ours: list[float] = []
    raw: list[float] = []
    medians: list[float] = []
    try:
        with _raw(database) as ask:
            for query in asked[:20]:
                ask(query)
                database.read_now(story_search.search, actor, query)
            for _ in range(rounds):
                took = [_both(database, actor, ask, query) for query in asked]
                ours.append(_p99([one for one, _ in took]))
                raw.append(_p99([one for _, one in took]))
                medians.append(statistics.median(one / other for one, other in took))
    finally:
        database.close()
    return [
        Figure("p99 of a search ÷ p99 of one raw query", ratios(ours, raw), most=3.0),
        Figure("the same query by query, median", spread(medians)),
        Figure("p99 of a search", spread([one * 1000 for one in ours]), unit="ms"),
        Figure("p99 of one raw query", spread([one * 1000 for one in raw]), unit="ms"),
    ]


def _p99(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[-1]


def _both(
    database: Database, actor: Actor, ask: Callable[[str], object], query: str
) -> tuple[float, float]:
    """Seconds of our search and of the raw query."""
    begun = time.perf_counter()
    database.read_now(story_search.search, actor, query)
    between = time.perf_counter()
    ask(query)
    return between - begun, time.perf_counter() - between


@contextmanager
def _raw(database: Database) -> Iterator[Callable[[str], object]]:
    """The query by the driver alone, on an open connection: all words, the last may begin one."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.file))) as file:
            yield lambda words: file.execute(
                SQLITE, (f"{words.replace(' ', ' AND ')}*",)
            ).fetchall()
        return
    address = database.engine.url.set(drivername="postgresql")
    plain = address.render_as_string(hide_password=False)
    with psycopg.connect(plain, prepare_threshold=None) as server:

        def ask(words: str) -> object:
            given = {"words": f"{words.replace(' ', ' & ')}:*"}
            return server.execute(POSTGRESQL, given).fetchall()

        yield ask
