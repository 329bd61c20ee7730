"""The contract around the process: how `redthread serve` and `socket` start, answer and stop."""

import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import make_url, text

from bot.database import Database
from bot.sandbox.workspace import TEAM, Facts
from tests.command import command
from tests.harness.builders import World
from tests.harness.databases import ON_SQLITE, migrate_url
from tests.harness.process import Process
from tests.harness.slack import FakeSlack

Start = Callable[..., Process]
STOPS = [signal.SIGTERM, signal.SIGINT]
QUICK_SOCKET = """
import bot.connectors.socket_mode as mode
mode.RETRY_SECONDS = 0.2
mode.GRACE_SECONDS = 2
"""
QUICK_PINGS = f"{QUICK_SOCKET}mode.PING_SECONDS = 1.0\n"
"""An answer takes less than half as long also where all processors are taken."""


@pytest.fixture
def start(tmp_path: Path, slack: FakeSlack, database_url: str) -> Iterator[Start]:
    """Start one; all are ended at the end of the test."""
    with ExitStack() as stack:

        def starting(words: str = "serve", url: str = database_url, **more: str) -> Process:
            return stack.enter_context(Process(words, tmp_path, slack, url, **more))

        yield starting


def form(slack: FakeSlack, words: str) -> dict[str, str]:
    return {
        "command": "/success",
        "text": words,
        "team_id": TEAM,
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": slack.trigger("U1"),
        "response_url": slack.response_url(),
    }


def says(process: Process, slack: FakeSlack, words: str = "plan acme") -> str:
    answer = process.post(urlencode(form(slack, words)))
    assert answer.status_code == 200
    return answer.text


def test_it_starts_and_answers_while_slack_is_away(
    start: Start, world: World, slack: FakeSlack
) -> None:
    """And listens on this machine only; and an idle connection does not keep it from stopping."""
    world.account()
    world.member("U1")
    with slack.down():
        process = start().ready()
        assert {host for host, _ in process.listens_on} == {"127.0.0.1"}
        assert "Acme Corp" in says(process, slack)
        assert "job waits for Slack" in process.log
    began = time.monotonic()
    process.tell(signal.SIGTERM)
    assert process.ends() == 0
    assert time.monotonic() - began < 6, "it would wait for seven seconds"


@pytest.mark.parametrize("stop", STOPS)
def test_what_is_in_hand_is_finished(
    start: Start, world: World, slack: FakeSlack, stop: signal.Signals
) -> None:
    world.account()
    world.member("U1")
    process = start().ready()
    slack.fail("views.open", "slow", seconds=1.5)
    with ThreadPoolExecutor() as others:
        answer = others.submit(says, process, slack, "plan acme start")
        slack.wait_for(lambda: slack.calls_of("views.open"))
        began = time.monotonic()
        process.tell(stop)
        assert answer.result() == ""
        assert process.ends() == 0
    assert time.monotonic() - began < 10
    assert slack.views


def test_a_database_that_hangs_does_not_keep_it_from_stopping(
    start: Start, world: World, database_url: str, slack: FakeSlack
) -> None:
    world.account()
    world.member("U1")
    process = start(
        quickly="import bot.cli.serve as serve\nserve.GRACE_SECONDS, serve.LAST_SECONDS = 1, 2\n"
    ).ready()
    role = "role <@U1> leader"
    with held(database_url), ThreadPoolExecutor() as others:
        process.may_fail = True
        answer = others.submit(process.post, urlencode(form(slack, role) | {"user_id": "U0ADMIN"}))
        time.sleep(0.5)
        process.tell(signal.SIGTERM)
        assert process.ends(5) == 0
        assert answer.exception() is not None or answer.result().status_code >= 500


@contextmanager
def held(database_url: str) -> Iterator[None]:
    """Somebody else writes meanwhile, and takes long."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
        return
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute("LOCK TABLE member, receipt")
        yield


def test_several_start_at_once_on_an_empty_database(
    tmp_path: Path, slack: FakeSlack, empty_database_url: str
) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(Process("serve", tmp_path, slack, empty_database_url))
            for _ in range(3)
        ]
        for one in processes:
            one.ready()
        assert sum(one.log.count('"migrated"') for one in processes) == 1


def test_an_old_schema_is_refused_without_migrating(
    tmp_path: Path, slack: FakeSlack, empty_database_url: str
) -> None:
    for version in (None, "0000"):
        if version is not None:
            migrate_url(empty_database_url)
            with closing(Database(empty_database_url)) as old:
                set_version(old, version)
        with Process("serve --no-migrate", tmp_path, slack, empty_database_url) as process:
            assert process.ends() == 2
            assert process.log.startswith("The database's schema is not current.")
            assert process.log.count("\n") == 1


def set_version(database: Database, version: str) -> None:
    change = text("UPDATE alembic_version SET version_num = :version")
    database.write_now(lambda session: session.execute(change, {"version": version}))


def test_readiness_follows_the_database(
    start: Start, database: Database, database_url: str
) -> None:
    process = start().ready()
    with away(database_url):
        process.wait_for(lambda: process.readyz() == 503)
        assert process.http.get("/livez").status_code == 200
    process.wait_for(lambda: process.readyz() == 200)
    set_version(database, "0000")
    assert "redthread migrate" in process.http.get("/readyz").json()["reason"]


@contextmanager
def away(database_url: str) -> Iterator[None]:
    """The database is gone meanwhile: its file is moved, or it takes no connections."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        moved = file.rename(file.with_suffix(".moved"))
        yield
        moved.rename(file)
        return
    plain = url.set(drivername="postgresql", database="postgres")
    address = plain.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (url.database,),
        )
        yield
        admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        values = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "PORT": port}
        done = command("serve", folder=tmp_path, **values)
    assert done.returncode == 2
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith(f"Nothing can listen on 127.0.0.1 port {port}: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "values", "sentence"),
    [
        ("serve", {"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN is missing."),
        ("serve", {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET is missing."),
        ("socket", {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing."),
        ("socket", {"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing."),
        ("serve", {"PORT": "66000"}, "PORT is wrong: "),
        ("serve", {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s",
                   "HOST": "192.0.2.1"}, "Nothing can listen on 192.0.2.1 port 3000: "),
        ("serve", {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s",
                   "DATABASE_URL": "sqlite:////proc/none/x.sqlite3"}, "The folder of the database"),
        ("serve", {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "DATABASE_URL":
                   "postgresql+psycopg://x@127.0.0.1:9/x"}, "The database cannot be used: "),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_sentence(
    tmp_path: Path, words: str, values: dict[str, str], sentence: str
) -> None:
    done = command(words, folder=tmp_path, **values)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in done.stderr


# The socket has nothing to do with the database.


def by_socket(slack: FakeSlack, words: str = "plan acme", seconds: float = 10) -> Facts:
    return slack.send_envelope("slash_commands", form(slack, words), seconds)


def wait_for_another(slack: FakeSlack, before: int) -> None:
    slack.wait_for(lambda: slack.sockets.ever > before)


@pytest.fixture
def socket_mode(start: Start, world: World) -> Process:
    """A bot in Socket Mode that knows Alice and one account."""
    world.account()
    world.member("U1")
    return start("socket", quickly=QUICK_SOCKET).ready()


@ON_SQLITE
def test_a_socket_comes_back_whatever_ends_it(socket_mode: Process, slack: FakeSlack) -> None:
    assert {host for host, _ in socket_mode.listens_on} == {"127.0.0.1"}
    assert "Acme Corp" in by_socket(slack)["text"]
    for end in (slack.sockets.disconnect, slack.sockets.drop):
        before = slack.sockets.ever
        end()
        wait_for_another(slack, before)
        slack.wait_for(lambda: slack.sockets.count == 1)
        assert "Acme Corp" in by_socket(slack)["text"]
    with slack.down():
        socket_mode.wait_for(lambda: socket_mode.readyz() == 200)
        time.sleep(0.5)
    assert "Acme Corp" in by_socket(slack)["text"]
    socket_mode.tell(signal.SIGTERM)
    assert socket_mode.ends() == 0


@ON_SQLITE
def test_a_silent_socket_is_left(start: Start, world: World, slack: FakeSlack) -> None:
    world.account()
    world.member("U1")
    slack.sockets.answers_pings = False
    process = start("socket", quickly=QUICK_PINGS).ready()
    slack.wait_for(lambda: slack.sockets.ever >= 2)
    slack.sockets.answers_pings = True
    wait_for_another(slack, slack.sockets.ever)
    assert "Acme Corp" in by_socket(slack)["text"]
    process.tell(signal.SIGINT)
    assert process.ends() == 0


@ON_SQLITE
def test_a_used_up_address_is_not_tried_for_ever(
    start: Start, world: World, slack: FakeSlack
) -> None:
    """Slack's addresses are good for one connection and for a short time."""
    world.account()
    world.member("U1")
    slack.sockets.refuses = 2
    start("socket", quickly=QUICK_SOCKET).ready()
    assert "Acme Corp" in by_socket(slack)["text"]
    assert len(slack.calls_of("apps.connections.open")) == 3


@ON_SQLITE
def test_a_socket_opens_once_slack_is_back(start: Start, world: World, slack: FakeSlack) -> None:
    world.account()
    world.member("U1")
    with slack.down():
        process = start("socket", quickly=QUICK_SOCKET).ready()
        process.wait_for(lambda: "Slack cannot be reached" in process.log)
    assert "Acme Corp" in by_socket(slack)["text"]


@ON_SQLITE
@pytest.mark.parametrize("stop", STOPS)
def test_an_envelope_in_hand_is_acknowledged(
    socket_mode: Process, slack: FakeSlack, stop: signal.Signals
) -> None:
    slack.wait_for(lambda: slack.sockets.count)
    slack.fail("views.open", "slow", seconds=1.5)
    with ThreadPoolExecutor() as others:
        ack = others.submit(by_socket, slack, "plan acme start")
        slack.wait_for(lambda: slack.calls_of("views.open"))
        began = time.monotonic()
        socket_mode.tell(stop)
        assert ack.result() == {}
        assert socket_mode.ends() == 0
    assert time.monotonic() - began < 10
    assert slack.views
