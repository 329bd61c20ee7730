"""Changes of revenue as the table that `redthread import revenue` takes."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Account, RevenueChange
from bot.practice import audit
from bot.practice.revenue_columns import ACCOUNT, ID, REVENUE

COLUMNS = tuple(name for name in REVENUE.columns if name != "renewal_on")
"""The day of the next renewal is the account's."""
AT_ONCE = 500
NAMED = {ACCOUNT: Account.name, ID: RevenueChange.external_id}
"""What is not a column of the change under the same name."""


def rows(session: Session, team_id: str) -> Iterator[tuple[str, ...]]:
    """The cells of each change in the order of `COLUMNS`, by account and day; empty is nothing."""
    table = RevenueChange.__table__.c
    cells = [NAMED[name] if name in NAMED else table[name] for name in COLUMNS]
    every = (
        select(*cells)
        .join(
            Account,
            (Account.team_id == RevenueChange.team_id) & (Account.id == RevenueChange.account_id),
        )
        .where(RevenueChange.team_id == team_id)
        .order_by(RevenueChange.account_id, RevenueChange.changed_on, RevenueChange.created_at)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(every):
        yield tuple("" if value is None else str(audit.plain(value)) for value in row)


def count(session: Session, team_id: str) -> int:
    """How many rows `rows` gives."""
    statement = select(func.count()).where(RevenueChange.team_id == team_id)
    return session.scalar(statement) or 0
