"""A dashboard's page against a bare Starlette page with the same bytes: rounds that take turns."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from sqlalchemy.orm import Session

from benchmarks import load
from benchmarks.figures import Figure, ratios, spread
from benchmarks.portfolio import TEAM, USER
from benchmarks.replies import free_port, wait_for
from benchmarks.servers import PAGE_KEY, PAGE_URL
from bot.database import Database
from bot.model import Audience, Member, Player, Role, Side
from bot.practice import page_link
from bot.practice.actor import Actor
from bot.web.dashboard import link_to
from bot.web.links import Links

ALONE, BUSY, CONNECTIONS, WARM_UP = 300, 800, 16, 60
MOST = 2.0
ACCOUNT = "acme"
COMPARED = (Audience.LEADER, Audience.CSM, Audience.CHAMPION)


@dataclass
class Measured:
    """What one server did, round by round, in microseconds a page."""

    alone: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


@dataclass
class Serving:
    """A running server and the page that is asked of it."""

    port: int
    process: psutil.Process
    request: bytes
    measured: Measured = field(default_factory=Measured)

    def round(self) -> None:
        """One round with a single connection and one with many."""
        self.measured.alone.append(load.drive(self.port, 1, [self.request] * ALONE)["p50"])
        before = self._cpu()
        load.drive(self.port, CONNECTIONS, [self.request] * BUSY)
        self.measured.cpu.append((self._cpu() - before) / BUSY * 1e6)

    def _cpu(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


def figures(url: str, folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """The pages of three roles, each against the same bytes from a route that does nothing."""
    made: list[Figure] = []
    notes: list[str] = []
    for audience, path in _links(url).items():
        with _server("pages", url, path) as ours:
            file = folder / f"{audience}.html"
            first = _seconds_of_first(ours.port, path, file)
            with _server("page", str(file), path) as bare:
                for number in range(rounds):
                    for one in (ours, bare) if number % 2 else (bare, ours):
                        one.round()
        made += _figures(audience, ours.measured, bare.measured)
        size = file.stat().st_size
        notes.append(f"{audience}: {size:,} bytes; made in {first * 1000:.0f} ms, then kept.")
    return made, notes


def _figures(audience: Audience, ours: Measured, bare: Measured) -> Sequence[Figure]:
    return (
        Figure(f"{audience}: p50 alone, ours ÷ bare", ratios(ours.alone, bare.alone), most=MOST),
        Figure(f"{audience}: CPU at {CONNECTIONS}, ours ÷ bare", ratios(ours.cpu, bare.cpu)),
        Figure(f"{audience}: p50 alone, ours", spread(ours.alone), unit="µs"),
        Figure(f"{audience}: p50 alone, bare", spread(bare.alone), unit="µs"),
    )


def _seconds_of_first(port: int, path: str, file: Path) -> float:
    """Ask once, and keep what came: what a page costs that nobody asked for before."""
    begun = datetime.now(UTC)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as reply:
        file.write_bytes(reply.read())
    return (datetime.now(UTC) - begun).total_seconds()


@contextmanager
def _server(role: str, url: str, path: str) -> Iterator[Serving]:
    port = free_port()
    arguments = [sys.executable, "-m", "benchmarks.servers", role, str(port), url]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode()
        if role == "page":
            load.drive(port, 1, [request] * WARM_UP)
        yield Serving(port, psutil.Process(process.pid), request)
    finally:
        process.kill()
        process.wait()


def _links(url: str) -> dict[Audience, str]:
    """The paths of links to what is compared, for one person who is a leader."""
    database = Database(url)
    try:
        return database.write_now(_made)
    finally:
        database.close()


def _made(session: Session) -> dict[Audience, str]:
    session.get_one(Member, (TEAM, USER)).role = Role.LEADER
    actor = Actor(TEAM, USER, Role.LEADER, "UTC", datetime.now(UTC))
    player = session.query(Player).filter_by(account_id=ACCOUNT, side=Side.CUSTOMER).first()
    if player is None:
        raise LookupError("the portfolio has no player of the customer any more")
    links = Links(PAGE_KEY, PAGE_URL)
    paths = {}
    for audience in COMPARED:
        made = (
            page_link.make_for_player(session, actor, ACCOUNT, player.id, shows_worth=False)
            if audience is Audience.CHAMPION
            else page_link.make(session, actor, audience)
        )
        found = page_link.link_of(session, actor, made)
        paths[audience] = urlsplit(link_to(links, TEAM, found)).path
    return paths
