"""Engine, sessions, column types; `read` and `write` for the async edge.

The edge owns the transaction: practice functions get a Session and never commit. Reads and writes
run off the event loop. SQLite takes writes one at a time (`BEGIN IMMEDIATE` under one lock in the
process), since a deferred transaction that turns into a write fails with "database is locked".
"""

import asyncio
import contextlib
import functools
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Enum,
    FromClause,
    MetaData,
    String,
    bindparam,
    column,
    create_engine,
    event,
    func,
    literal_column,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

P = ParamSpec("P")
T = TypeVar("T")

WORKERS = 8
ANNOUNCED = "announced"
BUSY_TIMEOUT_MS = 10_000

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Stored in UTC; a naive value is refused, since its zone would be a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives naive values back; they are UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class DatabaseNow(FunctionElement[datetime]):
    """The present instant by the database's own clock: the one clock that all processes share."""

    inherit_cache = True
    type = UtcDateTime()


@compiles(DatabaseNow)
def _now(_element: DatabaseNow, _compiler: object, **_more: object) -> str:
    return "clock_timestamp()"


@compiles(DatabaseNow, "sqlite")
def _now_sqlite(_element: DatabaseNow, _compiler: object, **_more: object) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"  # written as DateTime writes it


class Exact(TypeDecorator[Decimal]):
    """A decimal number as a whole number of 10^-scale: exact and summable on both databases."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    @property
    def python_type(self) -> type[Decimal]:
        """What it is outside the database."""
        return Decimal

    def kept(self, value: Decimal) -> Decimal:
        """The number as it will be read again."""
        return Decimal(int(value.scaleb(self.scale).to_integral_value())).scaleb(-self.scale)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Rounded half even to the scale."""
        return None if value is None else int(value.scaleb(self.scale).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Back to a Decimal."""
        return None if value is None else Decimal(value).scaleb(-self.scale)


LARGEST = Decimal(10) ** 11
"""No amount or measurement is larger; this keeps sums of a million of them within 64 bits."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def by_code_point(length: int) -> String:
    """The column type of text that is sorted and searched by its beginning, on both databases.

    A PostgreSQL in another language's order would find nothing between “acme” and “acme…”.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def choice(kind: type[StrEnum]) -> Enum:
    """The column type of a StrEnum: its values as text, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )


class Base(DeclarativeBase):
    """All tables. Keys begin with the workspace: `(team_id, id)`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[str]: Json,
    }


class Owned(Base):
    """A row that belongs to a workspace. `id` is short and speakable where people see it."""

    __abstract__ = True

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True, sort_order=-2)
    id: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-1)


def new_id() -> str:
    """A key for rows that people never name: sorts by time, and two never meet."""
    return f"{time.time_ns() // 1_000_000:011x}{secrets.token_hex(6)}"


def insert_into(table: Any, dialect: str) -> "sqlite.Insert | postgresql.Insert":  # noqa: ANN401
    """An insert that can say what happens where the key exists, as this database writes it."""
    from sqlalchemy.dialects import postgresql, sqlite

    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_new(session: Session, table: type[Base], **values: object) -> bool:
    """Insert a row unless its key exists; whether it was new.

    RETURNING tells it on both databases, where `rowcount` is −1 on one of them.
    """
    first = table.__table__.primary_key.columns.values()[0]  # type: ignore[attr-defined]
    insert = insert_into(table, session.get_bind().dialect.name)
    statement = insert.values(**values).on_conflict_do_nothing().returning(first)
    return session.execute(statement).first() is not None


def given(dialect: str, name: str, **columns: TypeEngine[Any]) -> FromClause:
    """Rows that a statement is given as JSON, in the parameter `name`: a list of objects.

    One statement then does for any number of rows, and is compiled once. Instants in it are text,
    see `stamp`.
    """
    if dialect == "sqlite":
        row = func.json_each(bindparam(name, type_=JSON())).table_valued("value").c.value
        read = [
            func.json_extract(row, literal_column(f"'$.{key}'"), type_=type_).label(key)
            for key, type_ in columns.items()
        ]
        return select(*read).subquery(name)
    function = func.jsonb_to_recordset(bindparam(name, type_=JSONB()))
    listed = [column(key, type_) for key, type_ in columns.items()]
    return function.table_valued(*listed, name=name).render_derived(with_types=True)


def stamp(instant: datetime | None) -> str | None:
    """An instant as both databases read it from text."""
    return None if instant is None else instant.replace(tzinfo=None).isoformat(" ", "microseconds")


def announce(session: Session, what: str) -> None:
    """Let those who listen for `what` know, once this session's changes are committed."""
    session.info.setdefault(ANNOUNCED, set()).add(what)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes", True) else "BEGIN"
    try:
        connection.connection.execute(begin)
    except sqlite3.Error as error:  # such as “database is locked”; SQLAlchemy wraps its own only
        raise OperationalError(begin, None, error) from error


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for another database or one in memory."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, ":memory:")
    return Path(str(address.database)) if is_file else None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder of the database cannot be made: {error}. Set DATABASE_URL to another."
        ) from None


def make_engine(url: str) -> Engine:
    """The engine of a database address, with what SQLite and PostgreSQL each need."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            pool_size=WORKERS,
            pool_pre_ping=True,
            connect_args={"options": "-c TimeZone=UTC"},  # days are cut from instants in UTC
            hide_parameters=True,  # they hold what customers wrote, and errors end in the log
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
        )
    file = sqlite_file(url)
    if file is not None:
        _make_folder(file.parent)
    engine = create_engine(
        url,
        pool_size=WORKERS,
        hide_parameters=True,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class Database:
    """One database and the threads that talk to it. Close it when done."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.file = sqlite_file(url)
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(writes=False, **snapshot)
        self._write_lock = threading.Lock() if self.is_sqlite else contextlib.nullcontext()
        # SQLite works inside this process: several threads would only fight for the interpreter,
        # and its writers queue for the lock. So one reads and one writes, and reads stay free.
        workers = 1 if self.is_sqlite else WORKERS
        self._readers = ThreadPoolExecutor(workers, thread_name_prefix="database")
        self._writers = ThreadPoolExecutor(1, "writer") if self.is_sqlite else self._readers
        self._listeners: list[tuple[str, Callable[[], None]]] = []

    def listen(self, what: str, heard: Callable[[], None]) -> None:
        """Call `heard` after each commit that announced `what`, in the thread that committed."""
        self._listeners.append((what, heard))

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and writes nothing."""
        with Session(self._reading, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        with self._write_lock, Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        for what, heard in self._listeners:
            if what in session.info.get(ANNOUNCED, ()):
                heard()

    def read_now(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, …)` in a reading session, in this thread."""
        with self.reading() as session:
            return work(session, *args, **kwargs)

    def write_now(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, …)` in a transaction, in this thread."""
        with self.writing() as session:
            return work(session, *args, **kwargs)

    async def read(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, …)` in a reading session, off the event loop."""
        call = functools.partial(self.read_now, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._readers, call)

    async def write(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, …)` in a transaction, off the event loop."""
        call = functools.partial(self.write_now, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._writers, call)

    def count_anew(self) -> None:
        """Let PostgreSQL plan for all rows: it counts those that just came a minute later."""
        if not self.is_sqlite:
            self.write_now(lambda session: session.execute(text("ANALYZE")))

    def clear_away(self) -> bool:
        """Leave nothing in the database's files of what was deleted; False where others are at it.

        A deleted row is still there to be read until its place is taken.
        """
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.exec_driver_sql("VACUUM")
            return True
        with self._write_lock, contextlib.closing(self.engine.raw_connection()) as pooled:
            raw: Any = pooled.driver_connection
            try:
                raw.execute("VACUUM")
                is_busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                return False
            return not is_busy

    def close(self) -> None:
        """Wait for the threads' work, then close the connections."""
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()
