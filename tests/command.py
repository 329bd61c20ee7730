"""The command `redthread` in a process of its own, with nothing set but what a test sets."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
RUN = "from bot.cli import main; main()"


def environment(folder: Path, **values: str) -> dict[str, str]:
    """The settings, and the few things that every process needs."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    default = {"DATABASE_URL": f"sqlite:///{folder / 'default.sqlite3'}"}
    return kept | default | values | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def command(*words: str, folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """Run it in a folder, with these settings."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *words],
        cwd=folder,
        env=environment(folder, **values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
