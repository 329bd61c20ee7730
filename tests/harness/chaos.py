"""Senders that are killed at any moment, a Slack that fails at any call, and what came of it."""

import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bot.database import Database
from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.delivery.turn import seconds_to_wait
from bot.sandbox.workspace import TEAM
from tests.harness.process import Process
from tests.harness.slack import FakeSlack

PATIENCE = 1.0
QUICKLY = (
    "import functools, bot.app as app\n"
    f"app.Tempo = functools.partial(\n"
    f"    app.Tempo, patience={PATIENCE}, lateness={PATIENCE}, ceilings={{}}\n"
    ")\n"
)
"""Short waits; and much lateness, since this Slack shares a machine with all that breaks."""
FAULTS = ("429", "500", "cut", "lost", "slow")
SHARE = 0.08
"""Of the calls that meet a fault."""
METHODS = ("chat.postMessage", "conversations.history", "conversations.open")


@dataclass(frozen=True)
class Scale:
    """How large: people, messages to each, processes, kills, and the seconds between two kills."""

    people: int
    messages: int
    processes: int
    kills: int
    pause: tuple[float, float]


@dataclass(frozen=True)
class Report:
    """What was found in Slack at the end."""

    sent: int
    lost: int
    doubled: int
    out_of_order: int
    least_gap: float
    kills: int
    looked_up: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.sent} messages, {self.kills} kills, {self.looked_up} look-ups in "
            f"{self.seconds:.0f} s: {self.lost} lost, {self.doubled} doubled, "
            f"{self.out_of_order} out of order, least gap {self.least_gap:.3f} s"
        )


class Chaos:
    """One run on one database. `seed` says where the faults and the kills fall."""

    def __init__(
        self, slack: FakeSlack, url: str, folder: Path, scale: Scale, seed: int = 1
    ) -> None:
        self.slack, self.url, self.folder, self.scale = slack, url, folder, scale
        self.random = random.Random(seed)
        self.people = [f"U9{number:04d}" for number in range(scale.people)]
        self.killed = 0

    def run(self, seconds: float = 120.0) -> Report:
        """Write, send, kill, mend; then wait until nothing is left to send."""
        for one in self.people:
            self.slack.add_user(one, name=one)
        begun = time.monotonic()
        self.slack.faults.weather = self._weather
        with ExitStack() as stack:
            database = Database(self.url)
            stack.callback(database.close)
            workers = [stack.enter_context(self._start()) for _ in range(self.scale.processes)]
            self._write(database, range(self.scale.messages // 2))
            for number in range(self.scale.kills):
                time.sleep(self.random.uniform(*self.scale.pause))
                if number == self.scale.kills // 2:
                    self._write(database, range(self.scale.messages // 2, self.scale.messages))
                self._kill(workers, stack)
            self.slack.wait_for(lambda: database.read_now(seconds_to_wait) is None, seconds)
            self.slack.faults.weather = lambda _method: None
            for worker in workers:
                worker.ready().tell(signal.SIGTERM)
                assert worker.ends() == 0, worker.log
        return self._report(time.monotonic() - begun)

    def _weather(self, method: str) -> str | None:
        is_bad = method in METHODS and self.random.random() < SHARE
        return self.random.choice(FAULTS) if is_bad else None

    def _start(self) -> Process:
        return Process("worker", self.folder, self.slack, self.url, quickly=QUICKLY)

    def _write(self, database: Database, numbers: Sequence[int]) -> None:
        """To everybody, in some order: each message is in a transaction with some others."""
        now = datetime.now(UTC)
        for number in numbers:
            with database.writing() as session:
                for one in self.random.sample(self.people, len(self.people)):
                    text = f"{number}"
                    key = f"{one}:{number}"
                    outbox.post(
                        session, TEAM, one, {"text": text}, kind=Kind.DIGEST, key=key, now=now
                    )

    def _kill(self, workers: list[Process], stack: ExitStack) -> None:
        victim = self.random.randrange(len(workers))
        workers[victim].tell(signal.SIGKILL)
        workers[victim].ends()
        self.killed += 1
        workers[victim] = stack.enter_context(self._start())

    def _report(self, seconds: float) -> Report:
        said: dict[str, list[int]] = defaultdict(list)
        for message in sorted(self.slack.messages, key=lambda one: str(one["ts"])):
            said[message["channel"]].append(int(message["text"]))
        expected = list(range(self.scale.messages))
        counts = [Counter(said["D" + one[1:]]) for one in self.people]
        return Report(
            sent=sum(len(texts) for texts in said.values()),
            lost=sum(number not in count for count in counts for number in expected),
            doubled=sum(times - 1 for count in counts for times in count.values()),
            out_of_order=sum(texts != sorted(texts) for texts in said.values()),
            least_gap=self._least_gap(),
            kills=self.killed,
            looked_up=len(self.slack.calls_of("conversations.history")),
            seconds=seconds,
        )

    def _least_gap(self) -> float:
        at: dict[str, list[float]] = defaultdict(list)
        for call in self.slack.calls:
            if call.method == "chat.postMessage":
                at[str(call.arguments["channel"])].append(call.at)
        return min(later - sooner for times in at.values() for sooner, later in pairwise(times))
