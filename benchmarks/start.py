"""Getting ready: the CPU until `/readyz` is 200, the memory then, and where both go."""

import os
import resource
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter

import psutil

from benchmarks.figures import Figure, ratios, spread
from benchmarks.load import SECRET
from benchmarks.replies import free_port

SERVE = (sys.executable, "-c", "from bot.cli import main; main()", "serve")
MIB = 1024 * 1024
STEPS = (
    ("Python alone", "pass"),
    ("orjson, structlog", "import orjson, structlog"),
    ("pydantic-settings", "import pydantic_settings"),
    ("SQLAlchemy with its ORM", "import sqlalchemy.orm, sqlite3"),
    ("slack_sdk and aiohttp", "import slack_sdk.web.async_client"),
    ("slack_bolt's AsyncApp", "import slack_bolt.async_app"),
    ("Starlette", "import starlette.applications, starlette.routing"),
    ("uvicorn with uvloop and httptools", "import uvicorn, uvloop, httptools"),
    ("Typer", "import typer"),
    ("the bot itself", "import bot.app, bot.cli.serve"),
    ("APScheduler and the jobs", "import schedules.clock"),
)


def ready(url: str, rounds: int) -> list[Figure]:
    """CPU against `python -c pass`, resident memory when ready and after a reply."""
    ours, passing, resident = [], [], []
    for _ in range(rounds):
        passing.append(_cpu_of_pass())
        cpu, memory = _until_ready(url)
        ours.append(cpu)
        resident.append(memory / MIB)
    return [
        Figure("CPU until ready ÷ python -c pass", ratios(ours, passing), most=40),
        Figure("resident memory when ready", spread(resident), most=60, unit="MiB"),
    ]


def _cpu_of_pass() -> float:
    """Seconds of CPU, as the mean of some starts: one alone is too short to measure."""
    times = 10
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(times):
        subprocess.run([sys.executable, "-c", "pass"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent / times


def _until_ready(url: str) -> tuple[float, int]:
    port = free_port()
    process = subprocess.Popen(SERVE, env=_environment(url, port), stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz")
        seen = psutil.Process(process.pid)
        times = seen.cpu_times()
        return float(times.user + times.system), int(seen.memory_info().rss)
    finally:
        process.terminate()
        process.wait(15)


def _environment(url: str, port: int) -> dict[str, str]:
    return os.environ | {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "DATABASE_URL": url,
        "PORT": str(port),
    }


def _wait(url: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise TimeoutError("the bot did not become ready")


def memory_by_step() -> str:
    """The resident memory that each import adds, in the order of the start."""
    code = ["import psutil; me = psutil.Process(); last = me.memory_info().rss"]
    for name, statement in STEPS:
        code.append(statement)
        code.append(f"now = me.memory_info().rss; print({name!r}, now - last, sep='|'); last = now")
    code[1:1] = ["print('Python with psutil', last, sep='|')"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code)], check=True, capture_output=True, text=True
    )
    rows = [line.split("|") for line in done.stdout.splitlines()]
    lines = [f"  {int(size) / MIB:6.1f} MiB  {name}" for name, size in rows if name != STEPS[0][0]]
    return "\n".join(["Where the memory goes, import by import:", *lines, ""])


def time_by_package(most: int = 16) -> str:
    """The share that each package has in the time of all imports."""
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-c",
            "import bot.app, bot.cli.serve, schedules.clock",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    spent: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        own, _, name = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            spent[name.strip().partition(".")[0]] += int(own)
    whole = spent.total()
    lines = [f"  {time / whole:6.1%}  {name}" for name, time in spent.most_common(most)]
    return "\n".join(["Where the time of the imports goes, by package:", *lines, ""])
