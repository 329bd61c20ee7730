"""Marks of the accounts whose health is to be computed anew.

Whoever marks an account holds the mark until the commit: so nobody takes the mark away and computes
without what was written with it.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, String, bindparam, delete, select, true
from sqlalchemy.orm import Session

from bot.database import DatabaseNow, given, insert_into
from bot.model import Account, HealthDue
from bot.practice.rows import ask


def mark(session: Session, team_id: str, account_ids: Collection[str]) -> None:
    """Have the health of these accounts computed anew, within a minute of the commit."""
    if account_ids:
        listed = given(session.get_bind().dialect.name, "marked", account_id=String())
        named = select(listed.c.account_id)
        ids = [{"account_id": one} for one in account_ids]
        _mark(session, team_id, Account.id.in_(named), marked=ids)


def unmark(session: Session, team_id: str, account_ids: Collection[str]) -> None:
    """Take the marks of these accounts away, which this transaction holds."""
    listed = given(session.get_bind().dialect.name, "marked", account_id=String())
    gone = delete(HealthDue).where(
        HealthDue.team_id == bindparam("of_team"),
        HealthDue.account_id.in_(select(listed.c.account_id)),
    )
    ids = [{"account_id": one} for one in account_ids]
    ask(session, gone, of_team=team_id, marked=ids)


def mark_segment(session: Session, team_id: str, segment: str) -> None:
    """The same for all accounts of a segment, or for all there are where it is empty."""
    where = Account.segment == bindparam("of_segment") if segment else true()
    _mark(session, team_id, where, **({"of_segment": segment} if segment else {}))


def _mark(session: Session, team_id: str, where: ColumnElement[bool], **values: object) -> None:
    """In the order of their ids: two who mark the same accounts wait, and never for each other."""
    found = (
        select(Account.team_id, Account.id, DatabaseNow())
        .where(Account.team_id == bindparam("of_team"), where)
        .order_by(Account.id)
    )
    insert = insert_into(HealthDue, session.get_bind().dialect.name)
    marks = insert.from_select(["team_id", "account_id", "marked_at"], found)
    again = marks.on_conflict_do_update(
        index_elements=[HealthDue.team_id, HealthDue.account_id],
        set_={"marked_at": marks.excluded.marked_at},
    )
    ask(session, again, of_team=team_id, **values)
