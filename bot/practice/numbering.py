"""The running number of an account's things, so that each has an id that can be said aloud."""

import re
from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.model import Account

NUMBER = re.compile(r"-\d+$")


def next_id(session: Session, team_id: str, account_id: str) -> str:
    """The id of the next thing of an account: `acme-7`."""
    number = session.scalar(
        update(Account)
        .where(Account.team_id == team_id, Account.id == account_id)
        .values(last_number=Account.last_number + 1)
        .returning(Account.last_number)
        .execution_options(synchronize_session=False)
    )
    return f"{account_id}-{number}"


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
