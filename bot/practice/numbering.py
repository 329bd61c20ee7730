"""The running number of an account's things, so that each has an id that can be said aloud."""

import re
from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.model import Account

NUMBER = re.compile(r"-\d+$")


def next_id(session: Session, team_id: str, account_id: str) -> str:
    """The id of the next thing of an account: `acme-7`."""
    (made,) = next_ids(session, team_id, account_id, 1)
    return made


def next_ids(session: Session, team_id: str, account_id: str, count: int) -> list[str]:
    """The ids of the next so many things of an account, in their order."""
    last = session.execute(
        update(Account)
        .where(Account.team_id == team_id, Account.id == account_id)
        .values(last_number=Account.last_number + count)
        .returning(Account.last_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    return [f"{account_id}-{number}" for number in range(last - count + 1, last + 1)]


def take_numbers(session: Session, team_id: str, wanted: Mapping[str, int]) -> dict[str, int]:
    """The last number of each account before as many as are wanted were taken."""
    found = {}
    for account_id, many in sorted(wanted.items()):
        last = session.scalar(
            update(Account)
            .where(Account.team_id == team_id, Account.id == account_id)
            .values(last_number=Account.last_number + many)
            .returning(Account.last_number)
            .execution_options(synchronize_session=False)
        )
        found[account_id] = (last or 0) - many
    return found


def account_of(id_: str) -> str:
    """The account that an id belongs to: `acme-7` → `acme`, and `acme` itself."""
    return NUMBER.sub("", id_)


def number_of(id_: str) -> int:
    """The running number in an id: `acme-7` → 7, so that `acme-10` comes after it; else 0."""
    match = NUMBER.search(id_)
    return int(match[0][1:]) if match else 0
