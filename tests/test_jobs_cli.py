"""`redthread jobs`: listing them, running one by hand, and seeing beforehand what it would do."""

from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.model import Nudge, Sweep
from schedules.jobs import TABLE
from tests.command import command
from tests.harness.builders import World
from tests.harness.slack import BOT_TOKEN

TIME = "2026-12-08T09:00:00Z"


class Jobs:
    """The command against the test's database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def __call__(self, *words: str) -> CompletedProcess[str]:
        known = {"DATABASE_URL": self.url, "SLACK_BOT_TOKEN": BOT_TOKEN}
        return command("jobs", *words, folder=self.folder, **known)


@pytest.fixture
def jobs(tmp_path: Path, database_url: str) -> Jobs:
    return Jobs(tmp_path, database_url)


@pytest.fixture
def stalled(world: World) -> World:
    """Alice's account with a late and a stalled milestone, and one of nobody's."""
    world.member("U1", name="Alice Smith")
    plan_id = world.plan(world.account(renewal_on=date(2027, 9, 1)))
    world.milestone(plan_id)
    world.milestone(plan_id, "50 agents live", due_on=None)
    world.account("Zenith", owner=None)
    return world


def written(world: World) -> tuple[Any, ...]:
    def count(session: Any) -> tuple[Any, ...]:
        return (session.scalar(select(func.count()).select_from(Nudge)), session.query(Sweep).all())

    return world.database.read_now(count)


def test_every_job_is_listed_with_when_and_what_for(jobs: Jobs) -> None:
    lines = jobs("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [job.name for job in TABLE]
    assert all(job.help in line for job, line in zip(TABLE, lines, strict=True))
    assert any("every minute" in line for line in lines)


def test_a_dry_run_says_whom_it_would_nudge_and_writes_nothing(jobs: Jobs, stalled: World) -> None:
    shown = jobs("run", "sweep", "--at", TIME, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines() == [
        "Alice Smith",
        "  Acme Corp · Milestone late: “Knowledge base reviewed” is 3 days late.",
        "  Acme Corp · Milestone stalled: “50 agents live” has not moved for 15 days.",
        "Nobody: no owner, and no leader either",
        (
            "  Zenith · Account without a plan: "
            "There is no success plan yet; the account is 15 days old here."
        ),
        "3 new matters, 0 settled, 0 known already. Nothing was written.",
    ]
    assert written(stalled) == (0, [])


def test_a_run_writes_as_of_the_time_and_repeating_it_is_harmless(
    jobs: Jobs, stalled: World
) -> None:
    assert jobs("run", "sweep", "--at", TIME).returncode == 0
    assert written(stalled)[0] == 3
    shown = jobs("run", "sweep", "--at", "2026-12-08T10:00:00+01:00", "--dry-run").stdout
    assert shown == "0 new matters, 0 settled, 3 known already. Nothing was written.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nonsense",), "There is no job “nonsense”. The jobs are: greet, "),
        (("sweep", "--at", "yesterday"), "“yesterday” is no time. Write it like 2026-11-23T09"),
        (("sweep", "--at", "2026-11-23T09:00"), "could be any zone's time"),
        (("members", "--dry-run"), "“members” cannot say beforehand what it will do"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    shown = command("jobs", "run", *words, folder=tmp_path, SLACK_BOT_TOKEN=BOT_TOKEN)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert sentence in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


def test_without_a_database_it_says_how_to_make_one(tmp_path: Path) -> None:
    shown = command("jobs", "run", "sweep", "--dry-run", folder=tmp_path)
    assert shown.returncode == 2
    assert "Run “redthread migrate” first" in shown.stderr
