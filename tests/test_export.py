"""`redthread export`."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Enum, Table, insert

from bot.database import Base, Database, UtcDateTime
from bot.practice import export
from bot.practice.audit import plain
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


SAMPLES = {
    bool: True,
    int: 7,
    str: "x",
    Decimal: Decimal("7.25"),
    date: date(2026, 11, 23),
    datetime: datetime(2026, 11, 23, 9, tzinfo=UTC),
    time: time(9, 30),
    object: [{"text": "x"}],
}
"""A value of each type of column; every key is “x”, so that whatever points to a row finds it."""


def sample(table: Table, column: Column[Any]) -> object:
    """A value for a column, whatever table and column there are one day."""
    if column.name == "team_id":
        return TEAM
    if f"{table.name}.{column.name}" == "dependency.needs_id":
        return "y"  # nothing waits for itself
    if f"{table.name}.{column.name}" == "page_link.player_id":
        return None  # it is for a member or for a player
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    return SAMPLES[datetime if isinstance(column.type, UtcDateTime) else column.type.python_type]


def test_every_column_of_every_table_is_in_it_but_what_is_named(database: Database) -> None:
    rows = {
        table.name: {column.name: sample(table, column) for column in table.columns}
        for table in Base.metadata.sorted_tables
    }
    with database.writing() as session:
        for table in Base.metadata.sorted_tables:
            session.execute(insert(table).values(**rows[table.name]))
            if table.name == "milestone":
                session.execute(insert(table).values(**{**rows[table.name], "id": "y"}))

    with database.reading() as session:
        found = {one["table"]: one for one in export.rows(session, TEAM)}

    assert rows.keys() - found.keys() == export.BESIDE
    for name, exported in found.items():
        secret = {one for one in rows[name] if f"{name}.{one}" in export.SECRET}
        kept = {key: plain(value) for key, value in rows[name].items() if key not in secret}
        if name == "milestone":
            kept["id"] = "y"
        assert json.loads(json.dumps(exported)) == json.loads(json.dumps(kept | {"table": name}))
