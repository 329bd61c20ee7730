"""What the statements over a cohort share: their parameters, and whom they are about."""

from typing import Any

from sqlalchemy import ColumnElement, Date, String, bindparam, case, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.model import Account
from bot.practice.metrics.cohort import Cohort

BEGINS_ON, ENDS_ON = (bindparam(name, type_=Date()) for name in ("begins_on", "ends_on"))
TEAM_ID, SEGMENT = (bindparam(name, type_=String()) for name in ("team_id", "segment"))
NOTHING: ColumnElement[Any] = literal_column("0")


def filled_in(team_id: str, cohort: Cohort, **more: object) -> dict[str, object]:
    """The parameters of a statement over a cohort."""
    period = cohort.period
    given = {"team_id": team_id, "begins_on": period.begins_on, "ends_on": period.ends_on}
    return given | more | ({} if cohort.segment is None else {"segment": cohort.segment})


def within(day: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether a day is in the period."""
    return day.between(BEGINS_ON, ENDS_ON)


def count_if(where: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows it is true of; 0 of none."""
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0)


def accounts_of(*, in_segment: bool) -> list[ColumnElement[bool]]:
    """The accounts of the cohort."""
    here = [Account.team_id == TEAM_ID]
    return [*here, Account.segment == SEGMENT] if in_segment else here


def at_accounts(
    account_id: ColumnElement[str] | InstrumentedAttribute[str], *, in_segment: bool
) -> list[ColumnElement[bool]]:
    """Whether something is of an account of the cohort; of all of them nothing need be asked."""
    if not in_segment:
        return []
    return [account_id.in_(select(Account.id).where(*accounts_of(in_segment=True)))]
