"""What a workspace knows, row by row, in an order in which it can be read back."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from bot import model
from bot.database import Base
from bot.errors import UserError
from bot.practice.audit import Facts, plain

AT_ONCE = 500
BESIDE = {
    "lane",  # whose turn it is to be sent
    "message",  # what was sent to Slack, and what waits to be: it is made from the rest
    "pace",  # when Slack wants to hear from us again
    "receipt",  # which of Slack's requests came twice
}
"""How messages get to Slack means nothing outside this installation."""
SECRET = {"api_token.digest"}
"""By these somebody gets in: they stay here."""


def rows(session: Session, team_id: str) -> Iterator[Facts]:
    """Each row as `{"table": …, column: value, …}`, a table after those that it points to.

    Decimals, days and instants are text; rows come in the order of their keys. A UserError where
    there is no such workspace.
    """
    if session.get(model.Workspace, team_id) is None:
        raise UserError(f"There is no workspace {team_id[:40]}.")
    for table in _tables():
        key = table.primary_key.columns.values()
        statement = select(*_columns(table)).where(table.c.team_id == team_id).order_by(*key)
        for row in session.execute(statement.execution_options(yield_per=AT_ONCE)):
            values = {name: plain(value) for name, value in row._mapping.items()}
            yield {"table": table.name} | values


def count(session: Session, team_id: str) -> int:
    """How many rows `rows` gives."""
    counts = (
        select(func.count()).select_from(table).where(table.c.team_id == team_id)
        for table in _tables()
    )
    return sum(session.scalar(statement) or 0 for statement in counts)


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in BESIDE]


def _columns(table: Table) -> list[ColumnElement[object]]:
    return [one for one in table.columns if f"{table.name}.{one.name}" not in SECRET]
