"""Long lists, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
PAGE = 10


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list: pages count from 1."""

    rows: tuple[T_co, ...]
    number: int
    pages: int


def page_of(rows: Sequence[T], number: int) -> Page[T]:
    """The page of that number, or the one nearest to it."""
    pages = max(1, -(-len(rows) // PAGE))
    number = min(max(number, 1), pages)
    return Page(tuple(rows[(number - 1) * PAGE : number * PAGE]), number, pages)
