"""Lines of a table that somebody hands in: what an import reads, wherever it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One record. `number` is the line of the file on which it begins, the first being 1.

    A record that cannot be read has a `fault`, the sentence that says why, and no cells.
    """

    number: int
    cells: tuple[str, ...] = ()
    fault: str | None = None
