"""Sending: the CPU of a message against plain aiohttp, and the time to drain against the slots.

Slack is a process that does next to nothing (slack_server.py); each sender is a process of its
own, `python -m benchmarks.delivery ROLE PORT URL CHANNELS MESSAGES`, which prints one JSON object.
"""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from benchmarks.figures import Figure, ratios, spread
from benchmarks.replies import free_port

TEAM = "T0BENCH"
AT_ONCE = 32
CHANNELS, MESSAGES = 400, 10
DRAINS = ((20, 10, 1.02), (1000, 5, 1.05))
"""Channels, messages in each, and the aim."""
PAYLOAD = {
    "text": "Northwind: “First dashboard in use” is 9 days over, and 4 more matters need you.",
    "blocks": [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"*Matter {number}*: it is stalled."},
        }
        for number in range(6)
    ],
    "unfurl_links": False,
    "unfurl_media": False,
}


def fill(url: str, channels: int, messages: int) -> float:
    """Write the messages in one transaction; the instant at which it began to commit."""
    from bot.database import Database
    from bot.delivery import outbox
    from bot.delivery.kinds import Kind

    now = datetime.now(UTC)
    database = Database(url)
    with database.writing() as session:
        for number in range(messages):
            for channel in range(channels):
                outbox.post(
                    session, TEAM, f"C{channel:06d}", PAYLOAD, kind=Kind.NOTE,
                    key=f"{now.timestamp()}:{channel}:{number}", now=now,
                )  # fmt: skip
        begun = time.monotonic()
    database.close()
    return begun


async def plain(port: int, channels: int, messages: int) -> dict[str, float]:
    """The limit: the same messages, each as one call of aiohttp, 32 at a time."""
    import aiohttp

    url = f"http://127.0.0.1:{port}/api/chat.postMessage"
    waiting = iter(range(channels * messages))

    async def work(session: aiohttp.ClientSession) -> None:
        for number in waiting:
            payload = {**PAYLOAD, "channel": f"C{number % channels:06d}"}
            async with session.post(url, json=payload) as answer:
                assert (await answer.json())["ok"]

    headers = {"Authorization": "Bearer xoxb-bench"}
    async with aiohttp.ClientSession(headers=headers) as session:
        before = time.process_time()
        await asyncio.gather(*(work(session) for _ in range(AT_ONCE)))
        return {"cpu": time.process_time() - before}


async def sending(
    port: int, url: str, channels: int, messages: int, *, gap: float
) -> dict[str, float]:
    """The real sender, from its start until nothing waits."""
    from bot.connectors.slack import Slack
    from bot.database import Database
    from bot.delivery import sender
    from bot.delivery.tempo import Tempo
    from bot.delivery.turn import seconds_to_wait

    database = Database(url)
    slack = Slack("xoxb-bench", f"http://127.0.0.1:{port}/api/")
    working = sender.Sender(database, slack, Tempo(gap=gap, ceilings={}))
    begun = fill(url, channels, messages)
    before = time.process_time()
    await working.start()
    while await database.read(seconds_to_wait) is not None:  # noqa: ASYNC110 - another loop's
        await asyncio.sleep(0.2)
    spent = time.process_time() - before
    await working.stop()
    await slack.close()
    database.close()
    return {"cpu": spent, "begun": begun}


@contextmanager
def slack_server() -> Iterator[int]:
    """Its port, while it runs."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.slack_server", str(port)])
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def child(role: str, port: int, url: str, channels: int, messages: int) -> dict[str, Any]:
    """One measurement in a process of its own, with what the server saw."""
    get(port, f"begin?strict={int(role == 'drain')}")
    words = [sys.executable, "-m", "benchmarks.delivery", role, str(port), url]
    done = subprocess.run(
        [*words, str(channels), str(messages)], check=True, stdout=subprocess.PIPE, text=True
    )
    seen: dict[str, Any] = json.loads(get(port, "told"))
    assert seen["count"] == channels * messages, seen
    return {**seen, **json.loads(done.stdout)}


def figures(url: str, rounds: int) -> list[Figure]:
    """All of it on one database."""
    return [*_cpu(url, rounds), *_drain(url, rounds)]


def _cpu(url: str, rounds: int) -> list[Figure]:
    """CPU of the sending process a message, with the database's part where that is inside it."""
    ours, limit = [], []
    with slack_server() as port:
        for _ in range(rounds):
            limit.append(child("plain", port, url, CHANNELS, MESSAGES)["cpu"])
            ours.append(child("send", port, url, CHANNELS, MESSAGES)["cpu"])
    each = [spent / CHANNELS / MESSAGES * 1e6 for spent in ours]
    return [
        Figure("sender CPU a message ÷ plain aiohttp", ratios(ours, limit), most=1.2),
        Figure("sender CPU a message", spread(each), unit="µs"),
    ]


def _drain(url: str, rounds: int) -> list[Figure]:
    """From the commit to the last message in Slack, against a message a second and no work."""
    drains, refused = [], 0.0
    with slack_server() as port:
        for channels, messages, aim in DRAINS:
            found = [child("drain", port, url, channels, messages) for _ in range(rounds)]
            took = [(one["last_at"] - one["begun"]) / (messages - 1) for one in found]
            name = f"{channels:,} channels × {messages} ÷ {messages - 1} s of slots"
            drains.append(Figure(name, spread(took), most=aim))
            refused += sum(one["refused"] for one in found)
    return [*drains, Figure("answers 429 of our own making", spread([refused]), most=0, unit="")]


def get(port: int, path: str) -> bytes:
    """Ask the server, which may still be starting."""
    until = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def main(role: str, port: int, url: str, channels: int, messages: int) -> None:
    """One measurement."""
    import structlog
    import uvloop

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    if role == "plain":
        found = uvloop.run(plain(port, channels, messages))
    else:
        gap = 1.0 if role == "drain" else 0.0
        found = uvloop.run(sending(port, url, channels, messages, gap=gap))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:6]))
