"""The sandbox stays by itself: a bot that serves knows nothing of it, nobody else reaches it."""

import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.errors import ConfigurationError
from bot.sandbox.guard import is_loopback
from bot.sandbox.server import Sandbox
from tests.command import RUN, command, environment
from tests.harness.slack import APP_TOKEN, BOT_TOKEN

LOOK = """
import os, signal, sys, threading, time, urllib.request
from bot.cli import main

def look():
    address = f"http://127.0.0.1:{os.environ['PORT']}/livez"
    for _ in range(400):
        try:
            urllib.request.urlopen(address)
            break
        except OSError:
            time.sleep(0.05)
    print("sandbox:", [name for name in sys.modules if name.startswith("bot.sandbox")])
    print("app:", "bot.app" in sys.modules)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=look).start()
main()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("how", ["serve", "socket"])
def test_a_bot_that_serves_imports_nothing_of_it(tmp_path: Path, how: str) -> None:
    values = {
        "PORT": str(free_port()),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": "s" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK, how],
        cwd=tmp_path,
        env=environment(tmp_path, **values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "sandbox: []\napp: True\n" in done.stdout, done.stderr


def test_it_refuses_to_listen_where_others_reach_it(tmp_path: Path) -> None:
    done = command("demo", "--host", "0.0.0.0", "--no-browser", folder=tmp_path)
    assert done.returncode == 2
    assert "listens on this machine only, not on 0.0.0.0" in done.stderr
    with pytest.raises(ConfigurationError, match="--i-know"):
        Sandbox(host="192.0.2.1")
    with Sandbox(host="0.0.0.0", i_know=True) as known:
        assert httpx.get(f"http://127.0.0.1:{known.port}/api/auth.test").json()["ok"] is False


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with Sandbox() as first, pytest.raises(ConfigurationError, match="Nothing can listen"):
        Sandbox(port=first.port).__enter__()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.evil.example", False),
    ],
)
def test_what_counts_as_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_the_demo_starts_serves_and_ends(tmp_path: Path) -> None:
    port = free_port()
    kept = environment(tmp_path, XDG_DATA_HOME=str(tmp_path), PYTHONUNBUFFERED="1")
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, "demo", "--port", str(port)],
        cwd=tmp_path,
        env={name: value for name, value in kept.items() if "DISPLAY" not in name},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with contextlib.ExitStack() as stack:
        stack.callback(running.kill)
        assert running.stdout is not None
        assert running.stdout.readline() == f"Redthread’s sandbox is at http://127.0.0.1:{port}/\n"
        state = httpx.get(f"http://127.0.0.1:{port}/page/state").json()
        assert state["me"] == "U0ANA"
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=20)
    assert (running.returncode, error) == (0, "")
    assert out.endswith("Goodbye.\n")
