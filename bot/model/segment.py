"""A segment: accounts that are looked after alike, and who leads their team."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned


class Segment(Owned):
    """Its id is the segment's name as accounts carry it; `*` stands for every other segment."""

    __tablename__ = "segment"

    id: Mapped[str] = mapped_column(String(80), primary_key=True, sort_order=-1)
    leader_id: Mapped[str | None] = mapped_column(String(32))
