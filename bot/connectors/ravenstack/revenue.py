"""RavenStack's subscriptions and churn events as changes of revenue.

- Subscriptions of an account overlap, and what it pays on a day is the sum of those that run then:
  from `start_date` until the day before `end_date`, each with its `arr_amount`; trials pay nothing.
- Where the sum changes on a day, that is one change: from nothing “new”, up an expansion, down a
  contraction, to nothing a churn. Several subscriptions that begin or end on one day are one.
- A churn event says that the customer left: it ends all subscriptions that began before its day,
  whatever their own end says, and its reason and words are the churn's. What begins on that day or
  later is “new” again. An event on whose day nothing was paid is left out.
- Each change is named after its account, day and kind, so that the same files can come again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.connectors.ravenstack import CURRENCY, Record, records
from bot.model import RevenueKind

SUBSCRIPTIONS, EVENTS = "subscriptions.csv", "churn_events.csv"
COLUMNS = ("id", "account", "changed_on", "kind", "amount", "currency", "reason", "note", "source")
REASONS = {"pricing": "price", "features": "product"}
"""Their reasons under our words, where these differ."""
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Run:
    """What a subscription pays a year, from a day until the day before another, or for good."""

    amount: Decimal
    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """What changed on a day; `event` is the churn event that says why."""

    on: date
    kind: RevenueKind
    amount: Decimal
    event: Record | None = None


def rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """A line a change, as `redthread import revenue` takes them: by account and day."""
    events = _events(folder)
    for account_id, runs in sorted(_runs(folder).items()):
        for move in moves(runs, events.get(account_id, {})):
            yield _line(account_id, move)


def _line(account_id: str, move: Move) -> tuple[str, ...]:
    event = move.event or {}
    reason = event.get("reason_code", "")
    return (
        f"ravenstack:{account_id}:{move.on}:{move.kind}",
        account_id,
        move.on.isoformat(),
        move.kind.value,
        f"{move.amount:f}",
        CURRENCY,
        REASONS.get(reason, reason),
        event.get("feedback_text", ""),
        EVENTS if event else SUBSCRIPTIONS,
    )


def moves(runs: Sequence[Run], events: Mapping[date, Record]) -> Iterator[Move]:
    """The changes of one account, by day; see the module for how they follow."""
    steps: dict[date, Decimal] = defaultdict(Decimal)
    for run in runs:
        ends_on = min(filter(None, (run.ends_on, _left_on(run, events))), default=None)
        if ends_on is not None and ends_on <= run.begins_on:
            continue
        steps[run.begins_on] += run.amount
        if ends_on is not None:
            steps[ends_on] -= run.amount
    began = _began(runs)
    paid = NOTHING
    for on in sorted(steps):
        if on in events and paid:
            yield Move(on, RevenueKind.CHURN, paid, events[on])
            steps[on], paid = began.get(on, NOTHING), NOTHING
        yield from _step(on, paid, steps[on])
        paid += steps[on]


def _left_on(run: Run, events: Mapping[date, Record]) -> date | None:
    """The first day after its beginning on which the customer left."""
    return min((on for on in events if on > run.begins_on), default=None)


def _began(runs: Sequence[Run]) -> dict[date, Decimal]:
    """What begins on each day."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    for run in runs:
        if run.ends_on is None or run.ends_on > run.begins_on:
            found[run.begins_on] += run.amount
    return found


def _step(on: date, paid: Decimal, by: Decimal) -> Iterator[Move]:
    """The change from what was paid by so much, where it is one."""
    if by > 0:
        yield Move(on, RevenueKind.EXPANSION if paid else RevenueKind.NEW, by)
    elif by < 0:
        is_all = not paid + by
        yield Move(on, RevenueKind.CHURN if is_all else RevenueKind.CONTRACTION, -by)


def _runs(folder: Path) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = defaultdict(list)
    for one in records(folder, SUBSCRIPTIONS):
        amount = Decimal(one["arr_amount"])
        if amount > 0:
            end = one["end_date"]
            run = Run(
                amount=amount,
                begins_on=date.fromisoformat(one["start_date"]),
                ends_on=date.fromisoformat(end) if end else None,
            )
            found[one["account_id"]].append(run)
    return found


def _events(folder: Path) -> dict[str, dict[date, Record]]:
    """The churn events by account and day; of one day the first counts."""
    found: dict[str, dict[date, Record]] = defaultdict(dict)
    for one in records(folder, EVENTS):
        found[one["account_id"]].setdefault(date.fromisoformat(one["churn_date"]), one)
    return found
