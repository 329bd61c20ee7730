"""Which account a line of a file means, and whether its names are free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.model import Account, AccountStatus, Alias, Member, Standing
from bot.practice.account_columns import ACCOUNTS
from bot.practice.columns import Fault, Values
from bot.practice.names import key_of

FIELDS = (
    "owner_id",
    *(column for column in ACCOUNTS.columns if column not in {"aliases", "owner"}),
)
"""What a file can say of an account, as the table calls it; aliases have a table of their own."""

BLANK: Values = dict.fromkeys((*FIELDS, "name_key")) | {"status": AccountStatus.ACTIVE}
INSIDERS = (Standing.NAMED, Standing.COLLEAGUE)


class ClashError(Exception):
    """The line cannot mean an account of its own; `fault` says why."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(column, value, reason)


@dataclass(slots=True)
class Plan:
    """An account as it is and as its line wants it. A new one has no `before` and, at first, no id.

    Aliases go from a name's key to its spelling.
    """

    line: int
    id: str
    before: Values | None
    after: Values
    old_aliases: dict[str, str]
    aliases: dict[str, str]


@dataclass(slots=True)
class Known:
    """What the database holds of the names, ids and owners in one batch of lines."""

    accounts: dict[str, Values] = field(default_factory=dict)
    by_external_id: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    by_alias: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Claims:
    """What earlier lines of the file took, each with its line, and which names they gave up."""

    names: dict[str, int] = field(default_factory=dict)
    external_ids: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    freed: set[str] = field(default_factory=set)


def look_up(session: Session, team_id: str, batch: Sequence[Values], *, lock: bool) -> Known:
    """Everything that the lines of a batch may mean or meet, in three statements.

    With `lock` the accounts stay as they are until the transaction's end, so that what is compared
    is what is changed.
    """
    known = Known()
    keys = {key_of(one) for values in batch for one in _names(values)}
    _look_up_accounts(session, team_id, keys, _all(batch, "external_id"), known, lock=lock)
    _look_up_aliases(session, team_id, keys, known)
    if emails := _all(batch, "owner_email"):
        people = select(func.lower(Member.email).label("email"), Member.id).where(
            Member.team_id == team_id,
            func.lower(Member.email).in_(emails),
            Member.standing.in_(INSIDERS),
        )
        known.owners = {row.email: row.id for row in session.execute(people)}
    return known


def _names(values: Values) -> Iterable[str]:
    return (*values.get("aliases", ()), *([values["name"]] if "name" in values else ()))


def _all(batch: Sequence[Values], column: str) -> set[Any]:
    return {values[column] for values in batch if column in values}


def _look_up_accounts(
    session: Session,
    team_id: str,
    keys: set[str],
    external_ids: set[str],
    known: Known,
    *,
    lock: bool,
) -> None:
    columns = [getattr(Account, name) for name in (*FIELDS, "name_key")]
    accounts = select(Account.id, *columns).where(
        Account.team_id == team_id,
        or_(Account.name_key.in_(keys), Account.external_id.in_(external_ids)),
    )
    for row in session.execute(accounts.with_for_update() if lock else accounts):
        values = dict(row._mapping)
        id_ = values.pop("id")
        known.accounts[id_] = values
        known.by_name[values["name_key"]] = id_
        if values["external_id"]:
            known.by_external_id[values["external_id"]] = id_


def _look_up_aliases(session: Session, team_id: str, keys: set[str], known: Known) -> None:
    aliases = select(Alias.id, Alias.account_id, Alias.name).where(
        Alias.team_id == team_id,
        or_(Alias.id.in_(keys), Alias.account_id.in_(known.accounts)),
    )
    for row in session.execute(aliases):
        known.by_alias[row.id] = row.account_id
        known.aliases.setdefault(row.account_id, {})[row.id] = row.name


def plan_line(known: Known, claims: Claims, number: int, values: Values) -> Plan:
    """The account that a line means, and how it is to be; its names are claimed.

    Raises ClashError where a name or an external id is another's.
    """
    _check_file(claims, values)
    id_ = _match(known, claims, values)
    before = known.accounts[id_] if id_ else None
    key = key_of(values["name"])
    old_aliases = known.aliases.get(id_, {}) if id_ else {}
    aliases = (
        {key_of(one): one for one in values["aliases"]} if "aliases" in values else old_aliases
    )
    plan = Plan(
        line=number,
        id=id_ or "",
        before=before,
        after=_after(before, values, key, known),
        old_aliases=old_aliases,
        aliases={one: name for one, name in aliases.items() if one != key},
    )
    _check_free(known, claims, plan)
    _claim(claims, plan, values.get("external_id"))
    return plan


def _check_file(claims: Claims, values: Values) -> None:
    """A name, alias or external id is on one line of the file only."""
    external_id = values.get("external_id", "")
    if line := claims.external_ids.get(external_id):
        raise ClashError("external_id", external_id, f"is on line {line} of the file already")
    for column, names in (("name", (values["name"],)), ("aliases", values.get("aliases", ()))):
        for name in names:
            if line := claims.names.get(key_of(name)):
                raise ClashError(column, name, f"is a name on line {line} of the file already")


def _match(known: Known, claims: Claims, values: Values) -> str | None:
    key, external_id = key_of(values["name"]), values.get("external_id")
    found = known.by_external_id.get(external_id or "")
    if found is None and key not in claims.freed:
        found = known.by_name.get(key)
    if found is None:
        return None
    if line := claims.accounts.get(found):
        raise ClashError("name", values["name"], f"means the account {found}, as line {line} does")
    other = known.accounts[found]["external_id"]
    if external_id and other and other != external_id:
        reason = f"is the account {found} already, whose external_id is {other}"
        raise ClashError("name", values["name"], reason)
    return found


def _after(before: Values | None, values: Values, key: str, known: Known) -> Values:
    before = before or BLANK
    after = before | {column: values[column] for column in FIELDS if column in values}
    after["name_key"] = key
    email = values.get("owner_email")
    if "owner" in values:
        after["owner_id"] = values["owner"]
        if not email and values["owner"] != before["owner_id"]:
            after["owner_email"] = None
    elif email in known.owners:
        after["owner_id"] = known.owners[email]
    elif email and email != before["owner_email"]:
        after["owner_id"] = None  # whoever it was, it is somebody else now: to be looked up
    return after


def _check_free(known: Known, claims: Claims, plan: Plan) -> None:
    wanted = [("name", plan.after["name_key"], plan.after["name"])]
    wanted += [("aliases", key, name) for key, name in plan.aliases.items()]
    for column, key, name in wanted:
        holder = known.by_name.get(key) or known.by_alias.get(key)
        if holder not in (None, plan.id) and key not in claims.freed:
            raise ClashError(column, name, f"is a name of the account {holder} already")


def _claim(claims: Claims, plan: Plan, external_id: str | None) -> None:
    kept = {plan.after["name_key"], *plan.aliases}
    claims.names |= dict.fromkeys(kept, plan.line)
    if external_id:
        claims.external_ids[external_id] = plan.line
    if plan.before is not None:
        claims.accounts[plan.id] = plan.line
        claims.freed |= {plan.before["name_key"], *plan.old_aliases} - kept
