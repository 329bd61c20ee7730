"""A rule as statements: what writes its new matters, and what closes its settled ones.

They are built and compiled once. What a workspace set and what the time is comes in as values: the
spans as one JSON text, so that a statement is the same for one zone and for forty.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    FromClause,
    Insert,
    Integer,
    Select,
    String,
    TextClause,
    Update,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from bot.database import UtcDateTime, insert_into
from bot.model import Account, AccountStatus, Member, Nudge, NudgeState, WorkingTime
from bot.model.nudge import PRESSING
from bot.practice.nudges.dialects import LastJoin
from bot.practice.nudges.limits import ALL_SEGMENTS, LONG_AGO, NO_ZONE, Moment, Span, bounds
from bot.practice.nudges.rule import Rule
from bot.practice.nudges.table import RULES

COLUMNS = (
    "team_id",
    "id",
    "rule",
    "subject_id",
    "episode",
    "account_id",
    "state",
    "began_on",
    "opened_at",
)
NOT_YET = (
    "closed_at",
    "told_at",
    "snoozed_until",
    "escalated_at",
    "escalation_id",
    "message_id",
)
"""What has not happened yet to a matter that stands anew."""

TEAM: BindParameter[str] = bindparam("of_team", type_=String)
ACCOUNT: BindParameter[str] = bindparam("of_account", type_=String)
SEGMENTS: BindParameter[Sequence[str]] = bindparam("own_segments", expanding=True)
SPANS: BindParameter[str] = bindparam("spans", type_=String)
NOW: BindParameter[datetime] = bindparam("as_of", type_=UtcDateTime())


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one rule; `values_of` gives what they are to be carried out with.

    `settle` is `close` for one account, `of_account`. `open_again` is for what had settled by
    itself and stands again in the same episode.
    """

    open: Insert
    close: Update
    settle: Update
    open_again: Update


def values_of(
    rule: Rule, team_id: str, segments: Sequence[str], spans: Sequence[Span], now: datetime
) -> dict[str, object]:
    """What a rule's statements are carried out with: where, in which spans, as of when."""
    since, cut = bounds(spans) if spans else (_moment(rule), _moment(rule))
    return {
        "of_team": team_id,
        "own_segments": list(segments),
        "spans": orjson.dumps([_as_json(one) for one in spans]).decode(),
        "least_since": since,
        "greatest_cut": cut,
        "as_of": now,
    }


def _moment(rule: Rule) -> Moment:
    return datetime(1900, 1, 1, tzinfo=UTC) if rule.matters.is_instant else LONG_AGO


def _as_json(span: Span) -> dict[str, object]:
    return {
        "segment": span.segment,
        "zone": span.zone,
        "label": span.label,
        "days": span.days,
        "today": span.today.isoformat(),
        "since": _as_text(span.since),
        "cut": _as_text(span.cut),
    }


def _as_text(moment: Moment) -> str:
    """As SQLite keeps it, which is also how PostgreSQL reads it: its sessions are in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return date.isoformat(moment)


@functools.cache
def statements(rule_name: str, dialect: str) -> Statements:
    """The statements of a rule for “sqlite” or “postgresql”."""
    rule, is_sqlite = RULES[rule_name], dialect == "sqlite"
    span = _spans(rule, is_sqlite)
    stands = _still_stands(rule, span)
    closed = {"state": NudgeState.DONE, "closed_at": NOW}
    opened = {"state": NudgeState.OPEN, "opened_at": NOW} | dict.fromkeys(NOT_YET)
    settled = (Nudge.state == NudgeState.DONE, Nudge.closed_by.is_(None))
    close = _of_rule(rule, PRESSING, ~stands).values(closed)
    return Statements(
        open=_open(rule, span, dialect),
        close=close,
        settle=close.where(Nudge.account_id == ACCOUNT),
        open_again=_of_rule(rule, *settled, stands).values(opened),
    )


def _of_rule(rule: Rule, *where: ColumnElement[bool] | TextClause) -> Update:
    return update(Nudge).where(Nudge.team_id == TEAM, Nudge.rule == rule.name, *where)


def _open(rule: Rule, span: FromClause, dialect: str) -> Insert:
    """Writes the matters that stand, unless they are known."""
    episode, subject = _episode(rule, span), rule.matters.subject
    found = _standing(rule, span).with_only_columns(
        TEAM,
        literal(f"{rule.name}:") + subject + literal(":") + episode,
        literal(rule.name),
        subject,
        episode,
        Account.id,
        literal(NudgeState.OPEN.value),
        func.date(rule.matters.anchor),
        NOW,
        maintain_column_froms=True,
    )
    insert = insert_into(Nudge, dialect)
    return insert.from_select(COLUMNS, found).on_conflict_do_nothing()


def _still_stands(rule: Rule, span: FromClause) -> ColumnElement[bool]:
    """Whether a nudge's matter stands, in its episode."""
    standing = _standing(rule, span).where(
        rule.matters.subject == Nudge.subject_id, _episode(rule, span) == Nudge.episode
    )
    one = standing.with_only_columns(literal(1), maintain_column_froms=True)
    return one.correlate(Nudge).exists()


def _standing(rule: Rule, span: FromClause) -> Select[*tuple[Any, ...]]:
    """The matters that stand: of active accounts, in the span of their segment and zone.

    What an index can find at once is said first, by values and not by the spans.
    """
    matters, kind = rule.matters, _kind(rule)
    table = next(iter(matters.subject.base_columns)).table
    return (
        select()
        .select_from(_source(rule, span))
        .where(
            table.c.team_id == TEAM,
            *matters.where,
            matters.anchor >= bindparam("least_since", type_=kind),
            matters.anchor < bindparam("greatest_cut", type_=kind),
            matters.anchor >= span.c.since,
            matters.anchor < span.c.cut,
            Account.status == literal(AccountStatus.ACTIVE, literal_execute=True),
        )
    )


def _source(rule: Rule, span: FromClause) -> FromClause:
    """All that it could be about, each with the span of its account's segment and owner's zone."""
    segment = case((Account.segment.in_(SEGMENTS), Account.segment), else_=ALL_SEGMENTS)
    zone = func.coalesce(WorkingTime.zone, Member.zone, NO_ZONE)
    fits = (span.c.segment == segment) & (span.c.zone == zone)
    if rule.matters.step is not None:
        fits &= span.c.label == rule.matters.step
    source = rule.matters.source.outerjoin(
        Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id)
    ).outerjoin(
        WorkingTime,
        (WorkingTime.team_id == Account.team_id) & (WorkingTime.id == Account.owner_id),
    )
    return LastJoin(source, span, fits)


def _spans(rule: Rule, is_sqlite: bool) -> FromClause:
    """The spans as a table."""
    kinds: dict[str, TypeEngine[Any]] = {
        "segment": String(),
        "zone": String(),
        "label": String(),
        "days": Integer(),
        "today": Date(),
        "since": _kind(rule),
        "cut": _kind(rule),
    }
    if not is_sqlite:
        of_json = func.jsonb_to_recordset(cast(SPANS, JSONB)).table_valued(
            *(column(name, kind) for name, kind in kinds.items())
        )
        return of_json.render_derived(name="span", with_types=True)
    each = func.json_each(SPANS).table_valued("value", name="each")
    columns = (
        type_coerce(func.json_extract(each.c.value, f"$.{name}"), kind).label(name)
        for name, kind in kinds.items()
    )
    return select(*columns).cte("span").prefix_with("MATERIALIZED")


def _kind(rule: Rule) -> TypeEngine[Any]:
    return UtcDateTime() if rule.matters.is_instant else Date()


def _episode(rule: Rule, span: FromClause) -> ColumnElement[str]:
    """The day on which it last moved, and the step where the rule has several."""
    day = cast(func.date(rule.matters.anchor), String)
    has_steps = len(rule.steps) > 1 and rule.matters.step is None  # else the anchor moves with it
    return day + literal("/") + span.c.label if has_steps else day
