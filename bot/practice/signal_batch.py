"""Signals that another system sends."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.model import Signal
from bot.practice import signal
from bot.practice.item_batch import ItemBatch, day_in, number_in, text_in
from bot.practice.names import key_of
from bot.practice.places import accounts_named
from bot.practice.signal_kind import by_words, kinds


@dataclass(frozen=True, slots=True)
class SignalItem:
    """One signal as it was sent: its account and its kind by any of their words."""

    id: str
    account: str
    kind: str
    value: Decimal
    read_on: date
    source: str


class SignalBatch(ItemBatch[SignalItem]):
    """Signals of any account."""

    noun = "signal"
    fields = frozenset({"id", "account", "kind", "value", "read_on", "source"})
    once = "value, day, kind or account"

    def read(self, item: Mapping[str, Any]) -> SignalItem:
        """One signal."""
        return SignalItem(
            id=text_in(item, "id", 120),
            account=text_in(item, "account", 300),
            kind=text_in(item, "kind", 80),
            value=number_in(item, "value"),
            read_on=day_in(item, "read_on", self.actor.now),
            source=text_in(item, "source", 120, self.source),
        )

    def look_up(self, session: Session, items: Sequence[SignalItem]) -> None:
        """The accounts that the items may mean, and the kinds that there are."""
        self._accounts = accounts_named(session, self.actor, {item.account for item in items})
        self._kinds = by_words(kinds(session, self.actor.team_id).values())

    def known(self, session: Session, ids: Sequence[str]) -> dict[str, Hashable]:
        """The signals of these ids."""
        rows = session.execute(
            select(
                Signal.external_id, Signal.account_id, Signal.kind, Signal.value, Signal.read_on
            ).where(Signal.team_id == self.actor.team_id, Signal.external_id.in_(ids))
        )
        return {str(row.external_id): tuple(row[1:]) for row in rows}

    def said(self, item: SignalItem) -> Hashable:
        """Account, kind, value and day, however account and kind were called."""
        account_id = next(iter(self._accounts[item.account]), None)
        return account_id, self._kinds.get(key_of(item.kind)), item.value, item.read_on

    def fault(self, item: SignalItem) -> str | None:
        """It means no account or several, or its kind is none."""
        accounts = self._accounts[item.account]
        if not accounts:
            return f"“{item.account[:60]}” is no account."
        if len(accounts) > 1:
            return f"“{item.account[:60]}” could be {' or '.join(sorted(accounts))}."
        if key_of(item.kind) not in self._kinds:
            return f"“{item.kind[:60]}” is no kind of signal."
        return None

    def write(self, session: Session, new: Sequence[SignalItem]) -> None:
        """Keep them, and that they came."""
        rows = [
            {
                "team_id": self.actor.team_id,
                "id": new_id(),
                "account_id": next(iter(self._accounts[item.account])),
                "kind": self._kinds[key_of(item.kind)],
                "value": item.value,
                "read_on": item.read_on,
                "source": item.source,
                "external_id": item.id,
                "created_at": created_at,
            }
            for created_at, item in self.stamped(new)
        ]
        signal.add_all(session, self.actor, rows)
