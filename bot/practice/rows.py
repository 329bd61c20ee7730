"""From the rows of a statement to the facts they hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Row

T = TypeVar("T")

OFFERED = 100
"""As many as a menu can offer; typing narrows it down."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be chosen."""

    id: str
    name: str


def matching(rows: Iterable[Row[str, str]], typed: str) -> list[Named]:
    """Those whose name has what was typed. SQLite itself would know only ASCII's two cases."""
    wanted = typed.casefold()
    return [Named(*row) for row in rows if wanted in row[1].casefold()][:OFFERED]


def as_facts(kind: Callable[..., T], row: Row[*tuple[Any, ...]], **more: object) -> T:
    """The columns in the order of the facts' fields; `more` are those no column holds."""
    return kind(*row, **more)
