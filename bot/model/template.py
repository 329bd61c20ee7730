"""A template: a plan to start from, written as YAML."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Owned


class Template(Owned):
    """Its id is a speakable word. Those that come with Redthread are files and have no row."""

    __tablename__ = "template"

    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
