"""The command `redthread`: what it says, and with which exit code."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.practice.account_columns import ACCOUNTS
from tests.command import RUN, command, environment
from tests.harness.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

SIGNING = "0123456789abcdef" * 2


def test_version_is_light(tmp_path):
    shown = command("--version", folder=tmp_path)

    assert shown.returncode == 0
    assert shown.stdout.startswith("redthread ")
    probe = RUN.replace(
        "main()", "\ntry: main()\nexcept SystemExit: import sys; print(sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", probe, "--version"],
        capture_output=True,
        text=True,
        check=True,
        env=environment(tmp_path),
    ).stdout
    assert not any(f"'{name}'" in loaded for name in ("sqlalchemy", "slack_sdk", "pydantic"))


def test_help_names_every_command_with_a_line(tmp_path):
    shown = command("--help", folder=tmp_path).stdout

    for name in COMMANDS:
        assert f"\n  {name} " in shown
        assert command(name, "--help", folder=tmp_path).returncode == 0
    importing = " ".join(command("import", "accounts", "--help", folder=tmp_path).stdout.split())
    assert "a cell that is empty, leaves what is there" in importing
    assert all(column in importing for column in ACCOUNTS.columns)


def test_settings_are_shown_with_origin_and_help_and_without_secrets(tmp_path):
    (tmp_path / ".env").write_text("PORT=4000\n")
    values = {
        "SLACK_BOT_TOKEN": "xoxb-very-secret",
        "DATABASE_URL": "postgresql+psycopg://me:hunter2@localhost/x",
    }

    shown = command("settings", folder=tmp_path, **values).stdout

    assert "SLACK_BOT_TOKEN = hidden, 16 characters  (environment)" in shown
    assert "PORT = 4000  (.env)\n    Port to listen on." in shown
    assert "HOST = 127.0.0.1  (default)" in shown
    assert "DATABASE_URL = postgresql+psycopg://me:***@localhost/x  (environment)" in shown
    assert "very-secret" not in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql+psycopg://me:pw@host:port/x"),
        ("PUBLIC_URL", "https://me:pw@host:port/"),
        ("ADMIN_USERS", "Bob"),
    ],
)
@pytest.mark.parametrize("words", [["settings"], ["migrate"]])
def test_a_wrong_setting_is_one_sentence_and_exit_code_2(tmp_path, name, value, words):
    done = command(*words, folder=tmp_path, **{name: value})

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{name} is wrong: ")
    assert done.stderr.count("\n") == 1


def test_migrate_says_what_it_did(tmp_path, empty_database_url):
    first = command("migrate", folder=tmp_path, DATABASE_URL=empty_database_url)
    second = command("migrate", folder=tmp_path, DATABASE_URL=empty_database_url)

    assert "is now at schema" in first.stdout, first.stderr
    assert "was already at schema" in second.stdout


def test_without_a_database_the_next_step_is_named(tmp_path):
    done = command("export", folder=tmp_path)

    assert done.returncode == 2
    assert "Run “redthread migrate” first." in done.stderr
    assert not (tmp_path / "default.sqlite3").exists()


def test_a_database_that_refuses_is_one_sentence(tmp_path):
    url = "postgresql+psycopg://nobody@127.0.0.1:9/none"

    done = command("migrate", folder=tmp_path, DATABASE_URL=url)

    assert done.returncode == 2
    assert done.stderr.startswith("The database cannot be used: ")
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    (tmp_path / "default.sqlite3").write_text("no database at all, but long enough to look" * 9)

    done = command("migrate", folder=tmp_path)

    assert done.returncode == 2
    assert "not a database" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    done = command("migrate", folder=tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/file/x.sqlite3")

    assert done.returncode == 2
    assert done.stderr.startswith("The folder of the database cannot be made")


def test_a_full_disk_is_one_sentence(tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text("name\nAcme\n")
    command("import", "accounts", str(file), "--team", "T0TEAM", folder=tmp_path)

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", RUN, "export"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == "This could not be read or written: No space left on device.\n"


LISTENS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""What a shell starts in the background ignores Ctrl-C, and so does what that starts in turn."""


MUCH = 2_000_000
"""Bytes of a database into which accounts have come: without any it has a third of them."""


def size_of(folder: Path) -> int:
    """Of the database there, with what was written last."""
    return sum(file.stat().st_size for file in folder.glob("default.sqlite3*"))


def test_ctrl_c_ends_without_a_traceback(tmp_path):
    file = tmp_path / "big.csv"
    file.write_text("name\n" + "\n".join(f"Customer {n}" for n in range(200_000)))
    words = ["import", "accounts", str(file), "--team", "T0TEAM"]
    with subprocess.Popen(
        [sys.executable, "-c", f"{LISTENS}; {RUN}", *words],
        env=environment(tmp_path),
        cwd=tmp_path,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        until = time.monotonic() + 60
        while size_of(tmp_path) < MUCH:
            assert process.poll() is None, "it ended before it was told to"
            assert time.monotonic() < until, "it did not begin"
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in said


def doctor(
    tmp_path: Path, slack: FakeSlack, database_url: str, **values: str
) -> subprocess.CompletedProcess[str]:
    values = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING,
        "SLACK_API_URL": slack.url,
        "DATABASE_URL": database_url,
    } | values
    return command("doctor", folder=tmp_path, **values)


def test_the_doctor_is_content_with_a_good_installation(tmp_path, slack, database_url, scopes):
    slack.scopes = ",".join(scopes)

    done = doctor(tmp_path, slack, database_url, SLACK_APP_TOKEN=APP_TOKEN)

    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout
    assert "(T0TEAM)" in done.stdout
    assert "✓ It can be written to." in done.stdout
    assert "✓ The token has all scopes" in done.stdout
    assert "! ADMIN_USERS is empty" in done.stdout


@pytest.fixture
def scopes() -> list[str]:
    from bot.manifest import bot_scopes, load

    return sorted(bot_scopes(load())[0])


def test_the_doctor_compares_scopes(tmp_path, slack, database_url, scopes):
    slack.scopes = ",".join([*scopes[1:], "channels:history"])

    done = doctor(tmp_path, slack, database_url)

    assert done.returncode == 1
    assert f"✗ The token lacks {scopes[0]}." in done.stdout
    assert "! The token also has channels:history" in done.stdout


def test_the_doctor_names_what_is_wrong(tmp_path, slack, empty_database_url):
    slack.fail("auth.test", "error:invalid_auth")
    slack.fail("apps.connections.open", "error:invalid_auth")

    done = doctor(
        tmp_path,
        slack,
        empty_database_url,
        HOST="0.0.0.0",
        SLACK_APP_TOKEN=APP_TOKEN,
        PUBLIC_URL="http://x.example",
    )

    assert done.returncode == 1
    assert "✗ SLACK_BOT_TOKEN: Slack does not accept" in done.stdout
    assert "✗ Slack does not accept SLACK_APP_TOKEN (invalid_auth)" in done.stdout
    assert "! HOST is 0.0.0.0" in done.stdout
    assert "! PUBLIC_URL begins with http://" in done.stdout
    assert "`redthread migrate`" in done.stdout


def test_the_doctor_survives_a_database_that_is_not_there(tmp_path, slack):
    done = doctor(tmp_path, slack, "postgresql+psycopg://nobody@127.0.0.1:9/none")

    assert done.returncode == 1
    assert "cannot be used" in done.stdout
    assert done.stderr == ""


def test_the_doctor_reports_a_wrong_setting(tmp_path):
    done = command("doctor", folder=tmp_path, PORT="x")

    assert done.returncode == 1
    assert done.stdout.startswith("✗ PORT is wrong")
