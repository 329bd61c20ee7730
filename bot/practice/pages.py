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


def nearest(total: int, number: int, size: int = PAGE) -> tuple[int, int]:
    """The number of the page that is nearest to the wanted one, and how many pages there are."""
    pages = max(1, -(-total // size))
    return min(max(number, 1), pages), pages


def page_of(rows: Sequence[T], number: int) -> Page[T]:
    """The page of that number, or the one nearest to it."""
    number, pages = nearest(len(rows), number)
    return Page(tuple(rows[(number - 1) * PAGE : number * PAGE]), number, pages)
