"""Readings that another system sends."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.model import Goal, Plan, Reading
from bot.practice import audit
from bot.practice.item_batch import ItemBatch, day_in, number_in, text_in
from bot.practice.numbering import take_numbers


@dataclass(frozen=True, slots=True)
class ReadingItem:
    """One reading as it was sent."""

    id: str
    goal: str
    value: Decimal
    read_on: date
    source: str
    note: str | None


class ReadingBatch(ItemBatch[ReadingItem]):
    """Readings of goals of open plans."""

    noun = "reading"
    fields = frozenset({"id", "goal", "value", "read_on", "source", "note"})
    once = "value, day or goal"

    def read(self, item: Mapping[str, Any]) -> ReadingItem:
        """One reading."""
        return ReadingItem(
            id=text_in(item, "id", 120),
            goal=text_in(item, "goal", 64),
            value=number_in(item, "value"),
            read_on=day_in(item, "read_on", self.actor.now),
            source=text_in(item, "source", 120, self.source),
            note=text_in(item, "note", 1000, "") or None,
        )

    def look_up(self, session: Session, items: Sequence[ReadingItem]) -> None:
        """The account of each of the goals whose plan is open."""
        wanted = {item.goal for item in items}
        rows = session.execute(
            select(Goal.id, Plan.account_id)
            .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
            .where(Goal.team_id == self.actor.team_id, Goal.id.in_(wanted), Plan.ended_on.is_(None))
        )
        self._accounts = {row.id: row.account_id for row in rows}

    def known(self, session: Session, ids: Sequence[str]) -> dict[str, Hashable]:
        """The readings of these ids."""
        rows = session.execute(
            select(Reading.external_id, Reading.goal_id, Reading.value, Reading.read_on).where(
                Reading.team_id == self.actor.team_id, Reading.external_id.in_(ids)
            )
        )
        return {str(row.external_id): (row.goal_id, row.value, row.read_on) for row in rows}

    def said(self, item: ReadingItem) -> Hashable:
        """Goal, value and day."""
        return item.goal, item.value, item.read_on

    def fault(self, item: ReadingItem) -> str | None:
        """Its goal is none, or its plan is over."""
        if item.goal in self._accounts:
            return None
        return f"“{item.goal[:60]}” is no goal of an open plan."

    def write(self, session: Session, new: Sequence[ReadingItem]) -> None:
        """Keep them, and that they came."""
        wanted = Counter(self._accounts[item.goal] for item in new)
        numbers = take_numbers(session, self.actor.team_id, wanted)
        rows = []
        for created_at, item in self.stamped(new):
            account_id = self._accounts[item.goal]
            numbers[account_id] += 1
            rows.append(
                {
                    "team_id": self.actor.team_id,
                    "id": f"{account_id}-{numbers[account_id]}",
                    "goal_id": item.goal,
                    "value": item.value,
                    "read_on": item.read_on,
                    "source": item.source,
                    "note": item.note,
                    "external_id": item.id,
                    "created_at": created_at,
                }
            )
        session.execute(insert(Reading), rows)
        audit.record_all(session, self.actor, [self._event(row) for row in rows])

    def _event(self, row: Mapping[str, Any]) -> audit.Facts | None:
        after = {name: audit.plain(value) for name, value in row.items() if name != "team_id"}
        account_id = self._accounts[row["goal_id"]]
        return audit.event_of(
            self.actor, "reading.add", row["id"], account_id=account_id, after=after
        )
