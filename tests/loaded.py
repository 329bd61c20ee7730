"""All of the product in memory, for the processes that are forked from one that has loaded this."""

import importlib
import pkgutil

import bot
import handlers
import schedules

LIBRARIES = (
    "alembic.autogenerate",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
)
MIGRATIONS = "bot.migrations."
"""Alembic loads what is in there itself."""

for name in LIBRARIES:
    importlib.import_module(name)
for package in (bot, handlers, schedules):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.startswith(MIGRATIONS):
            importlib.import_module(module.name)
