"""RavenStack's accounts: the tier is the segment, and the day of signing up the contract's start.

What they pay and whether they have left follows from subscriptions and churn events, so that the
flag of this file is not asked.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.connectors.ravenstack import CURRENCY, records

FILE = "accounts.csv"
COLUMNS = ("name", "external_id", "segment", "started_on", "seats", "currency")


def rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """A line an account, as `redthread import accounts` takes them."""
    for one in records(folder, FILE):
        yield (
            one["account_name"],
            one["account_id"],
            one["plan_tier"],
            one["signup_date"],
            one["seats"],
            CURRENCY,
        )
