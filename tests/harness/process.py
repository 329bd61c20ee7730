"""`redthread serve` and `redthread socket` in processes of their own."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx
import psutil

from tests.command import environment, fork
from tests.harness.bot import SIGNING_SECRET, signature
from tests.harness.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

START_SECONDS = 30.0
SECRETS = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)
"""Must not be in any log."""


class Process:
    """One process, from its start to its end. A context manager.

    `quickly` is a line of Python that runs before, to shorten the product's intervals. `values`
    override its settings; None leaves one out. A traceback in its log fails the test, unless it
    `may_fail`.
    """

    def __init__(
        self,
        words: str,
        folder: Path,
        slack: FakeSlack,
        database_url: str,
        *,
        quickly: str = "",
        **values: str | None,
    ) -> None:
        given = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": slack.url,
            "DATABASE_URL": database_url,
            "PORT": "0",
            **values,
        }
        settings = environment(folder, **{name: one for name, one in given.items() if one})
        self._log = folder / f"log-{time.monotonic_ns()}"
        self._log.touch()
        self._process = fork(words.split(), folder, settings, (self._log, self._log), quickly)
        self.may_fail = False
        self.http = httpx.Client(trust_env=False, verify=False, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        log = self.log
        if error == (None, None, None):
            assert [one for one in SECRETS if one in log] == [], log
            assert self.may_fail or "Traceback" not in log, log

    @property
    def log(self) -> str:
        """What it has written so far, to either stream."""
        return self._log.read_text()

    @property
    def listens_on(self) -> list[tuple[str, int]]:
        """The addresses on which it accepts connections."""
        sockets = psutil.Process(self._process.pid).net_connections(kind="inet")
        found = [one.laddr for one in sockets if one.status == psutil.CONN_LISTEN]
        return [(str(ip), int(port)) for ip, port in found]

    def wait_for(self, true: Callable[[], Any], seconds: float = START_SECONDS) -> Any:
        """Wait until something is true, and give it."""
        until = time.monotonic() + seconds
        while True:
            code = self._process.exitcode
            assert code is None, f"it ended with {code}: {self.log}"
            found = true()
            if found:
                return found
            assert time.monotonic() < until, f"it did not happen in time: {self.log}"
            time.sleep(0.02)

    def ready(self) -> Self:
        """Wait until it says that it is."""
        host, port = self.wait_for(lambda: self.listens_on)[0]
        self.http.base_url = httpx.URL(f"http://{host}:{port}")
        self.wait_for(lambda: self.readyz() == 200)
        return self

    def readyz(self) -> int:
        """What it says of itself."""
        return self.http.get("/readyz").status_code

    def post(self, body: str) -> httpx.Response:
        """Post a signed form."""
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(body.encode(), stamp),
        }
        return self.http.post("/slack/events", content=body, headers=headers)

    def tell(self, what: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, what)

    def ends(self, seconds: float = START_SECONDS) -> int:
        """Wait for its end; the exit code."""
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, f"it did not end in time: {self.log}"
        return code
