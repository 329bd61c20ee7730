"""All that is kept, to be compared with what was kept before."""

from typing import Any

from sqlalchemy.orm import Session

from bot.database import Base
from bot.model import AuditEvent, Health, HealthDue, HealthSnapshot, Member

STAMPS = {"active_at", "last_number", "version"}
"""They only tell that something happened, and that stays true."""
HEALTH = {one.__tablename__ for one in (Health, HealthSnapshot, HealthDue)}
"""It follows from everything else, and remembers how it was."""
BESIDE = {AuditEvent.__tablename__, Member.__tablename__, *HEALTH}
"""The memory of changes itself, and what Slack says of people."""
COLUMNS = {
    table.name: [column.name for column in table.columns if column.name not in STAMPS]
    for table in Base.metadata.sorted_tables
    if table.name not in BESIDE
}
QUERIES = {
    name: f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1, 2"
    for name, columns in COLUMNS.items()
}
Rows = dict[str, list[dict[str, Any]]]


def everything(session: Session) -> Rows:
    """All rows of all tables but those beside, as the database has them, without the stamps."""
    session.flush()
    connection = session.connection()
    return {
        name: [
            dict(zip(COLUMNS[name], row, strict=True))
            for row in connection.exec_driver_sql(query).fetchall()
        ]
        for name, query in QUERIES.items()
    }
