"""What another system sends, many at once: each item once by its id, each fault told by itself."""

import re
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from bot.database import LARGEST
from bot.model import ApiToken, Role
from bot.practice.actor import Actor
from bot.practice.dates import EARLIEST
from bot.practice.names import tidy

MOST = 1000
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,18})?", re.ASCII)
PLACES = 6
"""As many as a reading keeps."""


class Taken(StrEnum):
    """What became of an item."""

    ADDED = "added"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's fate; `error` says what to mend where it was refused."""

    id: str | None
    status: Taken
    error: str | None = None


class ItemFaultError(ValueError):
    """An item is wrong; says how."""


class Item(Protocol):
    """One that can be read. Its id is the sender's own."""

    @property
    def id(self) -> str:
        """Taken once in a workspace."""


T = TypeVar("T", bound=Item)


class ItemBatch(ABC, Generic[T]):
    """Items that came with a token; a subclass knows what they are about."""

    noun: ClassVar[str]
    """What one is called; several have an s."""
    fields: ClassVar[frozenset[str]]
    once: ClassVar[str]
    """What cannot be changed under an id that was taken."""

    def __init__(self, token: ApiToken, now: datetime) -> None:
        self.actor = Actor(token.team_id, f"api:{token.id}", Role.ADMIN, "UTC", now)
        self.source = token.name

    @abstractmethod
    def read(self, item: Mapping[str, Any]) -> T:
        """One item; raises ItemFaultError."""

    @abstractmethod
    def look_up(self, session: Session, items: Sequence[T]) -> None:
        """Ask the database about what the items name."""

    @abstractmethod
    def known(self, session: Session, ids: Sequence[str]) -> dict[str, Hashable]:
        """What was taken under these ids before, as `said` tells it."""

    @abstractmethod
    def said(self, item: T) -> Hashable:
        """What an item says: under its id nothing else is ever taken."""

    @abstractmethod
    def fault(self, item: T) -> str | None:
        """Why a new item cannot be taken, from what was looked up."""

    @abstractmethod
    def write(self, session: Session, new: Sequence[T]) -> None:
        """Keep the new items, in their order."""

    def take(self, session: Session, items: Sequence[object]) -> list[ItemResult]:
        """Add the items that are new and sound; one result an item, in order.

        An id that was taken before with the same facts is known, with others is refused: what was
        measured is not changed in hindsight.
        """
        results: dict[int, ItemResult] = {}
        sound: dict[int, T] = {}
        for number, item in enumerate(items):
            try:
                sound[number] = self._read(item)
            except ItemFaultError as fault:
                results[number] = ItemResult(_id_of(item), Taken.REFUSED, str(fault))
        results |= self._sort(session, sound)
        return [results[number] for number in range(len(items))]

    def _read(self, item: object) -> T:
        if not isinstance(item, Mapping):
            named = ", ".join(sorted(self.fields))
            raise ItemFaultError(f"An item is an object; its fields are {named}.")
        unknown = set(item) - self.fields
        if unknown:
            raise ItemFaultError(f"“{min(map(str, unknown))[:60]}” is not known here.")
        return self.read(item)

    def _sort(self, session: Session, sound: Mapping[int, T]) -> dict[int, ItemResult]:
        """Tell the known and the impossible from the new, and write the new."""
        items = list(sound.values())
        self.look_up(session, items)
        known = self.known(session, [item.id for item in items])
        new: list[T] = []
        results = {number: self._result(item, known, new) for number, item in sound.items()}
        if new:
            self.write(session, new)
        return results

    def _result(self, item: T, known: dict[str, Hashable], new: list[T]) -> ItemResult:
        said = self.said(item)
        if item.id in known:
            return self._again(item, is_same=known[item.id] == said)
        if error := self.fault(item):
            return ItemResult(item.id, Taken.REFUSED, error)
        known[item.id] = said
        new.append(item)
        return ItemResult(item.id, Taken.ADDED)

    def _again(self, item: T, *, is_same: bool) -> ItemResult:
        if is_same:
            return ItemResult(item.id, Taken.KNOWN)
        error = f"This id was sent before with another {self.once}. Use a new id."
        return ItemResult(item.id, Taken.REFUSED, error)

    def stamped(self, new: Sequence[T]) -> Iterator[tuple[datetime, T]]:
        """Each with an instant of its own: of one day the last counts, in a batch as elsewhere."""
        for order, item in enumerate(new):
            yield self.actor.now + timedelta(microseconds=order), item


def text_in(item: Mapping[str, Any], name: str, most: int, default: str | None = None) -> str:
    """A text of an item on one line; without one the default, where there is one."""
    value = item.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or not tidy(value):
        raise ItemFaultError(f"“{name}” is missing or no text.")
    if len(value) > most:
        raise ItemFaultError(f"“{name}” has more than {most} characters.")
    return tidy(value)


def number_in(item: Mapping[str, Any], name: str) -> Decimal:
    """A number exactly as written; one in quotes keeps what a float would lose."""
    value = item.get(name)
    written = str(value) if isinstance(value, str | int | Decimal) else ""
    if isinstance(value, bool) or not NUMBER.fullmatch(written):
        raise ItemFaultError(f"“{name}” must be a plain number, such as 12.5.")
    number = Decimal(written)
    if abs(number) >= LARGEST:
        raise ItemFaultError(f"“{name}” must be below {LARGEST:,}.")
    if number != round(number, PLACES):
        raise ItemFaultError(f"“{name}” has more than {PLACES} decimal places.")
    return number


def day_in(item: Mapping[str, Any], name: str, now: datetime) -> date:
    """A day that has come. Somewhere it is tomorrow already."""
    value = item.get(name)
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise ItemFaultError(f"“{name}” must be a day such as 2026-12-31.")
    if not EARLIEST <= day <= (now + timedelta(hours=14)).date():
        raise ItemFaultError(f"“{name}” must be today or earlier.")
    return day


def _id_of(item: object) -> str | None:
    found = item.get("id") if isinstance(item, Mapping) else None
    return tidy(found)[:120] if isinstance(found, str) else None
