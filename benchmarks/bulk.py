"""A portfolio of up to a million milestones, made by the database itself."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import migrations
from bot.database import Database

TEAM = "T0SWEEP01"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_PLAN = 10
"""Milestones in a plan, and each account has one plan."""

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) "
    "SELECT i FROM n) AS n",
    "postgresql": "generate_series(1, {most}) AS n(i)",
}
MEMBERS = """
INSERT INTO member (team_id, id, name, role, standing, zone) VALUES
  ({team}, 'U0', 'Ann', 'csm', 'colleague', 'Europe/Berlin'),
  ({team}, 'U1', 'Ben', 'csm', 'colleague', 'America/New_York'),
  ({team}, 'U2', 'Cleo', 'csm', 'colleague', NULL)"""
ACCOUNTS = """
INSERT INTO account (team_id, id, name, name_key, owner_id, status, last_number, created_at)
SELECT {team}, 'a' || i, 'Customer ' || i, 'customer ' || i, 'U' || (i % 3), 'active', 0, {now}
FROM {numbers}"""
PLANS = """
INSERT INTO plan (team_id, id, account_id, cycle, stage, stage_since, customer_success, started_on,
  horizon_on, active_at, created_at)
SELECT {team}, 'p' || i, 'a' || i, 1, 'plan', {today}, 'They solve alone', {today}, {today}, {now},
  {now}
FROM {numbers}"""
MILESTONES = """
INSERT INTO milestone (team_id, id, plan_id, title, side, weight, is_onboarding, due_on, done_on,
  active_at, created_at)
SELECT {team}, 'm' || i, 'p' || (1 + (i - 1) / {a_plan}), 'Step ' || i, 'customer', 1, {no},
  CASE WHEN i % 2 = 0 THEN {later} END, CASE WHEN i % 5 = 4 THEN {today} END,
  CASE WHEN i % 50 = 0 THEN {long_ago} ELSE {now} END, {now}
FROM {numbers}"""
DEPENDENCIES = """
INSERT INTO dependency (team_id, id, needs_id)
SELECT {team}, 'm' || (i * 100), 'm' || (i * 100 - 1 - i % 2) FROM {numbers}"""
"""Of every second stalled one what it waits for is done half the time."""


def fill(url: str, milestones: int) -> None:
    """A new database of so many milestones: one in fifty idle for 40 days, half of those waiting.

    Nothing else in it needs anybody, today or in the next days.
    """
    database = Database(url)
    try:
        migrations.migrate(database.engine)
        database.write_now(_everything, milestones)
        database.write_now(lambda session: session.execute(text("ANALYZE")))
    finally:
        database.close()


def _everything(session: Session, milestones: int) -> None:
    connection = session.connection()
    dialect = connection.dialect.name
    quoted = {
        "now": "'2026-11-23 12\\:00\\:00.000000'",
        "long_ago": "'2026-10-14 12\\:00\\:00.000000'",
        "today": "'2026-11-23'",
        "later": "'2027-03-01'",
        "team": f"'{TEAM}'",
        "no": "0" if dialect == "sqlite" else "false",
    }
    if dialect != "sqlite":
        quoted |= {name: f"timestamptz {quoted[name]}" for name in ("now", "long_ago")}
        quoted |= {name: f"date {quoted[name]}" for name in ("today", "later")}
    accounts = milestones // A_PLAN
    for template, most in (
        (("INSERT INTO workspace (team_id, name, currency, created_at) "
         "VALUES ({team}, 'Sweeps', 'USD', {now})"), 0),
        (MEMBERS, 0),
        (ACCOUNTS, accounts),
        (PLANS, accounts),
        (MILESTONES, milestones),
        (DEPENDENCIES, milestones // 100),
    ):  # fmt: skip
        numbers = NUMBERS[dialect].format(most=most)
        session.execute(text(template.format(numbers=numbers, a_plan=A_PLAN, **quoted)))
