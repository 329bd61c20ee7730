"""Where lines of a file belong: the accounts that their words mean, with the open plans."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Account, Alias, Plan, Player, Workspace
from bot.practice.actor import Actor
from bot.practice.names import key_of, tidy


@dataclass(frozen=True, slots=True)
class Place:
    """An account as a line needs it. `plan` are the values of its open plan, None without one.

    `players` go from a name's key to those who have it.
    """

    account_id: str
    currency: str
    plan: Mapping[str, Any] | None
    cycles: int
    players: Mapping[str, list[str]]

    @property
    def plan_id(self) -> str:
        """The open plan's id; empty where there is none."""
        return self.plan["id"] if self.plan else ""


def accounts_named(session: Session, actor: Actor, words: Collection[str]) -> dict[str, set[str]]:
    """The accounts that each of these words is id, name, alias or external id of."""
    keys = {word: key_of(word) for word in words}
    team, found = Account.team_id == actor.team_id, defaultdict[str, set[str]](set)
    for column in (Account.id, Account.name_key):
        rows = session.execute(select(column, Account.id).where(team, column.in_(keys.values())))
        _collect(found, rows)
    _collect(
        found,
        session.execute(
            select(Alias.id, Alias.account_id).where(
                Alias.team_id == actor.team_id, Alias.id.in_(keys.values())
            )
        ),
    )
    outside = defaultdict[str, set[str]](set)
    theirs = {tidy(word) for word in words}
    _collect(
        outside,
        session.execute(
            select(Account.external_id, Account.id).where(team, Account.external_id.in_(theirs))
        ),
    )
    return {word: found[key] | outside[tidy(word)] for word, key in keys.items()}


def _collect(found: dict[str, set[str]], rows: Any) -> None:  # noqa: ANN401 - rows of two texts
    for key, account_id in rows:
        found[key].add(account_id)


def places_of(session: Session, actor: Actor, account_ids: Collection[str]) -> dict[str, Place]:
    """The places of these accounts."""
    team = actor.team_id
    default = session.get_one(Workspace, team).currency
    plans: dict[str, Mapping[str, Any]] = {}
    cycles: dict[str, int] = {}
    table = Plan.__table__
    for row in session.execute(
        select(table).where(table.c.team_id == team, table.c.account_id.in_(account_ids))
    ).mappings():
        cycles[row["account_id"]] = max(cycles.get(row["account_id"], 0), row["cycle"])
        if row["ended_on"] is None:
            plans[row["account_id"]] = dict(row)
    players: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for player in session.execute(
        select(Player.account_id, Player.name, Player.id).where(
            Player.team_id == team, Player.account_id.in_(account_ids), Player.left_on.is_(None)
        )
    ):
        players[player.account_id][key_of(player.name)].append(player.id)
    currencies = session.execute(
        select(Account.id, Account.currency).where(
            Account.team_id == team, Account.id.in_(account_ids)
        )
    )
    return {
        id_: Place(id_, currency or default, plans.get(id_), cycles.get(id_, 0), players[id_])
        for id_, currency in currencies
    }
