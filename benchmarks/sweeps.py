"""The sweep at 10 thousand to a million milestones, beside one statement written by hand.

Every figure is taken in one database, in alternating rounds: the product's statement for stalled
milestones, and the same matters by `sqlite3` or `psycopg` without anything between.
"""

import gc
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from benchmarks import portfolio, replies
from benchmarks.bulk import NOW, TEAM, fill
from benchmarks.figures import Figure, Spread, ratios, spread
from bot.database import Database
from bot.model import Sweep
from bot.practice.nudges.limits import terms_of
from bot.practice.nudges.statements import statements, values_of
from bot.practice.nudges.sweep import sweep
from bot.practice.nudges.table import RULES

SIZES = (10_000, 100_000, 1_000_000)
STALLED = RULES["milestone_stalled"]
TICKS = 20
CLICKS = 200
ACK_SECONDS = 3.0

BY_HAND = """
INSERT INTO nudge (team_id, id, rule, subject_id, episode, account_id, state, began_on, opened_at)
SELECT {team}, 'milestone_stalled:' || m.id || ':' || {day}, 'milestone_stalled', m.id, {day},
  a.id, 'open', date(m.active_at), {now}
FROM milestone m
{join} plan p ON p.team_id = m.team_id AND p.id = m.plan_id AND p.ended_on IS NULL
{join} account a ON a.team_id = p.team_id AND a.id = p.account_id AND a.status = 'active'
LEFT JOIN member o ON o.team_id = a.team_id AND o.id = a.owner_id
LEFT JOIN working_time w ON w.team_id = a.team_id AND w.id = a.owner_id
WHERE m.team_id = {team} AND m.done_on IS NULL AND m.active_at < {greatest}
  AND m.active_at < CASE coalesce(w.zone, o.zone)
    WHEN 'Europe/Berlin' THEN {berlin} WHEN 'America/New_York' THEN {york} ELSE {utc} END
  AND (m.due_on IS NULL OR m.due_on >= {today})
  AND NOT EXISTS (SELECT 1 FROM dependency d JOIN milestone n
    ON n.team_id = d.team_id AND n.id = d.needs_id
    WHERE d.team_id = m.team_id AND d.id = m.id AND n.done_on IS NULL)
ON CONFLICT DO NOTHING"""
"""All three zones have the same day at `NOW`, as the portfolio is made at noon."""


def by_hand(database: Database) -> Callable[[Any], int]:
    """What carries the statement out on a connection of the driver; how many rows it wrote."""
    cuts = {s.zone: s.cut for s in _spans(database)}
    given: dict[str, Any] = {
        "team": TEAM,
        "now": NOW,
        "today": NOW.date(),
        "berlin": cuts["Europe/Berlin"],
        "york": cuts["America/New_York"],
        "utc": cuts[""],
        "greatest": max(cuts.values()),
    }
    if database.is_sqlite:
        names = {name: f":{name}" for name in given} | {"day": "date(m.active_at)"}
        names["join"] = "CROSS JOIN"  # it would begin with the accounts, at twice the time
        given = {name: _as_sqlite(value) for name, value in given.items()}
    else:
        names = {name: f"%({name})s" for name in given}
        names |= {"day": "date(m.active_at)::varchar", "team": "%(team)s::varchar", "join": "JOIN"}
    statement = BY_HAND.format(**names)
    return lambda connection: int(connection.execute(statement, given).rowcount)


def _as_sqlite(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value if isinstance(value, str) else str(value)


def _spans(database: Database) -> Any:  # noqa: ANN401
    return database.read_now(lambda s: terms_of(s, TEAM).spans(STALLED, NOW))


def by_redthread(session: Session) -> int:
    """The product's own statement, with all that the sweep does around it."""
    terms = terms_of(session, TEAM)
    spans = terms.spans(STALLED, NOW)
    known = values_of(STALLED, TEAM, terms.segments(STALLED), spans, NOW)
    dialect = session.get_bind().dialect.name
    return session.connection().execute(statements(STALLED.name, dialect).open, known).rowcount


@contextmanager
def driver(database: Database) -> Iterator[Any]:
    """A connection of the database's driver, as somebody would open it by hand."""
    if database.is_sqlite:
        import sqlite3

        with sqlite3.connect(str(database.file)) as plain:
            plain.execute("PRAGMA synchronous=NORMAL")
            yield plain
        plain.close()
        return
    import psycopg

    url = make_url(database.url).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    with psycopg.connect(address, options="-c TimeZone=UTC") as connection:
        yield connection


def _rounds(database: Database, rounds: int) -> tuple[list[float], list[float], int]:
    """Seconds of each, in turn; and how many matters both found."""
    took: dict[str, list[float]] = {"ours": [], "theirs": []}
    raw, found = by_hand(database), set()
    with driver(database) as connection:

        def theirs() -> None:
            raw(connection)
            connection.commit()

        ways = {"ours": lambda: database.write_now(by_redthread), "theirs": theirs}
        for number in range(rounds + 1):  # the first one is to warm up
            for who in sorted(ways, reverse=bool(number % 2)):
                database.write_now(_forget)
                gc.collect()
                begun = time.perf_counter()
                ways[who]()
                seconds = time.perf_counter() - begun
                found.add(database.read_now(_count))
                took[who] += [seconds] if number else []
    if len(found) != 1:
        raise AssertionError(f"the limit finds other matters than the bot: {found}")
    return took["ours"], took["theirs"], found.pop()


def _forget(session: Session) -> None:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(text("DELETE FROM nudge" if is_sqlite else "TRUNCATE nudge"))
    session.merge(Sweep(team_id=TEAM, until=None, full_at=None))


def _count(session: Session) -> int:
    return int(session.scalar(text("SELECT count(*) FROM nudge")) or 0)


def _growth(role: str, url: str) -> float:
    """How many MiB a process of its own grows by while it sweeps once, the second time."""
    arguments = [sys.executable, "-m", "benchmarks.sweeps", role, url]
    return float(subprocess.run(arguments, check=True, capture_output=True, timeout=600).stdout)


def measure_growth(role: str, url: str) -> float:
    """In the process that is measured: the peak above what it had before the sweep."""
    database = Database(url)
    database.write_now(_forget)
    work = by_hand(database)
    database.read_now(_count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if role == "redthread":
        database.write_now(by_redthread)
    else:
        with driver(database) as connection:
            work(connection)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _quiet_ticks(databases: list[Database], *, over_midnight: bool) -> list[list[float]]:
    """Milliseconds of ticks that find nothing, in turn in each of the databases.

    Within a day no window moves; over midnight each is asked.
    """
    took: list[list[float]] = [[] for _ in databases]
    for number in range(TICKS):
        tick = NOW + timedelta(days=1 if over_midnight else 0, minutes=number % 50)

        def earlier(session: Session, tick: datetime = tick) -> None:
            state = session.get_one(Sweep, TEAM)
            state.full_at = tick
            state.until = tick - timedelta(days=1 if over_midnight else 0, minutes=1)

        for database, of_database in zip(databases, took, strict=True):
            database.write_now(earlier)
            begun = time.perf_counter()
            done = database.write_now(sweep, TEAM, tick)
            of_database.append((time.perf_counter() - begun) * 1000)
            if done.opened or done.closed:
                raise AssertionError(f"something was new: {done}")
    return took


def _clicks(url: str, rounds: int) -> tuple[Spread, Spread, float]:
    """p99 of `/success plan acme` in seconds, at rest and while sweeps run; a sweep's seconds."""
    portfolio.fill(url)
    database, stop, took = Database(url), threading.Event(), list[float]()

    def sweeping() -> None:
        while not stop.is_set():
            database.write_now(_forget)
            begun = time.perf_counter()
            database.write_now(sweep, TEAM, NOW + timedelta(days=2))
            took.append(time.perf_counter() - begun)

    with replies.serving(("bot",), url) as servers:
        port = servers["bot"].port
        rest = [replies.ask_many(port, 2, CLICKS)["p99"] / 1e6 for _ in range(rounds)]
        thread = threading.Thread(target=sweeping)
        thread.start()
        busy: list[float] = []
        while thread.is_alive() and (len(busy) < rounds or not took):
            busy.append(replies.ask_many(port, 2, CLICKS)["p99"] / 1e6)
        stop.set()
        thread.join()
    database.close()
    return spread(rest), spread(busy), statistics.median(took)


def figures(url_of: Callable[[str], str], rounds: int, sizes: tuple[int, ...]) -> list[Figure]:
    """All figures of one kind of database; `url_of` gives the address of a new one by its name."""
    found: list[Figure] = []
    urls = [url_of(f"sweeps_{size}") for size in sizes]
    for url, size in zip(urls, sizes, strict=True):
        fill(url, size)
        found += _of_size(url, size, rounds)
    found += _of_quiet(urls[0], urls[-1], sizes)
    rest, busy, seconds = _clicks(urls[-1], rounds)
    return [
        *found,
        Figure(f"all rules over {sizes[-1]:,} milestones, all new", spread([seconds]), unit="s"),
        Figure("p99 of a click at rest", rest, unit="s"),
        Figure("p99 of a click while such sweeps run", busy, most=ACK_SECONDS, unit="s"),
    ]


def _of_size(url: str, size: int, rounds: int) -> list[Figure]:
    with closing(Database(url)) as database:
        ours, theirs, matters = _rounds(database, rounds)
    name = f"{size:,} milestones, {matters:,} stalled"
    grown = [_growth("redthread", url) - _growth("hand", url) for _ in range(3)]
    return [
        Figure(f"{name}: sweep ÷ by hand", ratios(ours, theirs), most=1.1),
        Figure(f"{name}: sweep", spread([s * 1000 for s in ours]), unit="ms"),
        Figure(f"{name}: by hand", spread([s * 1000 for s in theirs]), unit="ms"),
        Figure(f"{name}: memory above by hand", spread(grown), most=8, unit="MiB"),
    ]


def _of_quiet(least: str, most: str, sizes: tuple[int, ...]) -> list[Figure]:
    found = []
    with closing(Database(least)) as small, closing(Database(most)) as large:
        for database in (small, large):
            database.write_now(_forget)
            database.write_now(sweep, TEAM, NOW)
        for over_midnight in (False, True):
            few, many = _quiet_ticks([small, large], over_midnight=over_midnight)
            when = "over midnight" if over_midnight else "within a day"
            found += [
                Figure(
                    f"tick with nothing new {when}, {sizes[-1]:,} ÷ {sizes[0]:,}",
                    ratios(many, few),
                    most=1.5,
                ),
                Figure(f"the same at {sizes[-1]:,}", spread(many), unit="ms"),
            ]
    return found


if __name__ == "__main__":
    print(measure_growth(*sys.argv[1:3]))
