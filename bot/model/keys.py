"""Foreign keys that carry the workspace, so that no row can point into another one."""

from sqlalchemy import ForeignKeyConstraint


def belongs_to(
    table: str, column: str | None = None, *, goes_with: bool = False
) -> ForeignKeyConstraint:
    """`(team_id, <table>_id)` → `(team_id, id)` of that table.

    `goes_with`: the row is deleted with what it belongs to, since it only follows from it.
    """
    column = column or f"{table}_id"
    return ForeignKeyConstraint(
        ["team_id", column],
        [f"{table}.team_id", f"{table}.id"],
        ondelete="CASCADE" if goes_with else None,
    )
