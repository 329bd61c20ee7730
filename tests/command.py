"""The command `redthread` in a process of its own, with nothing set but what a test sets."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli import main

ROOT = Path(__file__).parent.parent
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.loaded"])
RUN = "from bot.cli import main; main()"


def environment(folder: Path, **values: str) -> dict[str, str]:
    """The settings, and the few things that every process needs."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    default = {"DATABASE_URL": f"sqlite:///{folder / 'default.sqlite3'}"}
    return kept | default | values | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def fork(
    words: Sequence[str],
    folder: Path,
    settings: Mapping[str, str],
    streams: tuple[Path, Path],
    quickly: str = "",
) -> ForkServerProcess:
    """Start it in a folder, with these settings; what it says is added to two files.

    The process is forked from one that has loaded the product already: loading takes a second of
    the processor, and the tests run hundreds. `quickly` is Python that runs before.
    """
    process = FORKS.Process(target=_run, args=(words, folder, settings, streams, quickly))
    process.start()
    return process


def command(*words: str, folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """Run it in a folder, with these settings, to its end."""
    with TemporaryDirectory() as kept:
        streams = (Path(kept, "stdout"), Path(kept, "stderr"))
        process = fork(words, folder, environment(folder, **values), streams)
        process.join(120)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"redthread {' '.join(words)} does not end")
        texts = (file.read_text(encoding="utf-8") for file in streams)
        return subprocess.CompletedProcess(words, process.exitcode, *texts)


def _run(
    words: Sequence[str],
    folder: Path,
    settings: Mapping[str, str],
    streams: tuple[Path, Path],
    quickly: str,
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    for number, file in enumerate(streams, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = ["redthread", *words]
    exec(quickly)
    main()
