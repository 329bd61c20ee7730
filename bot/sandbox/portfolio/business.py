"""Puts signals and changes of revenue into the sample portfolio: what other systems would tell."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.model import Account, RevenueKind, Role
from bot.practice import revenue, signal
from bot.practice.actor import Actor
from bot.practice.audit import Facts
from bot.practice.revenue_book import ChangeDetails
from bot.sandbox.portfolio.load import read_sample

SOURCE = "sample"
NEWEST = -3
MONTH = 30


def load_business(session: Session, team_id: str, now: datetime) -> None:
    """For the accounts that are there already."""
    sample = read_sample("business.yml")
    ids = _ids(session, team_id)
    actor = Actor(team_id, "U0LEA", Role.LEADER, "UTC", now)
    rows = list(_signals(actor, sample, ids))
    signal.add_all(session, actor, rows)
    signal.settle(session, team_id, [(row["account_id"], row["kind"]) for row in rows])
    for one in sample["revenue"]:
        revenue.add(session, actor, ids[one["account"]], _change(actor, one), SOURCE)


def _ids(session: Session, team_id: str) -> dict[str, str]:
    """The accounts' ids by their names."""
    rows = session.execute(select(Account.name, Account.id).where(Account.team_id == team_id))
    return {row.name: row.id for row in rows}


def _signals(actor: Actor, sample: dict[str, Any], ids: dict[str, str]) -> Iterator[Facts]:
    """The rows of all courses at all their accounts."""
    for course, names in sample["signals"].items():
        for name in names:
            for kind, values in sample["courses"][course].items():
                yield from _course(actor, ids[name], kind, values)


def _course(actor: Actor, account_id: str, kind: str, values: list[int]) -> Iterator[Facts]:
    for months, value in enumerate(reversed(values)):
        yield {
            "team_id": actor.team_id,
            "id": new_id(),
            "account_id": account_id,
            "kind": kind,
            "value": Decimal(value),
            "read_on": actor.today + timedelta(days=NEWEST - MONTH * months),
            "source": SOURCE,
            "external_id": None,
            "created_at": actor.now,
        }


def _change(actor: Actor, facts: dict[str, Any]) -> ChangeDetails:
    after = timedelta(days=facts["next"]) if "next" in facts else None
    return ChangeDetails(
        kind=RevenueKind(facts["kind"]),
        changed_on=actor.today + timedelta(days=facts["days"]),
        amount=Decimal(facts["amount"]) if "amount" in facts else None,
        note=facts.get("note"),
        renewal_on=actor.today + after if after else None,
    )
