"""Outcomes as the table that `redthread import outcomes` takes: every text as it was written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Account, Goal, Milestone, Outcome, Plan, Player
from bot.practice import audit
from bot.practice.names import key_of
from bot.practice.outcome_columns import GOAL, ID, MILESTONE, OUTCOMES, QUOTED
from bot.practice.sheet_import import ACCOUNT

COLUMNS = tuple(OUTCOMES.columns)
AT_ONCE = 500


def rows(session: Session, team_id: str) -> Iterator[tuple[str, ...]]:
    """The cells of each outcome in the order of `COLUMNS`, by account and day; empty is nothing.

    What names something else is its words, or its id where several in the account say the same.
    """
    names = _names(session, team_id)
    every = (
        select(Outcome.__table__)
        .where(Outcome.team_id == team_id)
        .order_by(Outcome.account_id, Outcome.happened_on, Outcome.created_at, Outcome.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(every).mappings():
        yield tuple(_cell(value) for value in _values(row, names))


def count(session: Session, team_id: str) -> int:
    """How many rows `rows` gives."""
    statement = select(func.count()).select_from(Outcome).where(Outcome.team_id == team_id)
    return session.scalar(statement) or 0


def _values(row: Mapping[Any, Any], names: Mapping[str, str]) -> Iterator[object]:
    columns = {
        ACCOUNT: "account_id",
        GOAL: "goal_id",
        MILESTONE: "milestone_id",
        QUOTED: "quote_player_id",
    }
    for column in COLUMNS:
        if column in columns:
            yield names.get(row[columns[column]], "")
        else:
            yield row["external_id" if column == ID else column]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(audit.plain(value))


def _names(session: Session, team_id: str) -> Mapping[str, str]:
    """What accounts, goals, milestones and players are called in a file, by their ids."""
    accounts = select(Account.team_id, Account.id, Account.name).where(Account.team_id == team_id)
    players = select(Player.account_id, Player.id, Player.name).where(Player.team_id == team_id)
    parts = [
        select(Plan.account_id, kind.id, words)
        .join(Plan, (Plan.team_id == kind.team_id) & (Plan.id == kind.plan_id))
        .where(kind.team_id == team_id)
        for kind, words in ((Goal, Goal.behaviour), (Milestone, Milestone.title))
    ]
    found: dict[str, str] = {}
    for statement in (accounts, players, *parts):
        rows = session.execute(statement)
        found |= _named((row[0], row[1], row[2]) for row in rows)
    return found


def _named(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Rows of an account, an id and words."""
    listed = list(rows)
    said = Counter((account_id, key_of(words)) for account_id, _, words in listed)
    return {
        id_: words if said[account_id, key_of(words)] == 1 else id_
        for account_id, id_, words in listed
    }
