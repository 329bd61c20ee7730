"""A progress bar on standard error, where that is a terminal."""

import contextlib
import sys
from collections.abc import Callable, Iterator


def _nothing(_done: int) -> None:
    pass


@contextlib.contextmanager
def progress(title: str, total: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """A function to call with how much is done of `total()`, which only a terminal asks for."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total())
        yield lambda done: bar.update(task, completed=done)
