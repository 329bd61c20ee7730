"""The database's promises, on SQLite and on PostgreSQL."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot.database import Base, Database, insert_new, make_engine
from bot.errors import ConfigurationError
from bot.migrations import current, head, is_current, migrate
from bot.migrations.story_text import is_modelled
from bot.model import Account, AuditEvent, Goal, Receipt, Workspace
from bot.sandbox.workspace import TEAM
from tests.command import FORKS
from tests.harness.builders import World
from tests.harness.databases import migrate_url

NOW = datetime(2026, 11, 23, 9, 0, 30, 123456, tzinfo=UTC)


def receipt(session: Session, name: str, at: datetime = NOW) -> bool:
    return insert_new(session, Receipt, team_id=TEAM, id=name, at=at)


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-7)))
    database.write_now(receipt, "one", elsewhere)
    found = database.read_now(lambda session: session.get_one(Receipt, (TEAM, "one")).at)
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


def test_instants_of_other_offsets_sort_and_compare_as_instants(database: Database) -> None:
    zone = timezone(timedelta(hours=9))
    for name, at in (("b", NOW.astimezone(zone)), ("a", NOW - timedelta(microseconds=1))):
        database.write_now(receipt, name, at)

    def before(session: Session) -> list[str]:
        later = NOW.astimezone(timezone(timedelta(hours=-11)))
        query = select(Receipt.id).where(Receipt.at <= later).order_by(Receipt.at)
        return list(session.scalars(query))

    assert database.read_now(before) == ["a", "b"]


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        database.write_now(receipt, "one", NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0", "0"),
        ("56", "56"),
        ("-0.000001", "-0.000001"),
        ("0.1", "0.1"),
        ("99999999999.999999", "99999999999.999999"),
        ("-99999999999.999999", "-99999999999.999999"),
        ("1.00000049", "1"),
        ("1.0000005", "1"),
        ("1.0000015", "1.000002"),
    ],
)
def test_a_decimal_is_kept_exactly_to_its_scale(world: World, given: str, kept: str) -> None:
    goal_id = world.goal(world.plan(world.account()), target=Decimal(given), baseline=None)
    query = select(Goal.target).where(Goal.id == goal_id)
    assert world.database.read_now(lambda session: session.scalar(query)) == Decimal(kept)


def test_decimals_are_summed_exactly(world: World) -> None:
    for n in range(10):
        world.account(f"Account {chr(65 + n)}", arr=Decimal("0.1"))
    query = select(func.sum(Account.arr), func.max(Account.arr))
    total, largest = world.database.read_now(lambda session: session.execute(query).one())
    assert largest == Decimal("0.1")
    assert total == Decimal(1)


def test_insert_new_tells_what_was_new(database: Database) -> None:
    assert database.write_now(receipt, "one") is True
    assert database.write_now(receipt, "one") is False
    assert database.write_now(receipt, "two") is True
    assert database.read_now(lambda session: session.query(Receipt).count()) == 2


def test_insert_new_at_the_same_moment_is_new_once(database: Database) -> None:
    start = threading.Barrier(4)
    found: list[bool] = []

    def race() -> None:
        start.wait()
        found.append(database.write_now(receipt, "one"))

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False, False, False, True]


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def work(session: Session) -> None:
        receipt(session, "one")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        database.write_now(work)
    assert database.read_now(lambda session: session.query(Receipt).count()) == 0


def test_rows_cannot_point_into_another_workspace(world: World) -> None:
    plan_id = world.plan(world.account())

    def work(session: Session) -> None:
        insert_new(session, Workspace, team_id="T9", name="", currency="USD", created_at=NOW)
        session.execute(
            insert(Goal).values(
                team_id="T9",
                id="x-1",
                plan_id=plan_id,
                behaviour="b",
                measure="m",
                starts_on=NOW.date(),
                created_at=NOW,
            )
        )

    with pytest.raises(IntegrityError):
        world.database.write_now(work)


def test_audit_keeps_json(world: World) -> None:
    world.account("Łódź “Ω” \U0001f389", arr=Decimal("120000.50"))
    query = select(AuditEvent.after).where(AuditEvent.verb == "account.add")
    after = world.database.read_now(lambda session: session.scalar(query))
    assert after is not None
    assert (after["name"], after["arr"]) == ("Łódź “Ω” \U0001f389", "120000.5")


def test_up_from_empty_and_nothing_left_to_do(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    assert not is_current(engine)
    assert migrate(engine) is True
    assert is_current(engine)
    assert migrate(engine) is False
    engine.dispose()


def test_a_newer_schema_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match=r"newer Redthread.*9999"):
        migrate(database.engine)


def test_the_models_match_the_migrated_schema(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_modelled}
        )
        assert compare_metadata(context, Base.metadata) == []
        assert current(connection) == head()


def test_every_table_is_keyed_by_its_workspace(database: Database) -> None:
    inspector = inspect(database.engine)
    found = set(inspector.get_table_names()) - {"alembic_version"}
    tables = {name for name in found if is_modelled(name, "table", {})}
    assert tables == set(Base.metadata.tables)
    for table in tables:
        assert inspector.get_pk_constraint(table)["constrained_columns"][0] == "team_id", table


def test_several_processes_may_migrate_at_once(empty_database_url: str) -> None:
    processes = [FORKS.Process(target=migrate_url, args=(empty_database_url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    engine = make_engine(empty_database_url)
    assert is_current(engine)
    engine.dispose()


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    started = time.monotonic()
    with database.writing() as session:
        receipt(session, "one")
        session.flush()
        assert database.read_now(lambda reader: reader.query(Receipt).count()) == 0
    assert time.monotonic() - started < 2


def test_names_sort_by_code_point_whatever_the_databases_language(database: Database) -> None:
    """The beginning of a name is looked for as a range, which holds in this order only."""
    if database.is_sqlite:
        return  # it knows no other order
    query = text(
        "SELECT table_name, collation_name FROM information_schema.columns "
        "WHERE (table_name, column_name) IN (('account', 'name_key'), ('alias', 'id'))"
    )
    found = database.read_now(lambda session: session.execute(query).all())
    assert sorted(map(tuple, found)) == [("account", "C"), ("alias", "C")]


def test_a_reading_session_sees_one_state(database: Database, world: World) -> None:
    world.account(name="Acme Corp")
    count = select(func.count()).select_from(Account)
    with database.reading() as session:
        assert session.scalar(count) == 1
        world.account(name="Globex")
        assert session.scalar(count) == 1
    assert database.read_now(lambda session: session.scalar(count)) == 2
