"""Health of 100,000 accounts with 12 signals each, beside one statement written by hand.

By hand is `health_by_hand`, by `sqlite3` or `psycopg` with nothing between. After each round every
column of every row is compared; what the product does beyond it, snapshots and drops, counts too.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.bulk import NUMBERS
from benchmarks.figures import Figure, ratios, spread
from benchmarks.health_by_hand import statement
from benchmarks.sweeps import driver
from bot import migrations
from bot.database import Database
from bot.model import Health, HealthTerms, SignalLimit
from bot.practice import health, health_mark

TEAM = "T0HEALTH1"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNTS, KINDS = 100_000, 12
SHARE, CONSTANT_MS = 0.03, 10
DAYS = {
    "begun": "2026-06-01",
    "stale": "2026-07-01",
    "since": "2026-10-24",
    "fresh": "2026-11-20",
    "today": "2026-11-23",
    "auckland": "2026-11-24",
    "due": "2027-06-01",
}
"""At `NOW` it is tomorrow in Auckland; what was read on `since` is fresh today and not there."""
LARGE = {"goals": 50, "progress": 30, "proxies": 20, "green": 80, "yellow": 60, "fresh_days": 45}
"""What the health of large customers goes by; that of others goes by the usual terms."""

FILL = (
    (
        "INSERT INTO workspace (team_id, name, currency, created_at) "
        "VALUES ({team}, 'Health', 'USD', {now})"
    ),
    (
        "INSERT INTO member (team_id, id, name, role, standing, zone) VALUES "
        "({team}, 'U0', 'Ann', 'csm', 'colleague', 'Europe/Berlin'), "
        "({team}, 'U1', 'Ben', 'csm', 'colleague', 'Pacific/Auckland'), "
        "({team}, 'U2', 'Cleo', 'csm', 'colleague', NULL)"
    ),
    ("INSERT INTO working_time (team_id, id, zone) VALUES ({team}, 'U2', 'America/New_York')"),
    (
        "INSERT INTO account (team_id, id, name, name_key, owner_id, segment, status, "
        "last_number, created_at) SELECT {team}, 'a' || i, 'Customer ' || i, 'customer ' || i, "
        "CASE WHEN i % 10 > 0 THEN 'U' || (i % 3) END, "
        "CASE i % 4 WHEN 0 THEN 'large' WHEN 1 THEN 'small' END, 'active', 0, {now} FROM {numbers}"
    ),
    (
        "INSERT INTO plan (team_id, id, account_id, cycle, stage, stage_since, customer_success, "
        "started_on, horizon_on, ended_on, active_at, created_at) SELECT {team}, 'p' || i, "
        "'a' || i, 1, 'plan', {begun}, 'They solve alone', {begun}, {due}, "
        "CASE WHEN i % 20 = 7 THEN {fresh} END, {now}, {now} FROM {numbers}"
    ),
    (
        "INSERT INTO goal (team_id, id, plan_id, behaviour, measure, unit, direction, baseline, "
        "target, starts_on, due_on, reopened_on, is_shared, created_at) "
        "SELECT {team}, 'g' || i || '-' || j, 'p' || i, 'They solve alone', 'tickets', '%', "
        "CASE WHEN j = 0 THEN 'rising' ELSE 'falling' END, "
        "CASE WHEN i % 15 = 2 THEN 60000000 WHEN i % 12 = 5 THEN NULL WHEN j = 0 THEN 35000000 "
        "ELSE 85000000 END, 60000000, {begun}, CASE WHEN i % 40 <> 9 THEN {due} END, "
        "CASE WHEN i % 30 = 4 THEN {fresh} END, {yes}, {now} FROM {numbers} CROSS JOIN {pair}"
    ),
    (
        "INSERT INTO reading (team_id, id, goal_id, value, read_on, source, created_at) "
        "SELECT {team}, 'r' || i || '-' || j || '-' || k, 'g' || i || '-' || j, "
        "(36 + (i * 7 + j + k) % 48) * 1000000, CASE WHEN i % 9 = 8 THEN {stale} ELSE day END, "
        "'export', {now} FROM {numbers} CROSS JOIN {pair} CROSS JOIN {months}"
    ),
    (
        "INSERT INTO milestone (team_id, id, plan_id, title, side, weight, is_onboarding, "
        "is_shared, due_on, done_on, active_at, created_at) "
        "SELECT {team}, 'm' || i || '-' || j, 'p' || i, 'Step', 'customer', 1 + j, {no}, {yes}, "
        "CASE WHEN (i + 3 * j) % 7 = 6 THEN {due} WHEN (i + j) % 5 = 1 THEN {auckland} "
        "WHEN i % 50 <> 3 THEN {fresh} END, "
        "CASE WHEN (i + j) % 3 > 0 THEN {fresh} END, {now}, {now} "
        "FROM {numbers} CROSS JOIN {pair}"
    ),
    (
        "INSERT INTO signal_now (team_id, account_id, kind, value, read_on) "
        "SELECT {team}, 'a' || i, 'kind' || j, ((i * 13 + j * 17) % 100) * 1000000, "
        "CASE WHEN (i + j) % 5 = 0 THEN {stale} WHEN (i + j) % 11 = 0 THEN {since} "
        "ELSE {fresh} END FROM {numbers} CROSS JOIN {kinds}"
    ),
)


def fill(url: str, accounts: int) -> None:
    """A new database: each account with two goals, two milestones and twelve signals."""
    with closing(Database(url)) as database:
        migrations.migrate(database.engine)
        database.write_now(_everything, accounts)
        database.write_now(lambda session: session.execute(text("ANALYZE")))


def _everything(session: Session, accounts: int) -> None:
    dialect = session.get_bind().dialect.name
    words = _words(dialect, accounts)
    for template in FILL:
        session.execute(text(template.format(**words)))
        session.execute(text("ANALYZE"))  # else PostgreSQL checks references by scanning
    session.add_all(_limits())
    session.add(HealthTerms(team_id=TEAM, segment="large", **LARGE))


def _limits() -> Iterator[SignalLimit]:
    """Every third kind falls; of some the customers of a segment have limits of their own."""
    for number in range(KINDS):
        bad, good = (80, 10) if number % 3 == 2 else (20, 90)
        for segment in ("", "large", "small")[: 1 + number % 3]:
            yield SignalLimit(
                team_id=TEAM,
                kind=f"kind{number}",
                segment=segment,
                good=Decimal(good - len(segment)),
                bad=Decimal(bad),
                fresh_days=30 + len(segment),
                weight=5 + number,
            )


def _words(dialect: str, accounts: int) -> dict[str, str]:
    is_sqlite = dialect == "sqlite"
    return {name: _day(dialect, day) for name, day in DAYS.items()} | {
        "team": f"'{TEAM}'",
        "now": _instant(dialect, NOW).replace(":", "\\:"),
        "yes": "1" if is_sqlite else "true",
        "no": "0" if is_sqlite else "false",
        "numbers": NUMBERS[dialect].format(most=accounts),
        "pair": "(SELECT 0 AS j UNION ALL SELECT 1) AS j",
        "kinds": f"({' UNION ALL '.join(f'SELECT {n} AS j' for n in range(KINDS))}) AS k",
        "months": f"({' UNION ALL '.join(_months(dialect))}) AS k",
    }


def _months(dialect: str) -> Iterator[str]:
    """A reading a month since the goals began, the last one four days ago at most."""
    for month in range(6, 12):
        yield f"SELECT {month} AS k, {_day(dialect, f'2026-{month:02}-20')} AS day"


def _day(dialect: str, day: str) -> str:
    return f"'{day}'" if dialect == "sqlite" else f"date '{day}'"


def _instant(dialect: str, at: datetime) -> str:
    text = f"'{at:%Y-%m-%d %H:%M:%S.%f}'"
    return text if dialect == "sqlite" else f"timestamptz {text}"


def _rounds(database: Database, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the product's whole computation and of the statement by hand, in turn."""
    took: dict[str, list[float]] = {"ours": [], "theirs": []}
    with driver(database) as connection:
        for number in range(rounds + 1):  # the first one is to warm up, and inserts all rows
            now = NOW + timedelta(minutes=number)
            statement = by_hand(database, now)

            def theirs(statement: str = statement) -> None:
                connection.execute(statement)
                connection.commit()

            def ours(now: datetime = now) -> None:
                database.write_now(health.compute, TEAM, now)

            ways: dict[str, Callable[[], None]] = {"ours": ours, "theirs": theirs}
            found = []
            for who in sorted(ways, reverse=bool(number % 2)):
                database.write_now(_forget if number else _remove)
                gc.collect()
                begun = time.perf_counter()
                ways[who]()
                took[who] += [time.perf_counter() - begun] if number else []
                found.append(database.read_now(_everywhere))
            if found[0] != found[1]:
                raise AssertionError("by hand it comes out otherwise")
    return took["ours"], took["theirs"]


def by_hand(database: Database, now: datetime) -> str:
    """The statement, as this database takes it."""
    dialect = database.engine.dialect.name
    days = {name: _day(dialect, DAYS[name]) for name in ("today", "auckland")}
    return statement(dialect, {"team": f"'{TEAM}'", "now": _instant(dialect, now), **days})


def _remove(session: Session) -> None:
    session.execute(text("DELETE FROM health"))


def _forget(session: Session) -> None:
    """Let every row come out otherwise, so that both write all of them."""
    session.execute(text("UPDATE health SET goals = 1"))


def _everywhere(session: Session) -> list[Any]:
    columns = Health.__table__.c
    return list(session.execute(select(*columns).order_by(Health.account_id)).all())


def _some(database: Database, accounts: int, rounds: int) -> list[float]:
    """Seconds in which one in a hundred is marked, computed and unmarked."""
    took = []
    for number in range(rounds + 1):
        ids = [f"a{1 + number % 100 + 100 * n}" for n in range(accounts // 100)]
        database.write_now(_worsen, number)
        database.write_now(health_mark.mark, TEAM, ids)
        begun = time.perf_counter()
        database.write_now(_computed, NOW + timedelta(minutes=number))
        took += [time.perf_counter() - begun] if number else []
    return took


def _worsen(session: Session, number: int) -> None:
    session.execute(
        text("UPDATE signal_now SET value = :value WHERE account_id LIKE :like AND kind = 'kind0'"),
        {"value": (20 + number) * 1_000_000, "like": f"a%{number % 10}"},
    )


def _computed(session: Session, now: datetime) -> None:
    health.compute_and_unmark(session, TEAM, now, health.marked(session, TEAM))


def figures(url: str, rounds: int, accounts: int = ACCOUNTS) -> list[Figure]:
    """All figures of one database, which is filled first."""
    fill(url, accounts)
    with closing(Database(url)) as database:
        ours, theirs = _rounds(database, rounds)
        some = _some(database, accounts, rounds)
    name = f"{accounts:,} accounts × {KINDS} signals"
    allowed = [SHARE * whole + CONSTANT_MS / 1000 for whole in ours]
    return [
        Figure(f"{name}: health ÷ by hand", ratios(ours, theirs), most=1.05),
        Figure(f"{name}: health", spread([s * 1000 for s in ours]), unit="ms"),
        Figure(f"{name}: by hand", spread([s * 1000 for s in theirs]), unit="ms"),
        Figure("1 % changed ÷ (0.03 × all + 10 ms)", ratios(some, allowed), most=1),
        Figure("1 % changed", spread([s * 1000 for s in some]), unit="ms"),
    ]
