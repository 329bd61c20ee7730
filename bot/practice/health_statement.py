"""Health of all accounts, or of some, as statements: one computes it, the others follow from it.

They are built and compiled once a database; what a workspace set, and what day it is, comes in as
JSON. The formulas are those of `health_shares` and `health_score`, in whole numbers as well.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    BindParameter,
    Case,
    ColumnElement,
    Date,
    FromClause,
    Insert,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from bot.database import UtcDateTime, given, insert_into
from bot.model import (
    Account,
    Goal,
    Health,
    HealthBand,
    HealthSnapshot,
    Member,
    Milestone,
    Plan,
    SignalNow,
    WorkingTime,
)
from bot.practice.goal import LEAST_ELAPSED
from bot.practice.health_score import ROUNDED
from bot.practice.health_shares import LONG_WAY, WHOLE
from bot.practice.nudges.dialects import AtMost, LastJoin, with_constants
from bot.practice.nudges.goals import (
    HAS_TARGET,
    Latest,
    days_gone,
    days_in_all,
    is_achieved,
    is_lost,
    with_latest,
)
from bot.practice.nudges.limits import ALL_SEGMENTS, NO_ZONE

Number = ColumnElement[int]

TEAM = bindparam("of_team", type_=String())
NOW = bindparam("as_of_now", type_=UtcDateTime())
SEGMENTS: BindParameter[list[str]] = bindparam("own_segments", expanding=True)
SHARES = ("goals", "progress", "proxies")
TOLD = (
    "score",
    "band",
    *SHARES,
    "goals_weight",
    "progress_weight",
    "proxies_weight",
    "green",
    "yellow",
)
"""What a computation may change."""
KEPT = tuple(name for name in TOLD if name not in ("green", "yellow"))
"""What a snapshot keeps of it."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What computes health and what keeps a snapshot of what changed."""

    compute: Insert
    keep: Insert


@functools.cache
def statements(dialect: str, *, some: bool) -> Statements:
    """The statements for “sqlite” or “postgresql”: for all accounts, or for some that are given."""
    return Statements(with_constants(_compute(dialect, some=some)), _keep(dialect, some=some))


def _compute(dialect: str, *, some: bool) -> Insert:
    """Writes each health that comes out otherwise than it stands."""
    found = _scored(_parts(dialect, some=some))
    insert = insert_into(Health, dialect).from_select(
        ["team_id", "account_id", "as_of", *TOLD, "computed_at", "changed_at"], found
    )
    new = insert.excluded
    same = and_(*(Health.__table__.c[n].is_not_distinct_from(new[n]) for n in ("score", "band")))
    return insert.on_conflict_do_update(
        index_elements=[Health.team_id, Health.account_id],
        set_={name: new[name] for name in (*TOLD, "as_of", "computed_at")}
        | {"changed_at": case((same, Health.changed_at), else_=new.changed_at)},
        where=or_(*(Health.__table__.c[name].is_distinct_from(new[name]) for name in TOLD)),
    )


def _keep(dialect: str, *, some: bool) -> Insert:
    """Keeps a snapshot of each health that changed now, and gives the accounts.

    A second one of the same instant takes the place of the first.
    """
    found = select(
        Health.team_id, Health.account_id, Health.changed_at, *(getattr(Health, n) for n in KEPT)
    ).where(*_of_team(dialect, Health, some=some), Health.changed_at == NOW)
    insert = insert_into(HealthSnapshot, dialect).from_select(
        ["team_id", "account_id", "at", *KEPT], found
    )
    return insert.on_conflict_do_update(
        index_elements=[HealthSnapshot.team_id, HealthSnapshot.account_id, HealthSnapshot.at],
        set_={name: insert.excluded[name] for name in KEPT},
    ).returning(HealthSnapshot.account_id)


def among(dialect: str, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The condition that a row belongs to one of the given accounts."""
    return column.in_(select(given(dialect, "chosen", account_id=String()).c.account_id))


def _of_team(
    dialect: str, table: type[Health] | type[Account], *, some: bool
) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is of the workspace; where some are given, of one of these."""
    account_id = Account.id if table is Account else Health.account_id
    return (table.team_id == TEAM, *([among(dialect, account_id)] if some else ()))


def _parts(dialect: str, *, some: bool) -> CTE:
    """Each account with its day, its terms and the share of each part, computed once."""
    span = _placed(dialect, some=some)
    found: FromClause = span
    shares = []
    for part in (_goals(span), _progress(span), _proxies(dialect, span)):
        share, found = _each(dialect, span, found, part)
        shares.append(share)
    return (
        select(
            span.c.team_id,
            span.c.account_id,
            span.c.today.label("as_of"),
            *(span.c[f"{name}_weight"].label(f"{name}_terms") for name in SHARES),
            span.c.green,
            span.c.yellow,
            *(share.label(name) for name, share in zip(SHARES, shares, strict=True)),
        )
        .select_from(found)
        .cte("parts")
        .prefix_with("MATERIALIZED")
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of the score is made of: the rows that belong to an account, and their share.

    Rows belong where `of` is what `span` holds under `key`; `more` joins to them what they need.
    """

    of: InstrumentedAttribute[str]
    key: str
    more: Callable[[FromClause], FromClause]
    where: Sequence[ColumnElement[bool]]
    share: ColumnElement[int]


def _each(
    dialect: str, span: CTE, found: FromClause, part: _Part
) -> tuple[ColumnElement[int], FromClause]:
    """A part's share, and where it comes from beside what was found before.

    PostgreSQL is faster by far where it goes through all rows once and groups them; SQLite, which
    would sort them for that, where it looks up those of one account after the other.
    """
    table = part.of.class_
    belongs = (table.team_id == TEAM) & (part.of == span.c[part.key])
    if dialect == "sqlite":
        one = select(part.share).select_from(part.more(table.__table__)).correlate(span)
        return one.where(belongs, *part.where).scalar_subquery(), found
    rows = part.more(span.join(table.__table__, belongs))
    groups = select(part.of.label("key"), part.share.label("share")).select_from(rows)
    each = groups.where(*part.where).group_by(part.of).subquery()
    return each.c.share, found.outerjoin(each, each.c.key == span.c[part.key])


def _placed(dialect: str, *, some: bool) -> CTE:
    """Each account with its open plan, and the span of its segment and its owner's zone."""
    holds = _spans(dialect)
    segment = case((Account.segment.in_(SEGMENTS), Account.segment), else_=ALL_SEGMENTS)
    zone = func.coalesce(WorkingTime.zone, Member.zone, NO_ZONE)
    people = Account.__table__.outerjoin(
        Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id)
    ).outerjoin(
        WorkingTime,
        (WorkingTime.team_id == Account.team_id) & (WorkingTime.id == Account.owner_id),
    )
    placed = LastJoin(people, holds, (holds.c.segment == segment) & (holds.c.zone == zone))
    is_open = (
        (Plan.team_id == Account.team_id)
        & (Plan.account_id == Account.id)
        & Plan.ended_on.is_(None)
    )
    return (
        select(Account.team_id, Account.id.label("account_id"), Plan.id.label("plan_id"), *holds.c)
        .select_from(placed.outerjoin(Plan, is_open))
        .where(*_of_team(dialect, Account, some=some))
        .cte("span")
        .prefix_with("MATERIALIZED")
    )


def _spans(dialect: str) -> CTE:
    """What holds in a segment and zone: the day there, the terms, since when a goal is fresh."""
    numbers = {f"{name}_weight": Integer() for name in SHARES}
    rows = given(
        dialect,
        "spans",
        number=Integer(),
        segment=String(),
        zone=String(),
        today=Date(),
        fresh_since=Date(),
        green=Integer(),
        yellow=Integer(),
        **numbers,
    )
    return select(*rows.c).cte("spans").prefix_with("MATERIALIZED")


def _limits(dialect: str) -> CTE:
    """What counts of a kind of signal in a span: see `health.values_of`."""
    rows = given(
        dialect,
        "limits",
        span=Integer(),
        kind=String(),
        low=BigInteger(),
        high=BigInteger(),
        at_low=Integer(),
        at_high=Integer(),
        bad=BigInteger(),
        unit=BigInteger(),
        steps=BigInteger(),
        half=BigInteger(),
        since=Date(),
        weight=BigInteger(),
    )
    kind = cast(rows.c.kind, String).label("kind")  # else SQLite compares it without an index
    rest = (one for one in rows.c if one.name != "kind")
    return select(kind, *rest).cte("limits").prefix_with("MATERIALIZED")


def _goals(span: CTE) -> _Part:
    """The mean pace of the open plan's goals of which it is known: `health_shares.goal_share`."""
    is_fresh = Latest.read_on >= span.c.fresh_since
    share = case((is_achieved(), WHOLE), (is_lost(), 0), else_=_pace())
    return _Part(
        Goal.plan_id,
        "plan_id",
        with_latest,
        (*HAS_TARGET, Goal.due_on.is_not(None), or_(is_fresh, is_achieved(), is_lost())),
        _divided(_sum(share), func.nullif(func.count(), 0, type_=BigInteger)),
    )


def _pace() -> ColumnElement[int]:
    """Of a goal that is not reached: see `health_shares`."""
    rises = Goal.target > Goal.baseline
    base, latest, target = map(_steps, (Goal.baseline, Latest.value, Goal.target))
    come, way = (case((rises, one - base), else_=base - one) for one in (latest, target))
    attained = case((way == 0, 0), else_=_share(come, way))
    top, bottom = LEAST_ELAPSED.as_integer_ratio()
    gone, days = days_gone(), days_in_all()
    paced = case(
        (gone * bottom < days * top, attained * bottom // top),
        else_=_divided(attained * days, gone),
    )
    return AtMost(paced, WHOLE)


def _progress(span: CTE) -> _Part:
    """See `health_shares.progress_share`."""
    is_done, is_due = Milestone.done_on.is_not(None), Milestone.due_on <= span.c.today
    done, due = (_sum(case((one, Milestone.weight), else_=0)) for one in (is_done, is_due))
    share = case((due > 0, _share(done, due)))
    return _Part(Milestone.plan_id, "plan_id", lambda milestones: milestones, (), share)


def _proxies(dialect: str, span: CTE) -> _Part:
    """The weighted mean of each account's fresh signals that count.

    An outer join tells PostgreSQL that no row is lost: it would expect few and sort them.
    """
    limits = _limits(dialect)
    limit = limits.c
    value = _steps(SignalNow.value)
    between = func.abs(value - limit.bad, type_=BigInteger) // limit.unit * WHOLE + limit.half
    share = case(
        (value <= limit.low, limit.at_low),
        (value >= limit.high, limit.at_high),
        else_=between // limit.steps,
    )
    counts = and_(
        limit.span == span.c.number,
        limit.kind == SignalNow.kind,
        SignalNow.read_on >= limit.since,
    )
    return _Part(
        SignalNow.account_id,
        "account_id",
        lambda signals: signals.join(limits, counts, isouter=dialect != "sqlite"),
        (),
        _divided(_sum(limit.weight * share), _sum(limit.weight)),
    )


def _sum(value: ColumnElement[Any]) -> Number:
    """PostgreSQL adds up to decimals, and would divide them so."""
    return cast(func.sum(value), BigInteger)


def _share(come: Number, way: Number) -> Case[Any]:
    """See `health_shares.share`."""
    part, parts = come // WHOLE, way // WHOLE
    return case(
        (come <= 0, 0),
        (come >= way, WHOLE),
        (way > LONG_WAY, _divided(part * WHOLE, parts)),
        else_=_divided(come * WHOLE, way),
    )


def _divided(value: Number, by: Number) -> Number:
    """To the nearest whole number."""
    return (value + by // 2) // by


def _steps(column: InstrumentedAttribute[Any]) -> Number:
    """A measurement as the whole number that the database keeps."""
    return type_coerce(column, BigInteger)


def _scored(parts: CTE) -> Select[*tuple[Any, ...]]:
    """Score and band, and the weights that counted."""
    known = [parts.c[name] for name in SHARES]
    weights = [
        case((one.is_(None), 0), else_=parts.c[f"{name}_terms"])
        for name, one in zip(SHARES, known, strict=True)
    ]
    weighed = select(
        *(parts.c[name] for name in ("team_id", "account_id", "as_of", "green", "yellow")),
        *known,
        *(one.label(f"{name}_weight") for name, one in zip(SHARES, weights, strict=True)),
    ).subquery("weighed")
    of = weighed.c
    whole = of.goals_weight + of.progress_weight + of.proxies_weight
    come = sum(
        (of[f"{name}_weight"] * func.coalesce(of[name], 0) for name in SHARES),
        literal_column("0", Integer()),
    )
    points = (100 * come + ROUNDED * whole) // (WHOLE * whole)
    is_known = or_(of.goals.is_not(None), of.progress.is_not(None))
    scored = select(*of, case((is_known, points)).label("score")).subquery("scored")
    told = {name: scored.c[name] for name in TOLD if name != "band"} | {"band": _band(scored)}
    return select(
        scored.c.team_id,
        scored.c.account_id,
        scored.c.as_of,
        *(told[name] for name in TOLD),
        NOW,
        NOW,
    ).where(true())


def _band(scored: FromClause) -> Case[Any]:
    return case(
        (scored.c.score.is_(None), HealthBand.UNKNOWN.value),
        (scored.c.score >= scored.c.green, HealthBand.GREEN.value),
        (scored.c.score >= scored.c.yellow, HealthBand.YELLOW.value),
        else_=HealthBand.RED.value,
    )
