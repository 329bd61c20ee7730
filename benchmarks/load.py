"""The load: keep-alive connections, each asks again as soon as it was answered.

Run as `python -m benchmarks.load PORT CONNECTIONS REQUESTS`, a process of its own, over loopback.
Requests are signed before the clock starts. Prints one JSON object.
"""

import hashlib
import hmac
import json
import selectors
import socket
import statistics
import sys
import time
from urllib.parse import urlencode

from benchmarks.portfolio import TEAM, USER

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PATIENCE_SECONDS = 60.0


def form(number: int) -> bytes:
    """The body of `/success plan acme` as Slack sends it; each with a trigger of its own."""
    return urlencode(
        {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO",
            "team_id": TEAM,
            "team_domain": "example",
            "channel_id": "C2147483705",
            "channel_name": "customers",
            "user_id": USER,
            "user_name": "dana",
            "command": "/success",
            "text": "plan acme",
            "api_app_id": "A123456",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/commands/1234/5678",
            "trigger_id": f"{time.time_ns()}.{number}.738474920.8088930838d88f008e0",
        }
    ).encode()


def signed(body: bytes) -> bytes:
    """The whole HTTP request, signed now."""
    at = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256)
    return (
        f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: Slackbot 1.0\r\n"
        f"Accept: application/json,*/*\r\nX-Slack-Request-Timestamp: {at}\r\n"
        f"X-Slack-Signature: v0={mac.hexdigest()}\r\n\r\n"
    ).encode() + body


class Line:
    """One connection and what it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._got = b""
        self._asked = 0

    def ask(self, request: bytes) -> None:
        """Send a whole request."""
        self._got = b""
        self._asked = time.perf_counter_ns()
        self.socket.sendall(request)

    def take(self) -> int | None:
        """Read on; nanoseconds since it was asked once the answer is whole."""
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        self._got += more
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return None
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"unexpected answer: {self._got[:300]!r}")
        return time.perf_counter_ns() - self._asked

    @property
    def body(self) -> bytes:
        """The body of the last answer."""
        return self._got.partition(b"\r\n\r\n")[2]


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.index(b"content-length:") + len(b"content-length:")
    return int(lowered[at:].split(b"\r\n", 1)[0])


def ask_once(port: int) -> bytes:
    """One request; the body of its answer."""
    line = Line(port)
    line.ask(signed(form(0)))
    while line.take() is None:
        pass
    line.socket.close()
    return line.body


def run(port: int, connections: int, requests: int) -> dict[str, float]:
    """Ask `requests` times over `connections`; see `drive`."""
    return drive(port, connections, [signed(form(number)) for number in range(requests)])


def drive(port: int, connections: int, waiting: list[bytes]) -> dict[str, float]:
    """Send these requests over `connections`: seconds in all, and latencies in microseconds."""
    requests = len(waiting)
    lines = [Line(port) for _ in range(connections)]
    selector = selectors.DefaultSelector()
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
    begun = time.perf_counter()
    for line in lines:
        line.ask(waiting.pop())
    took: list[int] = []
    while len(took) < requests:
        if time.perf_counter() - begun > PATIENCE_SECONDS:
            raise TimeoutError("the server is too slow for this benchmark")
        for key, _ in selector.select(PATIENCE_SECONDS):
            nanoseconds = key.data.take()
            if nanoseconds is not None:
                took.append(nanoseconds)
                if waiting:
                    key.data.ask(waiting.pop())
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "p50": statistics.median(took) / 1000,
        "p99": sorted(took)[int(len(took) * 0.99)] / 1000,
    }


if __name__ == "__main__":
    print(json.dumps(run(*map(int, sys.argv[1:4]))))
