"""Signals as the table that `redthread import signals` takes, in long form."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Account, Signal
from bot.practice import audit
from bot.practice.signal_import import SIGNALS

COLUMNS = tuple(SIGNALS.columns)
AT_ONCE = 500


def rows(session: Session, team_id: str) -> Iterator[tuple[str, ...]]:
    """The cells of each signal in the order of `COLUMNS`, by account, kind and day."""
    every = (
        select(
            Account.name,
            Signal.kind,
            Signal.value,
            Signal.read_on,
            Signal.source,
            Signal.external_id,
        )
        .join(Account, (Account.team_id == Signal.team_id) & (Account.id == Signal.account_id))
        .where(Signal.team_id == team_id)
        .order_by(Signal.account_id, Signal.kind, Signal.read_on, Signal.created_at, Signal.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(every):
        yield tuple("" if value is None else str(audit.plain(value)) for value in row)


def count(session: Session, team_id: str) -> int:
    """How many rows `rows` gives."""
    statement = select(func.count()).select_from(Signal).where(Signal.team_id == team_id)
    return session.scalar(statement) or 0
