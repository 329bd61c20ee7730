"""What customers say, by statements: single answers, and scores that come from elsewhere."""

from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.model import Response, Signal, SurveyKind
from bot.practice import sentiment_query
from bot.practice.metrics.asked import TEAM_ID, at_accounts, filled_in, within
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.tally import Scored, Scores
from bot.practice.rows import ask
from bot.practice.sentiment_query import IS_ANSWER
from bot.practice.survey_score import WORTH

KINDS = [kind.value for kind in SurveyKind]
"""Kinds of signals that are the customers' own words have the names of the surveys."""


@cache
def _answers(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """The answers of the period."""
    return (
        select(Response.kind, func.sum(WORTH), func.count())
        .where(
            Response.team_id == TEAM_ID,
            IS_ANSWER,
            *at_accounts(Response.account_id, in_segment=in_segment),
        )
        .group_by(Response.kind)
    )


@cache
def _signals(*, in_segment: bool) -> Select[*tuple[Any, ...]]:
    """The latest score of each kind of each account, of those in the period, where the account
    answered none of our own questions of that kind in it.
    """
    answered = select(Response.account_id, Response.kind).where(
        Response.team_id == TEAM_ID, IS_ANSWER
    )
    latest = (
        func.row_number()
        .over(
            partition_by=(Signal.account_id, Signal.kind),
            order_by=(Signal.read_on.desc(), Signal.created_at.desc(), Signal.id.desc()),
        )
        .label("place")
    )
    own = answered.distinct().subquery("own")
    is_own = (own.c.account_id == Signal.account_id) & (own.c.kind == Signal.kind)
    read = (
        select(Signal.kind, Signal.value, latest)
        .outerjoin(own, is_own)
        .where(
            Signal.team_id == TEAM_ID,
            Signal.kind.in_(KINDS),
            within(Signal.read_on),
            own.c.account_id.is_(None),
            *at_accounts(Signal.account_id, in_segment=in_segment),
        )
        .subquery("read")
    )
    return (
        select(read.c.kind, func.sum(read.c.value), func.count())
        .where(read.c.place == 1)
        .group_by(read.c.kind)
    )


def scores(session: Session, team_id: str, cohort: Cohort) -> dict[str, Scores]:
    """What customers say, by kind."""
    in_segment = cohort.segment is not None
    instants = sentiment_query.instants(cohort.period)
    given = filled_in(team_id, cohort, **instants)
    answers = {
        str(kind): Scored(Decimal(total), count)
        for kind, total, count in ask(session, _answers(in_segment=in_segment), **given)
    }
    signals = {
        kind: Scored(total, count)
        for kind, total, count in ask(session, _signals(in_segment=in_segment), **given)
    }
    return {
        kind: Scores(answers.get(kind, Scored()), signals.get(kind, Scored()))
        for kind in (*answers, *signals)
    }
