"""RavenStack's usage and tickets as signals, from a few lines of its files' form."""

from decimal import Decimal
from pathlib import Path

from bot.connectors.ravenstack import signals
from bot.database import Database
from tests.command import command
from tests.test_signal import latest, now

FILES = {
    "accounts.csv": "account_id,account_name,plan_tier,signup_date,seats\n"
    "A-1,Company_1,Pro,2023-01-05,9\nA-2,Company_2,Basic,2023-02-01,4\n",
    "subscriptions.csv": "subscription_id,account_id,start_date,end_date,arr_amount\n"
    "S-1,A-1,2023-01-05,,1200\nS-2,A-1,2023-03-01,2023-09-01,600\nS-3,A-2,2023-02-01,,0\n",
    "churn_events.csv": "account_id,churn_date,reason_code,feedback_text\n",
    "feature_usage.csv": "usage_id,subscription_id,usage_date,usage_count,error_count\n"
    "U-1,S-1,2023-03-02,9,0\nU-2,S-2,2023-03-30,6,1\nU-3,S-3,2023-03-30,0,0\n"
    "U-4,S-9,2023-03-30,5,0\nU-5,S-1,2024-02-01,4,1\n",
    "support_tickets.csv": "ticket_id,account_id,submitted_at,closed_at,resolution_time_hours,"
    "priority,satisfaction_score\n"
    "T-1,A-1,2023-03-30,2023-03-30 10:00:00,10.0,low,5.0\n"
    "T-2,A-1,2023-03-29,2023-03-30 03:00:00,27.0,high,\n"
    "T-3,A-1,2023-03-31,2023-05-02 03:00:00,771.0,urgent,3.0\n",
}  # fmt: skip
EXPECTED = {
    ("A-1", "Feature uses", "15", "2023-03-31"),
    ("A-1", "Feature errors", "6.67", "2023-03-31"),
    ("A-2", "Feature uses", "0", "2023-03-31"),
    ("A-1", "Feature uses", "4", "2024-02-29"),
    ("A-1", "Feature errors", "25.00", "2024-02-29"),
    ("A-1", "close_hours", "18.50", "2023-03-31"),
    ("A-1", "same_day", "50.00", "2023-03-31"),
    ("A-1", "csat", "100.00", "2023-03-31"),
    ("A-1", "close_hours", "771.00", "2023-05-31"),
    ("A-1", "same_day", "0.00", "2023-05-31"),
    ("A-1", "csat", "0.00", "2023-05-31"),
    ("A-1", "urgent", "1", "2023-03-31"),
    ("A-1", "urgent", "1", "2023-04-30"),
    ("A-1", "urgent", "0", "2023-05-31"),
}


def lay_out(folder: Path) -> Path:
    """The files, in a folder of their own."""
    made = folder / "ravenstack"
    made.mkdir()
    for name, content in FILES.items():
        (made / name).write_text(content, "utf-8")
    return made


def test_months_are_summed_up(tmp_path: Path) -> None:
    found = list(signals.rows(lay_out(tmp_path)))
    assert {one[:4] for one in found} == EXPECTED
    assert len(found) == len(EXPECTED)


def test_the_files_become_signals_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    folder = lay_out(tmp_path)
    words = ("import", "ravenstack", str(folder), "--team", "T0RAVEN")
    done = command(*words, folder=tmp_path, DATABASE_URL=database_url)
    assert "14 added, 0 changed, 0 left as they were; 0 bad." in done.stdout, done
    found = database.read_now(now)
    assert found == database.read_now(latest)
    assert found["company1", "feature_uses"][0] == Decimal(4)
    again = command(*words, folder=tmp_path, DATABASE_URL=database_url)
    assert "0 added, 0 changed, 14 left as they were; 0 bad." in again.stdout, again
