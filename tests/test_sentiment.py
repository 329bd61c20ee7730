"""How customers feel: scores by their definitions, with intervals, and never of too few answers."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Account, Language, Occasion, Response, ResponseState, SurveyKind
from bot.practice import sentiment
from bot.practice.metrics.cohort import Length, Period
from bot.practice.metrics.statistics import ces, csat, nps, wilson
from bot.practice.sentiment import Sentiment, Standing, Wanted, standing_of
from bot.practice.sentiment_query import Words
from bot.practice.sentiment_themes import Theme, themes
from bot.practice.survey import SCALES
from bot.practice.survey_score import ENDS, FEWEST, Said, by_kind, worth
from tests.harness.builders import World
from tests.harness.said import STEPS, grown, keep

FORMULAS = {SurveyKind.NPS: nps, SurveyKind.CSAT: csat, SurveyKind.CES: ces}


def said(kind: SurveyKind, scores: Iterable[int], asked: int = 0) -> Said:
    """Answers of one kind, added up."""
    listed = list(scores)
    return Said(
        kind=kind,
        asked=asked,
        replied=len(listed),
        answers=len(listed),
        low=sum(one <= SCALES[kind].low for one in listed),
        total=sum(worth(kind, one) for one in listed),
    )


# Published examples.


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_published_intervals(part: int, whole: int, low: str, high: str) -> None:
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I."""
    found = wilson(Decimal(part) / whole, whole)
    assert [round(one, 4) for one in found] == [Decimal(low), Decimal(high)]


# Properties.

kinds = st.sampled_from(SurveyKind)
answers = st.data()


def scores_of(data: st.DataObject, kind: SurveyKind) -> list[int]:
    return data.draw(st.lists(st.sampled_from(SCALES[kind].scores), max_size=40))


@given(kinds, answers)
def test_a_score_is_its_definition_from_five_answers_on(
    kind: SurveyKind, data: st.DataObject
) -> None:
    scores = scores_of(data, kind)
    found = said(kind, scores)
    assert found.score == (FORMULAS[kind](scores) if len(scores) >= FEWEST else None)
    assert (found.interval is None) is (found.score is None)
    if found.score is not None and found.interval is not None:
        least, most = ENDS[kind]
        rounding = Decimal("1e-20")
        assert least <= found.interval.low <= found.score + rounding
        assert found.score - rounding <= found.interval.high <= most


@given(st.integers(0, 200), st.integers(1, 200))
def test_an_interval_holds_its_share_mirrors_and_narrows(part: int, whole: int) -> None:
    share = Decimal(min(part, whole)) / whole
    low, high = wilson(share, whole)
    assert 0 <= low <= share + Decimal("1e-20")
    assert share - Decimal("1e-20") <= high <= 1
    mirrored = wilson(1 - share, whole)
    assert round(mirrored.low - (1 - high), 20) == round(mirrored.high - (1 - low), 20) == 0
    more = wilson(share, whole * 4)
    assert more.high - more.low < high - low


@given(kinds, answers)
def test_parts_add_up_to_the_whole(kind: SurveyKind, data: st.DataObject) -> None:
    one, other = scores_of(data, kind), scores_of(data, kind)
    assert said(kind, one) + said(kind, other) == said(kind, one + other)


# Queries against functions.


def expected(world: World, rows: list[Response], period: Period) -> dict[SurveyKind, Said]:
    """The same, answer by answer."""
    begin, end = (datetime.combine(day, time(), UTC) for day in
                  (period.begins_on, period.ends_on + timedelta(days=1)))  # fmt: skip
    made = []
    for one in rows:
        asked = begin <= one.asked_at < end and one.state is not ResponseState.WITHDRAWN
        at, score = one.answered_at, one.score
        given_then = at is not None and begin <= at < end
        is_open = one.state is ResponseState.ASKED and one.expires_at > world.clock.now
        made.append(
            Said(
                kind=one.kind,
                asked=asked,
                replied=asked and at is not None,
                open=asked and is_open,
                answers=given_then,
                low=given_then and score is not None and score <= SCALES[one.kind].low,
                total=worth(one.kind, score) if given_then and score is not None else 0,
            )
        )
    return {kind: one for kind, one in by_kind(made).items() if one.asked or one.answers}


def nothing_left_out(found: sentiment.By) -> dict[SurveyKind, Said]:
    """Without kinds of which nothing was asked or answered in the period itself."""
    return {kind: one for kind, one in found.items() if one.asked or one.answers}


@pytest.mark.parametrize("length", [Length.QUARTER, Length.YEAR])
@pytest.mark.parametrize("segment", ["", "big"])
def test_queries_agree_with_functions(world: World, length: Length, segment: str) -> None:
    rows = grown(world, 7)
    keep(world, rows)
    accounts = {one.id: one for one in rows if isinstance(one, Account)}
    occasions = {one.id: one for one in rows if isinstance(one, Occasion)}
    answered = [
        one
        for one in rows
        if isinstance(one, Response)
        and (not segment or accounts[one.account_id].segment == segment)
    ]
    found = world.sees(sentiment.overview, Wanted(length, segment))
    period = found.cohort.period
    assert nothing_left_out(found.said) == expected(world, answered, period)
    assert nothing_left_out(found.before) == expected(world, answered, found.cohort.before.period)

    def agree(groups: tuple[sentiment.Group, ...], of: Callable[[Response], str | None]) -> None:
        for group in groups:
            mine = [one for one in answered if of(one) == group.name]
            assert nothing_left_out(group.said) == expected(world, mine, period), group.name

    agree(found.stages, lambda one: occasions[one.occasion_id].stage)
    agree(found.segments, lambda one: accounts[one.account_id].segment)
    for group in found.months:
        in_month = [
            one for one in answered if one.answered_at and f"{one.answered_at:%Y-%m}" == group.name
        ]
        wanted = expected(world, in_month, period)
        assert {k: v.total for k, v in wanted.items() if v.answers} == {
            k: v.total for k, v in group.said.items()
        }
    for step in filter(None, STEPS):
        mine = [one for one in answered if occasions[one.occasion_id].title == step]
        wanted = {k: v for k, v in expected(world, mine, period).items() if v.score is not None}
        told = {one.said.kind: one.said for one in found.steps if one.title == step}
        assert told == wanted


def test_parts_of_a_portfolio_add_up(world: World) -> None:
    keep(world, grown(world, 3))
    found = world.sees(sentiment.overview, Wanted())
    for groups in (found.stages, found.segments):
        together = by_kind(one for group in groups for one in group.said.values())
        assert together == found.said
