"""The statements of a turn, each made once: they take any number of rows as JSON."""

import functools
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Insert,
    Integer,
    Select,
    String,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    update,
)

from bot.database import UtcDateTime, given, insert_into
from bot.model import Lane, Message, Pace

LANE, MESSAGE, PACE = (cast("Table", one.__table__) for one in (Lane, Message, Pace))
WAITING: ColumnElement[str] = literal_column("'waiting'")
"""Literally: with a bound value SQLite would not use the partial index."""
MOMENT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class Statements:
    """What a turn says to the database."""

    mine: Select[Any]
    held: Select[Any]
    settle: Update
    due: Select[Any]
    firsts: Select[Any]
    move: Update
    paces: Select[Any]
    keep: Insert


@functools.cache
def statements(dialect: str) -> Statements:
    """All of them, for one kind of database."""
    return Statements(
        mine=_mine(dialect),
        held=_mine(dialect).with_for_update(of=LANE, skip_locked=True),
        settle=_settle(dialect),
        due=_due(),
        firsts=_firsts(dialect),
        move=_move(dialect),
        paces=_paces(),
        keep=_keep(dialect),
    )


def _mine(dialect: str) -> Select[Any]:
    """Of the given lanes those whose lease is still the owner's; `held`: that nobody else holds."""
    keys = given(dialect, "rows", team_id=String(), lane=String())
    here = and_(LANE.c.team_id == keys.c.team_id, LANE.c.channel == keys.c.lane)
    found = select(LANE.c.team_id, LANE.c.channel).select_from(keys).join(LANE, here)
    return found.where(LANE.c.lease_owner == bindparam("owner"))


def _settle(dialect: str) -> Update:
    """What became of messages."""
    rows = given(
        dialect, "rows", team_id=String(), id=String(), state=String(), reason=Text(),
        attempts=Integer(), channel=String(), ts=String(), settled_at=MOMENT,
    )  # fmt: skip
    changed = ("state", "reason", "attempts", "channel", "ts", "settled_at")
    return (
        update(MESSAGE)
        .where(MESSAGE.c.team_id == rows.c.team_id, MESSAGE.c.id == rows.c.id)
        .values({name: rows.c[name] for name in changed})
    )


def _due() -> Select[Any]:
    """The lanes that are to be looked at, those that nobody holds."""
    return (
        select(LANE.c.team_id, LANE.c.channel, LANE.c.free_at, LANE.c.sending)
        .where(LANE.c.due_at <= bindparam("now", type_=UtcDateTime()))
        .order_by(LANE.c.due_at)
        .limit(bindparam("room", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


def _firsts(dialect: str) -> Select[Any]:
    """Each given lane's first message that waits, with the place of the one it refers to.

    When it was written is told of a message only that Slack may have.
    """
    keys = given(dialect, "rows", team_id=String(), lane=String(), unsure=BigInteger())
    above, earlier = MESSAGE.alias("above"), MESSAGE.alias("earlier")
    first = (
        select(func.min(earlier.c.number))
        .where(earlier.c.team_id == keys.c.team_id, earlier.c.lane == keys.c.lane)
        .where(earlier.c.state == WAITING)
        .correlate(keys)
        .scalar_subquery()
    )
    here = and_(
        MESSAGE.c.team_id == keys.c.team_id,
        MESSAGE.c.lane == keys.c.lane,
        MESSAGE.c.state == WAITING,
        MESSAGE.c.number == first,
    )
    refers = and_(above.c.team_id == MESSAGE.c.team_id, above.c.id == MESSAGE.c.refers_to)
    wanted = (
        "team_id", "lane", "number", "id", "method", "kind", "payload", "attempts", "refers_to",
    )  # fmt: skip
    at = case((MESSAGE.c.number == keys.c.unsure, MESSAGE.c.created_at)).label("created_at")
    place = (above.c.channel.label("above_channel"), above.c.ts.label("above_ts"))
    found = select(*(MESSAGE.c[name] for name in wanted), at, *place)
    return found.select_from(keys).join(MESSAGE, here).outerjoin(above, refers)


def _move(dialect: str) -> Update:
    """Everything that a turn may change in lanes."""
    rows = given(
        dialect, "rows", team_id=String(), lane=String(), due_at=MOMENT, free_at=MOMENT,
        lease_until=MOMENT, lease_owner=String(), sending=BigInteger(),
    )  # fmt: skip
    changed = ("due_at", "free_at", "lease_until", "lease_owner", "sending")
    return (
        update(LANE)
        .where(LANE.c.team_id == rows.c.team_id, LANE.c.channel == rows.c.lane)
        .values({name: rows.c[name] for name in changed})
    )


def _paces() -> Select[Any]:
    """The ceilings of some workspaces; nobody else claims under them until the commit."""
    found = select(PACE).where(PACE.c.team_id.in_(bindparam("teams", expanding=True)))
    return found.order_by(PACE.c.team_id, PACE.c.method).with_for_update()


def _keep(dialect: str) -> Insert:
    """What of a ceiling is used up."""
    insert = insert_into(PACE, dialect)
    return insert.on_conflict_do_update(
        index_elements=["team_id", "method"], set_={"free_at": insert.excluded.free_at}
    )
