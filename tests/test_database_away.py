"""While the database cannot be used, people read a sentence, and afterwards all is as before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.database import Database
from bot.web.survey import link_to
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


def test_an_answer_waits_in_its_page(bot: Bot, world: World) -> None:
    if not bot.app.database.is_sqlite:
        pytest.skip("a PostgreSQL that stops would stop for the other tests too")
    account = world.account()
    player = world.player(account)
    asked = world.response(world.occasion(account), player)
    assert bot.app.edge.links is not None
    link = link_to(bot.app.edge.links, world.team_id, asked, world.clock.now, player)
    path = urlsplit(link).path
    with away(bot.app.database):
        reply = bot.http.post(path, data={"score": "4"}, headers={"Accept-Language": "de"})
        assert (reply.status_code, "gerade nicht beantwortet" in reply.text) == (503, True)
    assert bot.http.post(path, data={"score": "4"}).status_code == 200
