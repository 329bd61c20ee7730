"""Health of 100,000 accounts with 12 signals each, beside one statement written by hand.

By hand is the score alone, by `sqlite3` or `psycopg` with nothing between: it keeps no snapshot,
judges no drop and knows one zone and one set of limits, while the product does all of it.
"""

import gc
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.bulk import NUMBERS
from benchmarks.figures import Figure, ratios, spread
from benchmarks.sweeps import driver
from bot import migrations
from bot.database import Database
from bot.model import SignalLimit
from bot.practice import health, health_mark

TEAM = "T0HEALTH1"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNTS, KINDS = 100_000, 12
SHARE, CONSTANT_MS = 0.03, 10

FILL = (
    (
        "INSERT INTO workspace (team_id, name, currency, created_at) "
        "VALUES ({team}, 'Health', 'USD', {now})"
    ),
    (
        "INSERT INTO member (team_id, id, name, role, standing, zone) "
        "VALUES ({team}, 'U0', 'Ann', 'csm', 'colleague', 'UTC')"
    ),
    (
        "INSERT INTO account (team_id, id, name, name_key, owner_id, status, last_number, "
        "created_at) SELECT {team}, 'a' || i, 'Customer ' || i, 'customer ' || i, 'U0', 'active', 0, {now} "
        "FROM {numbers}"
    ),
    (
        "INSERT INTO plan (team_id, id, account_id, cycle, stage, stage_since, customer_success, "
        "started_on, horizon_on, active_at, created_at) SELECT {team}, 'p' || i, 'a' || i, 1, "
        "'plan', {begun}, 'They solve alone', {begun}, {due}, {now}, {now} FROM {numbers}"
    ),
    (
        "INSERT INTO goal (team_id, id, plan_id, behaviour, measure, unit, direction, baseline, "
        "target, starts_on, due_on, is_shared, created_at) SELECT {team}, 'g' || i || '-' || j, "
        "'p' || i, 'They solve alone', 'tickets', '%', 'rising', 35000000, 60000000, {begun}, "
        "{due}, {yes}, {now} FROM {numbers} CROSS JOIN {pair}"
    ),
    (
        "INSERT INTO reading (team_id, id, goal_id, value, read_on, source, created_at) "
        "SELECT {team}, 'r' || i || '-' || j, 'g' || i || '-' || j, "
        "(36 + (i * 7 + j) % 24) * 1000000, {fresh}, 'export', {now} "
        "FROM {numbers} CROSS JOIN {pair}"
    ),
    (
        "INSERT INTO milestone (team_id, id, plan_id, title, side, weight, is_onboarding, "
        "is_shared, due_on, done_on, active_at, created_at) SELECT {team}, 'm' || i || '-' || j, 'p' || i, "
        "'Step', 'customer', 1 + j, {no}, {yes}, {fresh}, "
        "CASE WHEN (i + j) % 3 > 0 THEN {fresh} END, {now}, {now} FROM {numbers} CROSS JOIN {pair}"
    ),
    (
        "INSERT INTO signal_now (team_id, account_id, kind, value, read_on) "
        "SELECT {team}, 'a' || i, 'kind' || j, ((i * 13 + j * 17) % 100) * 1000000, "
        "CASE WHEN (i + j) % 5 = 0 THEN {begun} ELSE {fresh} END FROM {numbers} CROSS JOIN {kinds}"
    ),
)

BY_HAND = """
INSERT INTO health (team_id, account_id, score, band, goals, progress, proxies, goals_weight,
  progress_weight, proxies_weight, green, yellow, as_of, computed_at, changed_at)
SELECT team_id, account_id, score, CASE WHEN score IS NULL THEN 'unknown' WHEN score >= 75
  THEN 'green' WHEN score >= 50 THEN 'yellow' ELSE 'red' END, goals, progress, proxies, gw, pw, xw,
  75, 50, {today}, {now}, {now}
FROM (
  SELECT *, CASE WHEN goals IS NOT NULL OR progress IS NOT NULL THEN
    (100 * (gw * coalesce(goals, 0) + pw * coalesce(progress, 0) + xw * coalesce(proxies, 0))
     + 5000 * (gw + pw + xw)) / (1000000 * (gw + pw + xw)) END AS score
  FROM (
    SELECT *, CASE WHEN goals IS NULL THEN 0 ELSE 40 END AS gw,
      CASE WHEN progress IS NULL THEN 0 ELSE 30 END AS pw,
      CASE WHEN proxies IS NULL THEN 0 ELSE 30 END AS xw
    FROM parts) AS weighed) AS scored
WHERE true
ON CONFLICT (team_id, account_id) DO UPDATE SET score = excluded.score, band = excluded.band,
  goals = excluded.goals, progress = excluded.progress, proxies = excluded.proxies,
  goals_weight = excluded.goals_weight, progress_weight = excluded.progress_weight,
  proxies_weight = excluded.proxies_weight, as_of = excluded.as_of,
  computed_at = excluded.computed_at"""
PARTS = """
WITH parts AS MATERIALIZED (
  SELECT a.team_id, a.id AS account_id,
    (SELECT (CAST(sum(pace) AS BIGINT) + count(*) / 2) / nullif(count(*), 0) FROM (
      SELECT CASE WHEN r.value >= g.target THEN 1000000 WHEN 4 * {gone} < {days}
        THEN min_of(1000000, {attained} * 4)
        ELSE min_of(1000000, ({attained} * {days} + {gone} / 2) / {gone}) END AS pace
      FROM goal g JOIN reading r ON r.team_id = g.team_id AND r.id = (
        SELECT l.id FROM reading l WHERE l.team_id = g.team_id AND l.goal_id = g.id
        ORDER BY l.read_on DESC, l.created_at DESC, l.id DESC LIMIT 1)
      WHERE g.team_id = p.team_id AND g.plan_id = p.id AND r.read_on >= {since}) AS paces
    ) AS goals,
    (SELECT CASE WHEN due > 0 THEN min_of(1000000, (done * 1000000 + due / 2) / due) END FROM (
      SELECT CAST(sum(CASE WHEN m.done_on IS NOT NULL THEN m.weight ELSE 0 END) AS BIGINT) AS done,
        CAST(sum(CASE WHEN m.due_on <= {today} THEN m.weight ELSE 0 END) AS BIGINT) AS due
      FROM milestone m WHERE m.team_id = p.team_id AND m.plan_id = p.id) AS sums) AS progress,
    (SELECT (CAST(sum(weight * share) AS BIGINT) + CAST(sum(weight) AS BIGINT) / 2)
        / CAST(sum(weight) AS BIGINT) FROM (
      SELECT l.weight, CASE WHEN s.value <= l.bad THEN 0 WHEN s.value >= l.good THEN 1000000
        ELSE ((s.value - l.bad) * 1000000 + (l.good - l.bad) / 2) / (l.good - l.bad) END AS share
      FROM signal_now s JOIN signal_limit l ON l.team_id = s.team_id AND l.kind = s.kind
        AND l.segment = ''
      WHERE s.team_id = a.team_id AND s.account_id = a.id AND s.read_on >= {since}) AS shares
    ) AS proxies
  FROM account a LEFT JOIN plan p ON p.team_id = a.team_id AND p.account_id = a.id
    AND p.ended_on IS NULL
  WHERE a.team_id = {team})"""


def fill(url: str, accounts: int) -> None:
    """A new database: each account with two goals, two milestones and twelve signals."""
    with closing(Database(url)) as database:
        migrations.migrate(database.engine)
        database.write_now(_everything, accounts)
        database.write_now(lambda session: session.execute(text("ANALYZE")))


def _everything(session: Session, accounts: int) -> None:
    dialect = session.get_bind().dialect.name
    words = _words(dialect, accounts)
    for statement in FILL:
        session.execute(text(statement.format(**words)))
    for number in range(KINDS):
        session.add(
            SignalLimit(
                team_id=TEAM,
                kind=f"kind{number}",
                segment="",
                good=Decimal(90),
                bad=Decimal(20),
                fresh_days=30,
                weight=5 + number,
            )
        )


def _words(dialect: str, accounts: int) -> dict[str, str]:
    dates = {"begun": "2026-06-01", "due": "2027-06-01", "fresh": "2026-11-20"}
    dates |= {"today": "2026-11-23", "since": "2026-10-24"}
    is_sqlite = dialect == "sqlite"
    words = {name: f"'{day}'" if is_sqlite else f"date '{day}'" for name, day in dates.items()}
    instant = "'2026-11-23 12\\:00\\:00.000000'"
    return words | {
        "team": f"'{TEAM}'",
        "now": instant if is_sqlite else f"timestamptz {instant}",
        "yes": "1" if is_sqlite else "true",
        "no": "0" if is_sqlite else "false",
        "numbers": NUMBERS[dialect].format(most=accounts),
        "pair": "(SELECT 0 AS j UNION ALL SELECT 1) AS j",
        "kinds": f"({' UNION ALL '.join(f'SELECT {n} AS j' for n in range(KINDS))}) AS k",
    }


def by_hand(database: Database) -> str:
    """The statement, as this database takes it."""
    dialect = database.engine.dialect.name
    words = {name: one.replace("\\:", ":") for name, one in _words(dialect, 1).items()}
    is_sqlite = dialect == "sqlite"
    between = "CAST(julianday({}) - julianday({}) AS INTEGER)" if is_sqlite else "({} - {})"
    words["gone"] = between.format(words["today"], "g.starts_on")
    words["days"] = between.format("g.due_on", "g.starts_on")
    come = "((r.value - g.baseline) * 1000000 + (g.target - g.baseline) / 2)"
    words["attained"] = f"(CASE WHEN r.value <= g.baseline THEN 0 ELSE {come} "
    words["attained"] += "/ (g.target - g.baseline) END)"
    least = "min" if is_sqlite else "least"
    insert, _, rest = BY_HAND.partition("SELECT team_id")
    statement = f"{PARTS} {insert} SELECT team_id{rest}" if is_sqlite else ""
    statement = statement or f"{insert} {PARTS} SELECT team_id{rest}"
    return statement.format(**words).replace("min_of", least)


def _rounds(database: Database, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the product's whole computation and of the statement by hand, in turn."""
    took: dict[str, list[float]] = {"ours": [], "theirs": []}
    statement, scores = by_hand(database), list[Any]()
    with driver(database) as connection:

        def theirs() -> None:
            connection.execute(statement)
            connection.commit()

        for number in range(rounds + 1):  # the first one is to warm up
            later = NOW + timedelta(minutes=number)

            def ours(later: datetime = later) -> None:
                database.write_now(health.compute, TEAM, later)

            ways: dict[str, Callable[[], None]] = {"ours": ours, "theirs": theirs}
            for who in sorted(ways, reverse=bool(number % 2)):
                database.write_now(_forget)
                gc.collect()
                begun = time.perf_counter()
                ways[who]()
                took[who] += [time.perf_counter() - begun] if number else []
                scores.append(database.read_now(_sums))
    if len(set(scores)) != 1:
        raise AssertionError(f"by hand it comes out otherwise: {set(scores)}")
    return took["ours"], took["theirs"]


def _forget(session: Session) -> None:
    """Let every row come out otherwise, so that both write all of them."""
    session.execute(text("UPDATE health SET goals = 1"))


def _sums(session: Session) -> tuple[Any, ...]:
    statement = "SELECT count(*), sum(score), sum(goals), sum(progress), sum(proxies) FROM health"
    return tuple(map(int, session.execute(text(statement)).one()))


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
