"""Statements that are compiled once a test process, and not anew for every test's database.

SQLAlchemy keeps what it compiled by engine and dialect object. Each test has an engine of its own,
and compiling for it would be a third of what a test costs.
"""

from typing import Any

from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.util import LRUCache

MOST = 5_000
_dialects: dict[str, Dialect] = {}
_compiled: dict[str, LRUCache[Any, Any]] = {}


def create_sharing_engine(url: str, **options: Any) -> Engine:
    """An engine that shares the dialect, and what was compiled for it, with those before it."""
    engine = create_engine(url, **options)
    name = engine.dialect.name
    engine.dialect = _dialects.setdefault(name, engine.dialect)
    engine._compiled_cache = _compiled.setdefault(name, LRUCache(MOST))
    return engine
