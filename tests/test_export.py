"""`redthread export`."""

import json

import pytest
from sqlalchemy import insert

from bot.database import Base
from bot.practice.workspace import ensure
from bot.sandbox.workspace import TEAM
from tests.command import command
from tests.harness.clock import MONDAY

CONTENT = """name,aliases,owner,arr,currency,renewal_on
שלום <!channel>,Two,U012AB3CD,"120,000.50",USD,2026-12-31
Beta,,,,,
"""


@pytest.fixture
def exported(database_url, tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text(CONTENT, encoding="utf-8")
    command(
        "import", "accounts", str(file), "--team", TEAM, folder=tmp_path, DATABASE_URL=database_url
    )
    return lambda *words: command("export", *words, folder=tmp_path, DATABASE_URL=database_url)


def test_every_row_is_an_object_after_those_it_points_to(exported):
    done = exported("--team", TEAM)

    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    tables = [one["table"] for one in found]
    assert tables.index("workspace") < tables.index("account") < tables.index("alias")
    assert {one["team_id"] for one in found} == {TEAM}
    first = next(one for one in found if one.get("name") == "שלום <!channel>" and "arr" in one)
    assert (first["arr"], first["renewal_on"]) == ("120000.5", "2026-12-31")
    assert done.stdout == exported("--team", TEAM).stdout


def test_another_workspace_stays_out(exported, database):
    database.write_now(ensure, "T0OTHER", MONDAY)

    assert "T0OTHER" not in exported("--team", TEAM).stdout
    assert "several workspaces" in exported().stderr


def test_an_unknown_workspace_is_one_sentence(exported):
    done = exported("--team", "T0NONE")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no workspace T0NONE.\n"


def test_what_was_exported_can_be_read_back(exported, database, empty_database_url):
    """Rows go back in their own order without a broken reference."""
    from bot.database import Database
    from bot.migrations import migrate
    from bot.practice.export import rows

    target = Database(empty_database_url)
    migrate(target.engine)
    with database.reading() as session:
        sent = [
            (table, dict(row._mapping))
            for table in Base.metadata.sorted_tables
            for row in session.execute(table.select())
        ]
    with target.writing() as session:
        for table, row in sent:
            session.execute(insert(table).values(**row))
    with target.reading() as there, database.reading() as here:
        assert list(rows(there, TEAM)) == list(rows(here, TEAM))
    target.close()
