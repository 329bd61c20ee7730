"""An exchange rate: what another currency is worth in the workspace's own."""

from datetime import date
from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Exact, Owned


class ExchangeRate(Owned):
    """One unit of the currency that is its id, in the workspace's currency, as of a day."""

    __tablename__ = "exchange_rate"

    id: Mapped[str] = mapped_column(String(3), primary_key=True, sort_order=-1)
    value: Mapped[Decimal] = mapped_column(Exact(8))
    rated_on: Mapped[date]
