"""What several commands need: the settings, the database, the workspace, the time."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

from bot import migrations
from bot.database import Database, sqlite_file
from bot.errors import ConfigurationError
from bot.settings import Settings


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def opened(settings: Settings) -> contextlib.closing[Database]:
    """The database, closed at the end; a ConfigurationError where it has no place."""
    return contextlib.closing(Database(settings.database_url))


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
