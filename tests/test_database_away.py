"""While the database cannot be used, people read a sentence, and afterwards all is as before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.database import Database
from tests.harness.bot import Bot
from tests.harness.builders import World


@contextmanager
def away(database: Database) -> Iterator[None]:
    """In place of the file there is something that no database can be."""
    file = Path(str(database.engine.url.database))
    database.engine.dispose()
    aside = file.rename(file.with_suffix(".aside"))
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        aside.rename(file)


def test_a_person_is_told_and_nothing_is_lost(bot: Bot, world: World) -> None:
    if not bot.app.database.is_sqlite:
        pytest.skip("a PostgreSQL that stops would stop for the other tests too")
    world.member("U1")
    account = world.account(name="Acme Corp", owner="U1")
    alice = bot.as_("U1")
    alice.says(f"/success account {account}").sees("Acme Corp")
    with away(bot.app.database):
        reply = alice.says(f"/success account {account}")
        reply.sees("cannot reach its database", "try again")
    alice.says(f"/success account {account}").sees("Acme Corp")
