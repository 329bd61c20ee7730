"""`make chaos`: the long form of tests/test_chaos.py, on both databases; exit code 1 if it fails.

3,000 messages to 60 people on each, 100 processes killed on each.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness.chaos import Chaos, Report, Scale
from tests.harness.databases import PostgresServer, SqliteTemplates
from tests.harness.slack import FakeSlack

LONG = {
    "sqlite": Scale(people=60, messages=50, processes=1, kills=100, pause=(1.5, 3.5)),
    "postgresql": Scale(people=60, messages=50, processes=3, kills=100, pause=(0.8, 2.0)),
}
SECONDS = 600.0


def main() -> None:
    """Run it and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=main.__doc__)
    parser.add_argument("--only", choices=tuple(LONG))
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    kinds = [wanted.only] if wanted.only else list(LONG)
    found = [_run(kind, wanted.seed) for kind in kinds]
    raise SystemExit(not all(found))


def _run(kind: str, seed: int) -> bool:
    with (
        tempfile.TemporaryDirectory() as name,
        _database(kind, Path(name)) as url,
        FakeSlack() as slack,
    ):
        report = Chaos(slack, url, Path(name), LONG[kind], seed).run(SECONDS)
    print(f"{kind}: {report}", flush=True)
    return _is_well(report, LONG[kind])


def _is_well(report: Report, scale: Scale) -> bool:
    faults = report.lost + report.doubled + report.out_of_order
    everything = report.sent == scale.people * scale.messages
    return everything and faults == 0 and report.least_gap >= 1.0


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield SqliteTemplates(folder).migrated(folder)
        return
    with PostgresServer() as server, server.database() as url:
        yield url


if __name__ == "__main__":
    main()
