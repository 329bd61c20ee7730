"""What customers said in a period, by statements: grouped by stage, segment, month, and by step.

Instants are cut into days in UTC, as all figures of the dashboards are.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.database import UtcDateTime
from bot.model import Account, Language, Occasion, Response, ResponseState, Stage, SurveyKind
from bot.practice.metrics.asked import SEGMENT, TEAM_ID, at_accounts, count_if
from bot.practice.metrics.cohort import Cohort, Period
from bot.practice.response import ENDS
from bot.practice.rows import ask
from bot.practice.survey_score import FEWEST, IS_LOW, WORTH, Said

MOST_STEPS = 500
"""So many steps are looked at, those with most answers."""
MOST_TEXTS = 2_000
"""So many texts are looked at, the latest."""
BEGINS_AT, ENDS_AT, SINCE, NOW = (
    bindparam(name, type_=UtcDateTime()) for name in ("begins_at", "ends_at", "since", "now")
)
_of_account = (Account.team_id == Response.team_id) & (Account.id == Response.account_id)
_of_occasion = (Occasion.team_id == Response.team_id) & (Occasion.id == Response.occasion_id)


def within(at: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether an instant is in the period."""
    return (at >= BEGINS_AT) & (at < ENDS_AT)


IS_ASKED = within(Response.asked_at) & (Response.state != ResponseState.WITHDRAWN)
IS_OPEN = (Response.state == ResponseState.ASKED) & (Response.expires_at > NOW)
IS_ANSWER = within(Response.answered_at)
COUNTS = (
    count_if(IS_ASKED).label("asked"),
    count_if(IS_ASKED & Response.answered_at.is_not(None)).label("replied"),
    count_if(IS_ASKED & IS_OPEN).label("open"),
    count_if(IS_ANSWER).label("answers"),
    count_if(IS_ANSWER & IS_LOW).label("low"),
    func.coalesce(func.sum(case((IS_ANSWER, WORTH), else_=0)), 0).label("total"),
)
"""In the order of the fields of `Said`, after its kind."""
IS_NEAR = (
    Response.team_id == TEAM_ID,
    Response.asked_at >= SINCE,
    Response.asked_at < ENDS_AT,
)
"""What was asked or answered in the period: an answer comes before its question ends."""


def filled_in(team_id: str, period: Period, now: datetime) -> dict[str, object]:
    """The parameters of a statement over a period."""
    return span(team_id, **instants(period), now=now)


def span(team_id: str, begins_at: datetime, ends_at: datetime, now: datetime) -> dict[str, object]:
    """The parameters of a statement over what happened from one instant to before another."""
    given = {"begins_at": begins_at, "ends_at": ends_at, "since": begins_at - ENDS, "now": now}
    return {"team_id": team_id, **given}


def instants(period: Period) -> dict[str, datetime]:
    """When a period begins and ends, as parameters."""
    ends_at = midnight(period.ends_on + timedelta(days=1))
    return {"begins_at": midnight(period.begins_on), "ends_at": ends_at}


def midnight(day: date) -> datetime:
    """The instant with which a day begins."""
    return datetime.combine(day, time(), UTC)


def heard(
    session: Session, given: dict[str, object], *which: ColumnElement[bool]
) -> dict[SurveyKind, Said]:
    """What the accounts that these conditions are true of said, by kind."""
    statement = select(Response.kind, *COUNTS).where(*IS_NEAR).group_by(Response.kind)
    if which:
        statement = statement.join(Account, _of_account).where(*which)
    return _said(ask(session, statement, **given))


def heard_before(session: Session, team_id: str, cohort: Cohort) -> dict[SurveyKind, Said]:
    """What a cohort said in the period before its own."""
    period = cohort.before.period
    given = filled_in(team_id, period, midnight(period.ends_on))
    segment = cohort.segment
    return heard(session, given, *([] if segment is None else [Account.segment == segment]))


def _said(rows: Iterable[Any]) -> dict[SurveyKind, Said]:
    every = (said_of(*row) for row in rows)
    return {one.kind: one for one in every if one.is_anything}


def said_of(kind: SurveyKind, *counts: int) -> Said:
    """The counts of a row."""
    asked, replied, still, answers, low, total = counts
    return Said(
        kind=kind, asked=asked, replied=replied, open=still, answers=answers, low=low, total=total
    )


class Cell(NamedTuple):
    """What was said at one stage, in one segment, in one month such as 2026-11.

    A month is that of the answer; None of those who did not answer in the period.
    """

    stage: Stage | None
    segment: str | None
    month: str | None
    said: Said


@cache
def _cells(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    day = func.substr(cast(Response.answered_at, String), 1, 7)
    month = case((IS_ANSWER, day), else_=null())
    groups = (Occasion.stage, Account.segment, month, Response.kind)
    return (
        select(*groups, *COUNTS)
        .join(Occasion, _of_occasion)
        .join(Account, _of_account)
        .where(*IS_NEAR, *([Account.segment == SEGMENT] if in_segment else []))
        .group_by(*groups)
    )


def cells(session: Session, given: dict[str, object], segment: str | None) -> list[Cell]:
    """All that a cohort said, in as few parts as tell stages, segments and months apart."""
    statement = _cells(in_segment=segment is not None)
    rows = ask(session, statement, **given, **_kept_to(segment))
    every = (Cell(row[0], row[1], row[2], said_of(*row[3:])) for row in rows)
    return [one for one in every if one.said.is_anything]


class StepCell(NamedTuple):
    """What was said after one step, of all accounts that have it.

    Without a title: all those steps together, `steps` of them, that had fewer answers than make a
    score.
    """

    title: str | None
    steps: int
    said: Said


@cache
def _steps(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """One row of a step and a kind, and one of each kind for all with few answers."""
    title = func.min(Occasion.title).label("title")
    step = (
        select(Response.kind, Occasion.step, title, *COUNTS)
        .join(Occasion, _of_occasion)
        .where(
            *IS_NEAR,
            Occasion.step.is_not(None),
            *at_accounts(Response.account_id, in_segment=in_segment),
        )
        .group_by(Response.kind, Occasion.step)
        .having(count_if(IS_ASKED | IS_ANSWER) > literal_column("0"))
        .subquery("step")
    ).c
    told = step.answers >= literal_column(str(FEWEST))
    named, called = (case((told, one), else_=null()) for one in (step.step, step.title))
    sums = [func.sum(step[one.name]).label(one.name) for one in COUNTS]
    return (
        select(func.min(called), func.count(), step.kind, *sums)
        .group_by(step.kind, named)
        .order_by(named.is_not(None), func.sum(step.answers).desc(), named)
        .limit(MOST_STEPS)
    )


def steps(session: Session, given: dict[str, object], segment: str | None) -> list[StepCell]:
    """What was said after each step that has a score, and after all others together."""
    statement = _steps(in_segment=segment is not None)
    rows = ask(session, statement, **given, **_kept_to(segment))
    return [StepCell(row[0], row[1], said_of(row[2], *map(int, row[3:]))) for row in rows]


class Words(NamedTuple):
    """What somebody wrote beside a score, in a language."""

    language: Language
    is_low: bool
    words: str


@cache
def _words(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(Response.language, IS_LOW.label("is_low"), Response.words)
        .where(
            Response.team_id == TEAM_ID,
            IS_ANSWER,
            Response.words.is_not(None),
            *at_accounts(Response.account_id, in_segment=in_segment),
        )
        .order_by(Response.answered_at.desc(), Response.id.desc())
        .limit(MOST_TEXTS)
    )


def words(session: Session, given: dict[str, object], segment: str | None) -> list[Words]:
    """The latest that people wrote."""
    statement = _words(in_segment=segment is not None)
    rows = ask(session, statement, **given, **_kept_to(segment))
    return [Words(row[0], bool(row[1]), row[2]) for row in rows]


def _kept_to(segment: str | None) -> dict[str, object]:
    return {} if segment is None else {"segment": segment}
