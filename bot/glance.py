"""Small questions that are asked at every turn, by the driver alone: is it still the same?"""

import asyncio
import contextlib
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Compiled
from sqlalchemy.exc import OperationalError

from bot.database import Database

Glance = tuple[Any, ...] | None
"""A row as the driver gives it: to be compared, not to be read."""


class Glances:
    """Looks into the database at a fraction of what a session costs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._compiled: dict[object, Compiled] = {}

    async def first(self, statement: Select[*tuple[Any, ...]], **values: str) -> Glance:
        """The first row of a statement that looks up keys; None where there is none.

        SQLite answers in the event loop: that takes less than to wake a thread, and no writer
        holds up a reader. Raises OperationalError where the database does not answer.
        """
        if self._database.is_sqlite:
            return self._first(statement, values)
        return await asyncio.to_thread(self._first, statement, values)

    def _first(self, statement: Select[*tuple[Any, ...]], values: dict[str, str]) -> Glance:
        engine = self._database.engine
        compiled = self._compiled.get(statement)
        if compiled is None:
            compiled = self._compiled[statement] = statement.compile(engine)
        given = dict(compiled.construct_params(values) or {})
        order = getattr(compiled, "positiontup", None)
        try:
            with contextlib.closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute(str(compiled), [given[one] for one in order] if order else given)
                row: Glance = cursor.fetchone()
        except engine.dialect.loaded_dbapi.Error as error:  # SQLAlchemy wraps its own only
            raise OperationalError(str(compiled), None, error) from error
        return row
