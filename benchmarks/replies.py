"""The plan's reply against its limits: rounds that take turns, so that all see the same machine."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson
import psutil

from benchmarks import load
from benchmarks.figures import Figure, ratios, spread

CONNECTIONS = 16
REQUESTS = {"bare": 2500, "raw": 1500, "bot": 700, "one": 700}
WARM_UP = 150
ALONE = 250


@dataclass
class Measured:
    """What one server did, round by round. CPU and latencies in microseconds."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


@dataclass
class Server:
    """A running server and what was measured of it."""

    role: str
    port: int
    process: psutil.Process
    measured: Measured = field(default_factory=Measured)

    def round(self) -> None:
        """One round with many connections and one with a single one."""
        requests = REQUESTS[self.role]
        before = self._cpu()
        busy = ask_many(self.port, CONNECTIONS, requests)
        self.measured.cpu.append((self._cpu() - before) / requests * 1e6)
        self.measured.rate.append(requests / busy["seconds"])
        self.measured.p99.append(busy["p99"])
        self.measured.alone.append(ask_many(self.port, 1, ALONE)["p50"])

    def _cpu(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def serving(roles: Sequence[str], url: str) -> Iterator[dict[str, Server]]:
    """Start the servers and stop them afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        servers = {}
        for role in roles:
            port = free_port()
            arguments = [sys.executable, "-m", "benchmarks.servers", role, str(port), url]
            started.append(subprocess.Popen(arguments, stdout=subprocess.DEVNULL))
            servers[role] = Server(role, port, psutil.Process(started[-1].pid))
        for server in servers.values():
            wait_for(server.port)
            ask_many(server.port, CONNECTIONS, WARM_UP)
        yield servers
    finally:
        for process in started:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(port: int, seconds: float = 20) -> None:
    """Wait until something listens; TimeoutError where nothing does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")


def ask_many(port: int, connections: int, requests: int) -> dict[str, float]:
    """Have the load made by a process of its own."""
    arguments = [sys.executable, "-m", "benchmarks.load", *map(str, (port, connections, requests))]
    done = subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    made: dict[str, float] = json.loads(done.stdout)
    return made


def against_limits(url: str, rounds: int) -> tuple[list[Figure], list[str]]:
    """The reply on SQLite against the bare route, the raw limit and one command."""
    with serving(("bare", "raw", "one", "bot"), url) as servers:
        same = _same_payload(servers)
        for number in range(rounds):
            order = list(servers.values())
            for server in order[number % len(order) :] + order[: number % len(order)]:
                server.round()
        measured = {role: server.measured for role, server in servers.items()}
    return _figures(measured), [same]


def _figures(of: dict[str, Measured]) -> list[Figure]:
    bot, raw, one, bare = of["bot"], of["raw"], of["one"], of["bare"]
    return [
        Figure("CPU a reply, raw sqlite3 + orjson ÷ bot", ratios(raw.cpu, bot.cpu), least=0.65),
        Figure("throughput, bot ÷ raw sqlite3 + orjson", ratios(bot.rate, raw.rate), least=0.65),
        Figure("p50 at one connection, bot ÷ bare route", ratios(bot.alone, bare.alone), most=2.0),
        Figure("CPU a reply, one command ÷ all commands", ratios(one.cpu, bot.cpu), least=0.95),
        Figure("p50 at one connection, bot ÷ raw", ratios(bot.alone, raw.alone)),
        Figure("CPU a reply, bot ÷ bare route", ratios(bot.cpu, bare.cpu)),
        *(Figure(f"CPU a reply, {role}", spread(one.cpu), unit="µs") for role, one in of.items()),
        *(
            Figure(f"p50 at one connection, {role}", spread(one.alone), unit="µs")
            for role, one in of.items()
        ),
        Figure(f"throughput at {CONNECTIONS} connections, bot", spread(bot.rate), unit="/s"),
        Figure(f"p99 at {CONNECTIONS} connections, bot", spread(bot.p99), unit="µs"),
    ]


def _same_payload(servers: dict[str, Server]) -> str:
    """Check that the limit answers what the bot answers; how their sizes compare."""
    mine = load.ask_once(servers["bot"].port)
    limit = load.ask_once(servers["raw"].port)
    if orjson.loads(mine)["blocks"] != orjson.loads(limit)["blocks"]:
        raise AssertionError("the limit no longer answers with the bot's blocks: mend raw.py")
    return (
        f"Same blocks from both; the reply has {len(mine):,} bytes, the limit's {len(limit):,} "
        f"({len(limit) / len(mine):.0%})."
    )


def on_postgresql(sqlite: str, postgresql: str, rounds: int) -> list[Figure]:
    """The same reply from PostgreSQL beside SQLite, for information."""
    with serving(("bot",), sqlite) as here, serving(("bot",), postgresql) as there:
        for _ in range(rounds):
            here["bot"].round()
            there["bot"].round()
        ours, theirs = here["bot"].measured, there["bot"].measured
    return [
        Figure("CPU a reply of the bot, PostgreSQL ÷ SQLite", ratios(theirs.cpu, ours.cpu)),
        Figure("p50 at one connection, PostgreSQL ÷ SQLite", ratios(theirs.alone, ours.alone)),
    ]
