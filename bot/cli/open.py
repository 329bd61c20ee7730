"""What several commands need: the settings, the database, the workspace, the time."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from bot import migrations
from bot.database import Database
from bot.errors import ConfigurationError
from bot.settings import Settings


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for another database or one in memory."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, ":memory:")
    return Path(str(address.database)) if is_file else None


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, closed at the end; a ConfigurationError where it has no place."""
    try:
        database = Database(settings.database_url)
    except OSError as error:
        raise ConfigurationError(
            f"The folder of the database cannot be made: {error}. Set DATABASE_URL to another."
        ) from None
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def migrated(settings: Settings) -> Iterator[Database]:
    """The database with the present schema; a ConfigurationError where it is not, or not there."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        raise ConfigurationError(f"There is no database {file} yet. Run “redthread migrate” first.")
    with opened(settings) as database:
        if not migrations.is_current(database.engine):
            raise ConfigurationError(
                "The database has not the schema of this Redthread. Run “redthread migrate” first."
            )
        yield database
