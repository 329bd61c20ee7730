"""From a row of a statement to the facts it holds."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Row

T = TypeVar("T")


def as_facts(kind: Callable[..., T], row: Row[*tuple[Any, ...]], **more: object) -> T:
    """The columns in the order of the facts' fields; `more` are those no column holds."""
    return kind(*row, **more)
