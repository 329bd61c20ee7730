"""What the practice asks a database, beside the same asked by the driver alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from sqlalchemy import event

from benchmarks.figures import Figure, ratios, spread
from benchmarks.sweeps import driver
from bot.database import Database

T = TypeVar("T")
Asked = list[tuple[str, Any]]
"""Statements with their values, as the driver gets them."""


def figures_of(
    url: str,
    what: str,
    ours: Callable[[Database], T],
    check: Callable[[T, Any, Database], None],
    rounds: int,
) -> list[Figure]:
    """How long ours takes on a database, beside its raw statements; `check` looks at the result."""
    with closing(Database(url)) as database:
        took, raw, asked = _beside(database, lambda: ours(database), rounds)
        with driver(database) as connection:
            check(ours(database), connection, database)
    return [
        Figure(f"{what} ÷ its raw queries", ratios(took, raw), most=1.5),
        Figure(f"{what} of a year", spread(took), unit="s"),
        Figure(f"its {len(asked)} raw queries", spread(raw), unit="s"),
    ]


def _beside(
    database: Database, ours: Callable[[], object], rounds: int
) -> tuple[list[float], list[float], Asked]:
    """Seconds of ours and of its raw statements, in turn, after one round to warm up."""
    asked = _asked(database, ours)
    took: dict[str, list[float]] = {"ours": [], "raw": []}
    with driver(database) as connection:
        ways: dict[str, Callable[[], object]] = {
            "ours": ours,
            "raw": lambda: _raw(connection, asked),
        }
        for number in range(rounds + 1):
            for who in sorted(ways, reverse=bool(number % 2)):
                begun = time.perf_counter()
                ways[who]()
                took[who] += [time.perf_counter() - begun] if number else []
    return took["ours"], took["raw"], asked


def _asked(database: Database, ours: Callable[[], object]) -> Asked:
    asked: Asked = []

    def hear(_at: Any, _cursor: Any, statement: str, values: Any, *_more: object) -> None:  # noqa: ANN401
        asked.append((statement, values))

    with _hearing(database, hear):
        ours()
    return asked


@contextmanager
def _hearing(database: Database, hear: Callable[..., None]) -> Iterator[None]:
    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)


def _raw(connection: Any, asked: Asked) -> None:  # noqa: ANN401
    for statement, values in asked:
        connection.execute(statement, values).fetchall()
