"""The schema's history, and the two questions about it: is it current, and bring it there."""

import functools
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import ConfigurationError

LOCK = 0x5EED7EAD
"""Advisory lock on PostgreSQL, so that several processes may start at once."""


@functools.cache
def head() -> str:
    """The revision that this code needs. Read from the file names: no need to load Alembic."""
    return max(
        file.stem.split("_")[0] for file in (Path(__file__).parent / "versions").glob("[0-9]*.py")
    )


def current(connection: Connection) -> str | None:
    """The revision of this database; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this code needs."""
    with engine.connect() as connection:
        return current(connection) == head()


def migrate(engine: Engine) -> bool:
    """Bring the schema to `head`; True where anything was to be done. Safe in several processes.

    On SQLite foreign keys are off meanwhile (a batch rebuild would cascade into child rows) and
    checked afterwards; the write lock is taken first, so that a second process waits and then
    finds nothing left to do.
    """
    if is_current(engine):
        return False
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                changed = current(connection) != head()
                if changed:
                    _upgrade(connection)
                if sqlite and (
                    broken := connection.execute(text("PRAGMA foreign_key_check")).all()
                ):
                    raise RuntimeError(f"the migration left broken references: {broken[:3]}")
        finally:
            connection.detach()  # its pragmas are not fit for the pool
    return changed


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True
