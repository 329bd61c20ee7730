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
    versions = (Path(__file__).parent / "versions").glob("[0-9]*.py")
    return max(file.stem.split("_")[0] for file in versions)


def current(connection: Connection) -> str | None:
    """The revision of this database; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this code needs."""
    with engine.execution_options(writes=False).connect() as connection:
        return current(connection) == head()


def migrate(engine: Engine) -> bool:
    """Bring the schema to `head`; True where anything was to be done. Safe in several processes.

    The lock is taken first, so that a second process waits and then finds nothing left to do.
    """
    if is_current(engine):
        return False
    if engine.dialect.name == "sqlite":
        return _migrate_sqlite(engine)
    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        return _upgrade(connection)


def _migrate_sqlite(engine: Engine) -> bool:
    """Foreign keys are off meanwhile: a batch rebuild would cascade into child rows."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        connection.detach()  # this connection's pragma is not for the pool
        raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            changed = _upgrade(connection)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration would leave broken references: {broken[:3]}")
        return changed


def _upgrade(connection: Connection) -> bool:
    found = current(connection)
    if found == head():
        return False
    if found is not None and found > head():
        raise ConfigurationError(
            f"The database is of a newer Redthread: schema {found}, and this one knows {head()}. "
            "Install the newer one, or set DATABASE_URL to another database."
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True
