"""Signals from files, long and wide, from the command line to the rows, and back into a file."""

import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.model import AuditEvent, Signal
from bot.practice import signal_setting
from bot.practice.signal_kind import Limit
from tests.command import command
from tests.harness.builders import World
from tests.test_signal import latest, now

Redthread = Callable[..., subprocess.CompletedProcess[str]]
LONG = (
    "Account,kind,value,day,source,id,industry\n"
    "acme,nps,42,2024-11-01,survey,s-1,Steel\n"
    "Zenith Corp,People who use it each month,55.5,01 Nov 2024,,,\n"
    "Z-1,usage,60,2024-11-08,,,\n"
)
WIDE = (
    "customer;day;active users;seats;Mood;industry\n"
    "acme;2024-11-01;41,5;80;;Steel\n"
    "zenith;2024-11-01;;90;7;\n"
)


@pytest.fixture
def redthread(world: World, database_url: str, tmp_path: Path) -> Redthread:
    """Run it; a text ahead is the file that it gets."""
    world.account("Acme")
    world.account("Zenith Corp", aliases=("Zenith",), external_id="Z-1")

    def run(content: str, *words: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "signals.csv"
        file.write_text(content, "utf-8")
        said = [str(file) if word == "FILE" else word for word in words]
        return command(*said, folder=tmp_path, DATABASE_URL=database_url)

    return run


def kept(database: Database) -> set[tuple[str, str, Decimal, str, str]]:
    rows = database.read_now(lambda s: s.scalars(select(Signal)).all())
    return {(r.account_id, r.kind, r.value, str(r.read_on), r.source) for r in rows}


def test_a_long_file_arrives_and_again_changes_nothing(
    redthread: Redthread, database: Database
) -> None:
    done = redthread(LONG, "import", "signals", "FILE")
    assert done.stdout.endswith("3 added, 0 changed, 0 left as they were; 0 bad.\n"), done
    assert "no columns of ours: “industry”" in done.stderr
    assert kept(database) == {
        ("acme", "nps", Decimal(42), "2024-11-01", "survey"),
        ("zenith-corp", "usage", Decimal("55.5"), "2024-11-01", "import"),
        ("zenith-corp", "usage", Decimal(60), "2024-11-08", "import"),
    }
    assert database.read_now(now) == database.read_now(latest)
    again = redthread(LONG, "import", "signals", "FILE")
    assert again.stdout.endswith("0 added, 0 changed, 3 left as they were; 0 bad.\n")
    corrected = redthread(LONG.replace("42", "43"), "import", "signals", "FILE")
    assert "value: 42 → 43" in corrected.stdout
    verbs = select(AuditEvent.verb).where(AuditEvent.verb.startswith("signal."))
    found = sorted(database.read_now(lambda s: s.scalars(verbs).all()))
    assert found == ["signal.add"] * 3 + ["signal.correct"]
    assert database.read_now(now)["acme", "nps"][0] == 43
    exported = redthread("", "export", "signals").stdout
    assert exported.splitlines()[0] == "account,kind,value,day,source,id"
    back = redthread(exported, "import", "signals", "FILE")
    assert back.stdout.endswith("0 added, 0 changed, 3 left as they were; 0 bad.\n")


def test_a_wide_file_has_a_column_for_each_kind(
    redthread: Redthread, world: World, database: Database
) -> None:
    world.do(signal_setting.add_kind, "Mood", "of 10", Limit(Decimal(9), Decimal(3), 30, 5))
    mapping = ("--map", "customer=account,active users=usage")
    rehearsed = redthread(WIDE, "import", "signals", "FILE", *mapping, "--dry-run")
    assert "Would add 4, change 0, leave 0; 0 bad." in rehearsed.stdout
    assert kept(database) == set()
    done = redthread(WIDE, "import", "signals", "FILE", *mapping)
    assert done.stdout.endswith("4 added, 0 changed, 0 left as they were; 0 bad.\n"), done
    assert {one[:3] for one in kept(database)} == {
        ("acme", "usage", Decimal("41.5")), ("acme", "seats", Decimal(80)),
        ("zenith-corp", "seats", Decimal(90)), ("zenith-corp", "mood", Decimal(7)),
    }  # fmt: skip


BAD = [
    ("account,kind,value,day", "nobody,nps,1,2024-11-01", "account: “nobody” is no account"),
    ("account,kind,value,day", "acme,mood,1,2024-11-01", "kind: “mood” is no kind of signal"),
    ("account,kind,value,day", "acme,nps,lots,2024-11-01", "value: “lots” is no number"),
    ("account,kind,value,day", "acme,nps,1,2124-11-01", "day: “2124-11-01” is still to come"),
    ("account,kind,value,day", "acme,nps,1,", "day: is empty"),
    ("account,nps,day", "acme,many,2024-11-01", "value: “many” is no number"),
    ("account,nps,day,id", "acme,1", "line 2 has only 2 cells"),
]


@pytest.mark.parametrize(("columns", "line", "said"), BAD)
def test_a_bad_line_is_told(
    redthread: Redthread, database: Database, columns: str, line: str, said: str
) -> None:
    if database.is_sqlite:  # what is said does not depend on it
        done = redthread(f"{columns}\n{line}\n", "import", "signals", "FILE")
        assert done.returncode == 1, done
        assert said in done.stderr
        assert kept(database) == set()


def test_a_file_that_is_about_no_kind_is_refused(redthread: Redthread) -> None:
    done = redthread("account,day,mood\nacme,2024-11-01,7\n", "import", "signals", "FILE")
    assert done.returncode == 2
    assert "neither a column “value” nor one of a kind of signal" in done.stderr
    twice = "account,kind,value,day\nacme,nps,1,2024-11-01\nacme,NPS,2,2024-11-01\n"
    done = redthread(twice, "import", "signals", "FILE")
    assert "line 3 is the same as line 2" in done.stderr
    moved = "account,kind,value,day,id\nacme,nps,1,2024-11-01,x\n"
    assert redthread(moved, "import", "signals", "FILE").returncode == 0
    done = redthread(moved.replace("acme", "zenith"), "import", "signals", "FILE")
    assert "is the id of another account’s or kind’s signal" in done.stderr
