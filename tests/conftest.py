"""Fixtures: every test that asks for a database runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import database as databases
from bot.database import Database
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.databases import PostgresServer, SqliteTemplates
from tests.harness.engines import create_sharing_engine
from tests.harness.slack import FakeSlack

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session", autouse=True)
def engines_share_what_is_compiled() -> None:
    """See `engines`."""
    databases.create_engine = create_sharing_engine  # type: ignore[assignment,attr-defined]


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    """SQLite files to copy."""
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL a test process."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=KINDS)
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_templates: SqliteTemplates
) -> Iterator[str]:
    """The address of a fresh, migrated database of each kind."""
    if request.param == "sqlite":
        yield sqlite_templates.migrated(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(params=KINDS)
def empty_database_url(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_templates: SqliteTemplates
) -> Iterator[str]:
    """The address of a database without tables, of each kind."""
    if request.param == "sqlite":
        yield sqlite_templates.empty(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.empty_database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The test's own way into the database, beside the bot's."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A Monday morning, until the test says otherwise."""
    return Clock()


@pytest.fixture
def world(database: Database, clock: Clock) -> World:
    """Builders over the database."""
    return World(database, clock)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A loopback Slack with two colleagues. Whatever Slack would refuse fails the test."""
    with FakeSlack() as fake:
        fake.add_user("U1", name="Alice Smith", email="alice@example.com")
        fake.add_user("U2", name="Bob Jones", email="bob@example.com")
        yield fake
    assert fake.problems == []


@pytest.fixture
def bot(slack: FakeSlack, database_url: str, clock: Clock) -> Iterator[Bot]:
    """The real app, behind a real port."""
    with Bot(slack, database_url, clock) as running:
        yield running
