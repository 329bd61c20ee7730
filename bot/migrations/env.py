"""Alembic's entry: runs on the connection that `bot.migrations` hands over."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, create_engine

import bot.model  # noqa: F401 - knows every table
from bot.database import Base, Exact, UtcDateTime
from bot.migrations.story_text import is_modelled
from bot.settings import load


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration outlives the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Exact):
        return "sa.BigInteger()"
    return False


def run(connection: Connection) -> None:
    """Migrate on this connection, whose transaction the caller owns."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        include_name=is_modelled,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:  # `alembic revision --autogenerate` by a developer
    with create_engine(load().database_url).connect() as connection:
        run(connection)
