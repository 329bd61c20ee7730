"""How customers feel: scores by their definitions, with intervals, and never of too few answers."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Account, Language, Occasion, Response, ResponseState, SurveyKind
from bot.practice import sentiment
from bot.practice.metrics.cohort import Cohort, Length, Period
from bot.practice.metrics.dashboard import leaders
from bot.practice.metrics.figure import Figure
from bot.practice.metrics.score_query import scores
from bot.practice.metrics.statistics import ces, csat, nps, wilson
from bot.practice.metrics.tally import Scored, Scores
from bot.practice.sentiment import Standing, Wanted, standing_of
from bot.practice.sentiment_query import Words
from bot.practice.sentiment_themes import Theme, themes
from bot.practice.survey import SCALES
from bot.practice.survey_score import ENDS, FEWEST, Said, by_kind, worth
from bot.ui.ids import Id
from tests.harness.bot import Bot
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
@settings(deadline=None)
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
@settings(deadline=None)
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
    return {kind: one for kind, one in by_kind(made).items() if one.is_anything}


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
    assert found.said == expected(world, answered, period)
    assert found.before == expected(world, answered, found.cohort.before.period)

    def agree(groups: tuple[sentiment.Group, ...], of: Callable[[Response], str | None]) -> None:
        for group in groups:
            mine = [one for one in answered if of(one) == group.name]
            assert group.said == expected(world, mine, period), group.name

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


# What stands out.


def test_a_step_is_weak_when_all_of_its_interval_is_below() -> None:
    whole = said(SurveyKind.CSAT, [5] * 80 + [1] * 20)
    assert standing_of(said(SurveyKind.CSAT, [5] * 4 + [1] * 16), whole) is Standing.WEAK
    assert standing_of(said(SurveyKind.CSAT, [5] * 40), whole) is Standing.STRONG
    assert standing_of(said(SurveyKind.CSAT, [5] * 6 + [1] * 4), whole) is None
    assert standing_of(said(SurveyKind.CSAT, [1] * 4), whole) is None, "four answers say nothing"


def test_themes_are_words_of_several_answers() -> None:
    english = [Words(Language.ENGLISH, True, "The Export is very slow, export!")] * 2
    german = [Words(Language.GERMAN, False, "Der Export ist gut, sehr gut – Danke für 2026")]
    assert themes([*english, *german, *english[:1]]) == [
        Theme("export", 4, 3),
        Theme("slow", 3, 3),
    ]


# In Slack.


def ask_all(
    world: World, account: str, step: str | None, scores: Iterable[int], **facts: str
) -> None:
    """One person after the other answers after a step."""
    for number, score in enumerate(scores):
        occasion = world.occasion(
            account, facts.get("survey", "milestone"), title=step or "Ours",
            step=step and step.casefold(), stage=facts.get("stage"),
        )  # fmt: skip
        person = world.player(account, f"{step} {number}")
        words = {"words": facts["words"]} if "words" in facts else {}
        world.response(occasion, person, score=score, **words)


@pytest.fixture
def portfolio(world: World) -> str:
    """Two segments, a weak step, a strong one, and one with four answers."""
    acme = world.account("Acme", segment="Enterprise")
    zenith = world.account("Zenith", segment="Mid market")
    ask_all(world, acme, "Go live", [5] * 12, stage="collaboration")
    slow = "The export is <slow> & heavy"
    ask_all(world, acme, "Data moved", [1] * 7 + [5], stage="collaboration", words=slow)
    ask_all(world, zenith, "Champion trained", [5] * 3 + [4], stage="plan")
    ask_all(world, zenith, None, [9, 9, 9, 9, 3], survey="nps")
    open_one = world.occasion(acme, "ces")
    world.response(open_one, world.player(acme, "Late Lee"))
    return acme


def test_the_overview(bot: Bot, portfolio: str) -> None:
    shown = bot.as_("U1").says("/success sentiment")
    shown.sees(
        "How customers feel · All customers", "CSAT 71 % (51 to 85 %) · 24 answers, 7 of them low"
    )
    shown.sees(
        "NPS 60 (", "CES no score yet · 0 answers", "30 questions asked, 29 answered (97 %); 1 can"
    )
    shown.sees("Collaboration: CSAT 65 %", "Plan: 4 answers without a score · 4 of 4 replied")
    shown.sees("Weak steps\n● Data moved: CSAT 12 % (2 to 47 %), 8 answers; all: 71 %")
    shown.sees("Strong steps\n✓ Go live: CSAT 100 % (76 to 100 %), 12 answers; all: 71 %")
    shown.sees(
        "1 more step with fewer than 5 answers", "Enterprise: CSAT 65 %", "Mid market: NPS 60"
    )
    shown.sees(
        "export (8, 7 of them low)", "Data moved · CSAT · 12 % · 2 to 47 % · 8 · 100 % · ● weak"
    )
    shown.does_not_see("<slow>", "Champion trained")


def test_it_is_kept_to_a_segment_and_a_time(bot: Bot, world: World, portfolio: str) -> None:
    alice = bot.as_("U1")
    shown = alice.says("/success sentiment mid market quarter")
    shown.sees("Segment Mid market", "CSAT no score yet · 4 answers", "NPS 60")
    shown.does_not_see("By segment", "Go live")
    wider = alice.clicks(Id.SENTIMENT_SEGMENT, "quarter Enterprise", in_=shown)
    wider.sees("Segment Enterprise", "Go live")
    alice.clicks(Id.SENTIMENT_PERIOD, "year Enterprise", in_=wider).sees("CSAT 65 %")
    alice.says("/success sentiment nowhere").sees("No account is in a segment “nowhere”")
    world.clock.now += timedelta(days=200)
    later = alice.says("/success sentiment half")
    later.sees("Nobody was asked in this time").does_not_see("CSAT")
    alice.says("/success sentiment quarter segment:enterprise").sees("Nobody was asked")


def test_a_period_stands_beside_the_one_before(bot: Bot, world: World) -> None:
    acme = world.account("Acme")
    ask_all(world, acme, "Go live", [5, 5, 5, 1, 1])
    world.clock.now += timedelta(days=100)
    ask_all(world, acme, "Go live", [5, 5, 5, 5, 1])
    bot.as_("U1").says("/success sentiment quarter").sees("CSAT 80 % (38 to 96 %)", "▲ 20")


def test_another_workspace_adds_nothing(bot: Bot, world: World, portfolio: str) -> None:
    other = World(world.database, world.clock, "T0OTHER")
    ask_all(other, other.account("Secret"), "Hidden", [1] * 30)
    bot.as_("U1").says("/success sentiment").sees("CSAT 71 %").does_not_see("Hidden")


# The leaders' dashboard.


@pytest.mark.parametrize("segment", [None, "big"])
def test_the_dashboard_counts_answers_and_scores_from_elsewhere(
    world: World, segment: str | None
) -> None:
    """Answer by answer; an account without one counts by its latest signal."""
    rows = grown(world, 5, occasions=2)
    keep(world, rows)
    for number in range(12):
        for kind, days in ((SurveyKind.NPS, 5), (SurveyKind.NPS, 300), (SurveyKind.CSAT, 40)):
            world.signal(f"a{number}", kind.value, number * days % 100, world.day(-days))
    cohort = Cohort(segment, Length.QUARTER, world.day())
    found = world.sees(lambda session, actor: scores(session, actor.team_id, cohort))
    accounts = [
        one.id for one in rows if isinstance(one, Account) and segment in (None, one.segment)
    ]
    answered = [one for one in rows if isinstance(one, Response) and one.account_id in accounts]
    wanted = {k.value: v for k, v in expected(world, answered, cohort.period).items() if v.answers}
    for name, days in (("nps", 5), ("csat", 40), ("ces", 0)):
        own = {one.account_id for one in during(answered, cohort.period) if one.kind == name}
        others = [id_ for id_ in accounts if id_ not in own and days]
        total = sum(int(id_[1:]) * days % 100 for id_ in others)
        said_by = wanted.get(name)
        answers = Scored(Decimal(said_by.total), said_by.answers) if said_by else Scored()
        assert found.get(name, Scores()) == Scores(answers, Scored(Decimal(total), len(others)))


def during(rows: Iterable[Response], period: Period) -> list[Response]:
    """Those answered in a period."""
    answered = [(one, one.answered_at) for one in rows]
    return [one for one, at in answered if at and period.begins_on <= at.date() <= period.ends_on]


def test_a_figure_needs_five_answers_or_a_score_from_elsewhere(world: World) -> None:
    acme = world.account("Acme")

    def figure() -> Figure:
        found = world.sees(leaders, Cohort(None, Length.QUARTER, world.day()))
        return next(one for one in found.success if one.name == "csat")

    assert "/success survey" in (figure().lacking or "")
    ask_all(world, acme, "Go live", [5, 5, 5, 1])
    assert (figure().value, figure().lacking) == (
        None,
        "5 answers make a score; so far there are 4.",
    )
    world.signal(world.account("Zenith"), "csat", 90)
    assert (figure().value, figure().count) == (Decimal("0.9"), 1)
    ask_all(world, acme, "Go live", [5])
    assert (figure().value, figure().count) == (Decimal(490) / 600, 6)
