"""Foreign keys that carry the workspace, so that no row can point into another one."""

from sqlalchemy import ForeignKeyConstraint


def belongs_to(table: str, column: str | None = None) -> ForeignKeyConstraint:
    """`(team_id, <table>_id)` → `(team_id, id)` of that table."""
    column = column or f"{table}_id"
    return ForeignKeyConstraint(["team_id", column], [f"{table}.team_id", f"{table}.id"])
