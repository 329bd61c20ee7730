"""The leaders' dashboard over 100,000 accounts and five years of changes, beside its raw queries.

The limit is the same statements, with the same values, by `sqlite3` or `psycopg` alone: what the
practice, SQLAlchemy and the arithmetic cost on top of the database. The retention of the year is
also asked in one statement written by hand, and both must find the same.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.beside import figures_of
from benchmarks.figures import Figure
from benchmarks.portfolio import TEAM, USER
from bot import migrations, model
from bot.database import Base, Database
from bot.model import RevenueKind, Role
from bot.practice.actor import Actor
from bot.practice.metrics.cohort import Cohort, Length
from bot.practice.metrics.dashboard import leaders
from bot.practice.metrics.figure import Dashboard

ACCOUNTS = 100_000
BATCH = 2_000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
YEARS = 5
SEGMENTS = ("Enterprise", "Mid market", "SMB")
ACTOR = Actor(TEAM, USER, Role.LEADER, "UTC", NOW)
YEAR = Cohort(None, Length.YEAR, TODAY)
Rows = dict[type[Base], list[dict[str, Any]]]

BY_HAND = """
SELECT sum(begun), sum(CASE WHEN begun > 0 THEN ended ELSE 0 END) FROM (
  SELECT account_id,
    sum(CASE WHEN changed_on < {begins} THEN moved ELSE 0 END) AS begun, sum(moved) AS ended
  FROM (
    SELECT account_id, changed_on, CASE kind WHEN 'new' THEN amount WHEN 'expansion' THEN amount
      WHEN 'renewal' THEN 0 ELSE -amount END AS moved
    FROM revenue_change WHERE team_id = {team} AND changed_on <= {ends}) AS change
  GROUP BY account_id) AS account"""


def fill(url: str, accounts: int = ACCOUNTS) -> int:
    """Bring the database to the schema and fill it; how many changes of revenue it has."""
    chance, database, changes = random.Random(7), Database(url), 0
    try:
        migrations.migrate(database.engine)
        database.write_now(_workspace)
        for first in range(0, accounts, BATCH):
            rows: Rows = {kind: [] for kind in KINDS}
            for number in range(first, min(first + BATCH, accounts)):
                _account(rows, chance, number)
            changes += len(rows[model.RevenueChange])
            database.write_now(_put, rows)
        with database.engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("ANALYZE")
            else:
                plain = connection.execution_options(isolation_level="AUTOCOMMIT")
                plain.execute(text("VACUUM ANALYZE"))
    finally:
        database.close()
    return changes


KINDS = (
    model.Account,
    model.Plan,
    model.Goal,
    model.Reading,
    model.Milestone,
    model.Outcome,
    model.RevenueChange,
    model.Signal,
)


def _workspace(session: Session) -> None:
    session.add(model.Workspace(team_id=TEAM, name="Bench", created_at=NOW))


def _put(session: Session, rows: Rows) -> None:
    for kind, listed in rows.items():
        session.execute(insert(kind), [one | {"team_id": TEAM} for one in listed])


def _account(rows: Rows, chance: random.Random, number: int) -> None:
    """An account of up to five years, with a plan that has a goal, milestones and an outcome."""
    id_ = f"a{number}"
    began_on = TODAY - timedelta(days=chance.randrange(30, YEARS * 365))
    rows[model.Account].append(
        {
            "id": id_,
            "name": f"Customer {number}",
            "name_key": f"customer {number}",
            "owner_id": f"U{number % 200}",
            "segment": SEGMENTS[number % 3],
            "currency": "USD",
            "started_on": began_on,
            "renewal_on": TODAY + timedelta(days=chance.randrange(-60, 300)),
            "created_at": NOW,
        }
    )
    rows[model.RevenueChange] += _changes(chance, id_, began_on)
    rows[model.Signal].append(
        {
            "id": f"{id_}-90",
            "account_id": id_,
            "kind": "nps",
            "value": Decimal(chance.randrange(-100, 100)),
            "read_on": TODAY - timedelta(days=chance.randrange(300)),
            "source": "survey",
            "created_at": NOW,
        }
    )
    _plan(rows, chance, id_, began_on)


def _changes(chance: random.Random, id_: str, began_on: date) -> Iterator[dict[str, Any]]:
    """It begins, and every half year something happens; some leave."""
    paid, on, number = Decimal(0), began_on, 100
    while on <= TODAY:
        kind, amount = RevenueKind.NEW, Decimal(chance.randrange(1, 200) * 500)
        if paid:
            kind = chance.choices(
                (RevenueKind.EXPANSION, RevenueKind.CONTRACTION, RevenueKind.CHURN), (6, 2, 1)
            )[0]
            amount = amount if kind is RevenueKind.EXPANSION else paid / 4
        amount = paid if kind is RevenueKind.CHURN else amount
        paid += amount if kind in (RevenueKind.NEW, RevenueKind.EXPANSION) else -amount
        if amount:
            yield {
                "id": f"{id_}-{number}",
                "account_id": id_,
                "kind": kind,
                "amount": amount,
                "currency": "USD",
                "changed_on": on,
                "source": "billing",
                "created_at": NOW,
            }
        number += 1
        on += timedelta(days=chance.randrange(90, 270))


def _plan(rows: Rows, chance: random.Random, id_: str, began_on: date) -> None:
    rows[model.Plan].append(
        {
            "id": f"{id_}-1",
            "account_id": id_,
            "cycle": 1,
            "stage_since": began_on,
            "customer_success": "They call less.",
            "started_on": began_on,
            "horizon_on": TODAY,
            "confirmed_on": TODAY - timedelta(days=chance.randrange(200)),
            "active_at": NOW - timedelta(days=chance.randrange(60)),
            "created_at": NOW,
        }
    )
    rows[model.Goal].append(
        {
            "id": f"{id_}-2",
            "plan_id": f"{id_}-1",
            "behaviour": "They solve it alone",
            "measure": "share",
            "baseline": Decimal(10),
            "target": Decimal(50),
            "starts_on": began_on,
            "due_on": TODAY - timedelta(days=chance.randrange(-200, 700)),
            "created_at": NOW,
        }
    )
    for number in range(3, 6):
        rows[model.Reading].append(
            {
                "id": f"{id_}-{number}",
                "goal_id": f"{id_}-2",
                "value": Decimal(chance.randrange(70)),
                "read_on": TODAY - timedelta(days=chance.randrange(700)),
                "source": "help desk",
                "created_at": NOW,
            }
        )
    for number in range(6, 8):
        due_on = TODAY - timedelta(days=chance.randrange(-100, 600))
        rows[model.Milestone].append(
            {
                "id": f"{id_}-{number}",
                "plan_id": f"{id_}-1",
                "title": "They are live",
                "side": model.Side.CUSTOMER,
                "due_on": due_on,
                "is_onboarding": number == 6,
                "done_on": due_on + timedelta(days=chance.randrange(-20, 20)),
                "active_at": NOW,
                "created_at": NOW,
            }
        )
    rows[model.Outcome].append(
        {
            "id": f"{id_}-9",
            "account_id": id_,
            "change": "They ask less",
            "intended": True,
            "happened_on": TODAY - timedelta(days=chance.randrange(700)),
            "verified_on": TODAY,
            "value": Decimal(chance.randrange(1, 99) * 100),
            "currency": "USD",
            "logged_by": USER,
            "created_at": NOW,
        }
    )


def figures(url: str, rounds: int) -> list[Figure]:
    """Each round asks both, in turn."""
    return figures_of(url, "dashboard", _ours, _check, rounds)


def _ours(database: Database) -> Dashboard:
    return database.read_now(leaders, ACTOR, YEAR)


def _check(found: Dashboard, connection: Any, database: Database) -> None:  # noqa: ANN401
    """Both find the same net retention."""
    period = YEAR.period
    given = {"team": TEAM, "begins": period.begins_on, "ends": period.ends_on}
    if database.is_sqlite:
        given = {name: str(value) for name, value in given.items()}
    names = {name: f":{name}" if database.is_sqlite else f"%({name})s" for name in given}
    start, end = connection.execute(BY_HAND.format(**names), given).fetchone()
    (ours,) = [one.value for one in found.business if one.name == "nrr"]
    if ours != Decimal(int(end)) / int(start):
        raise AssertionError(f"by hand net retention is {end} / {start}, ours {ours}")
