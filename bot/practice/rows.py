"""From the rows of a statement to the facts they hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.orm import Session

T = TypeVar("T")

OFFERED = 100
"""As many as a menu can offer; typing narrows it down."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be chosen."""

    id: str
    name: str


def matching(rows: Iterable[Row[str, str] | tuple[str, str]], typed: str) -> list[Named]:
    """Those whose name has what was typed. SQLite itself would know only ASCII's two cases."""
    wanted = typed.casefold()
    return [Named(*row) for row in rows if wanted in row[1].casefold()][:OFFERED]


def ask(
    session: Session, statement: Executable, **values: object
) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement that selects columns, with its parameters filled in.

    It goes to the session's connection directly: what the ORM does for objects costs as much again
    as the statement itself, and here there are none.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values)


def as_facts(kind: Callable[..., T], row: Iterable[Any], **more: object) -> T:
    """The columns in the order of the facts' fields; `more` are those no column holds."""
    return kind(*row, **more)
