"""The figures of a portfolio: published examples, sums of parts, and queries against functions."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.database import Base
from bot.model import (
    Account,
    AccountStatus,
    Direction,
    ExchangeRate,
    Goal,
    Milestone,
    Outcome,
    Permanence,
    PermanenceCheck,
    Plan,
    Reading,
    RevenueChange,
    RevenueKind,
    Side,
    Signal,
    SurveyKind,
    Verdict,
    VerifiedBy,
)
from bot.practice import retention_cost
from bot.practice.goal import attainment, is_reached
from bot.practice.metrics.cohort import Cohort, Length, Period, months_before
from bot.practice.metrics.dashboard import leaders, tally_of
from bot.practice.metrics.definitions import BUSINESS, DEFINITIONS, SUCCESS
from bot.practice.metrics.figure import Dashboard, Figure, Way
from bot.practice.metrics.retention import (
    Change,
    Movement,
    Retention,
    annual,
    cost_of_retention,
    grr,
    logo_churn,
    movement,
    nrr,
    secured,
    signed,
    together,
)
from bot.practice.metrics.statistics import ces, csat, mean, nps, quartiles
from bot.practice.metrics.tally import Outcomes, Scored, Tally, Work
from bot.practice.metrics.values import FORMULAS
from bot.practice.metrics.why import why
from bot.practice.metrics.work_query import FRESH_FOR
from bot.practice.plan_confirm import CONFIRMED_FOR
from bot.practice.survey_score import worth
from tests.harness.builders import World

DOCS = (Path(__file__).parent.parent / "docs" / "metrics.md").read_text("utf-8")
PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31))


def moved(start: int, **amounts: int) -> Retention:
    """The retention of one account; amounts in thousands."""
    return Retention.of(
        Movement(Decimal(start), **{name: Decimal(one) for name, one in amounts.items()})
    )


def of(dashboard: Dashboard, name: str) -> Figure:
    (found,) = [one for one in (*dashboard.success, *dashboard.business) if one.name == name]
    return found


def percent(share: Decimal | None) -> Decimal:
    assert share is not None
    return round(share * 100, 2)


# Published examples.


@pytest.mark.parametrize(
    ("source", "found", "wanted"),
    [
        (
            "attive.ai, What is Net Revenue Retention",
            nrr(moved(100, expansion=15, contraction=5, churn=10)),
            100,
        ),
        (
            "dnoise.online, Net Revenue Retention (NRR)",
            nrr(moved(200_000, expansion=20_000, contraction=4_000, churn=6_000)),
            105,
        ),
        (
            "metrickittools.com, GRR",
            grr(moved(100, contraction=5, churn=10)),
            85,
        ),
        (
            "theprimecalculator.com, Gross Retention Rate Calculator Formula",
            grr(moved(200_000, contraction=4_000, churn=8_000)),
            94,
        ),
        (
            "J. Nathan, Customer Success Alignment to SaaS Metrics, Customer Imperative",
            grr(moved(10_000, churn=800, expansion=1_000)),
            92,
        ),
        (
            "annual churn rate, customers of a company: 3245 of 52430",
            logo_churn(Retention(started=52_430, lost=3_245)),
            Decimal("6.19"),
        ),
        (
            "annual retention of 3 % a month: (1 − 0.03)^12 = 0.6938",
            1 - annual(Decimal("0.03"), 1),
            Decimal("69.38"),
        ),
    ],
)
def test_published_shares(source: str, found: Decimal | None, wanted: Decimal | int) -> None:
    assert percent(found) == wanted, source


def test_published_costs() -> None:
    """kpiexamples.operately.com and okrify.com, Customer Retention Cost."""
    assert cost_of_retention(Decimal(10_000), Retention(started=500)) == 20
    assert cost_of_retention(Decimal(50_000), Retention(started=1_200, lost=200)) == 50


def test_published_scores() -> None:
    """ProProfs, Net Promoter Score Survey; CYS Group, CES 7-point scale to average; and a CSAT of
    150 positive answers in 250, which is 60 %.
    """
    assert nps([3] * 60 + [8] * 90 + [10] * 100) == 16
    answers = {1: 80, 2: 210, 3: 140, 4: 110, 5: 160, 6: 180, 7: 120}
    assert ces(list(Counter(answers).elements())) == Decimal("4.08")
    assert csat([5] * 100 + [4] * 50 + [3] * 100) == 60
    assert nps([]) is csat([]) is ces([]) is None


def test_published_quartiles() -> None:
    """Microsoft, QUARTILE function: of 1, 2, 4, 7, 8, 9, 10 and 12 the first quartile is 3.5."""
    found = quartiles(Counter([1, 2, 4, 7, 8, 9, 10, 12]))
    assert found is not None
    assert found.first == Decimal("3.5")
    assert found.median == Decimal("7.5")
    assert quartiles({}) is None


# Properties.

amounts = st.integers(1, 10_000).map(Decimal)
days = st.dates(date(2025, 6, 1), date(2027, 3, 1))


@st.composite
def ledgers(draw: st.DrawFn) -> list[Change]:
    """What an account may do: it pays nothing or more, and a churn is all of it."""
    paid, made = Decimal(0), []
    for on in sorted(draw(st.lists(days, max_size=8))):
        amount = draw(amounts)
        kinds = list(RevenueKind)[1:] if paid else [RevenueKind.NEW]
        kind = draw(st.sampled_from(kinds))
        if kind is RevenueKind.CONTRACTION and amount >= paid:
            kind = RevenueKind.CHURN
        if kind in (RevenueKind.CHURN, RevenueKind.RENEWAL):
            amount = paid
        made.append(Change(kind, amount, on))
        paid += signed(kind, amount)
    return made


portfolios = st.lists(ledgers(), max_size=8)


def retention_of(portfolio: Iterable[Sequence[Change]]) -> Retention:
    return together(Retention.of(movement(one, PERIOD)) for one in portfolio)


@given(portfolios, portfolios)
def test_parts_add_up_to_the_whole(one: list[list[Change]], other: list[list[Change]]) -> None:
    """And the rates of the whole are the parts' own, weighted by what they began with."""
    parts = [retention_of(one), retention_of(other)]
    whole = retention_of(one + other)
    assert parts[0] + parts[1] == whole
    for rate, weight in ((nrr, "start"), (grr, "start"), (logo_churn, "started")):
        weights = [Decimal(getattr(part, weight)) for part in parts]
        found = rate(whole)
        if found is None:
            assert sum(weights) == 0
            continue
        rates = [rate(part) or Decimal(0) for part in parts]
        weighted = sum((r * w for r, w in zip(rates, weights, strict=True)), Decimal(0))
        assert round(weighted / sum(weights) - found, 20) == 0


@given(portfolios)
def test_what_is_kept_is_a_part(portfolio: list[list[Change]]) -> None:
    found = retention_of(portfolio)
    kept, net, lost, renewed = grr(found), nrr(found), logo_churn(found), secured(found)
    if kept is None or net is None or lost is None:
        assert found.started == 0
        return
    assert 0 <= kept <= 1
    assert kept <= net
    assert 0 <= lost <= 1
    assert lost <= annual(lost, 3) <= 1
    assert renewed is None or 0 <= renewed <= 1


@given(ledgers())
def test_a_movement_ends_where_the_next_begins(ledger: list[Change]) -> None:
    later = Period(date(2027, 1, 1), date(2027, 12, 31))
    assert movement(ledger, PERIOD).end == movement(ledger, later).start


@given(st.lists(st.integers(0, 900), min_size=1, max_size=40))
def test_quartiles_are_in_order(values: list[int]) -> None:
    found = quartiles(Counter(values))
    assert found is not None
    assert min(values) <= found.first <= found.median <= found.third <= max(values)


@given(days, st.sampled_from(Length))
def test_periods_meet_without_a_gap(ends_on: date, length: Length) -> None:
    cohort = Cohort(None, length, ends_on)
    before = cohort.before.period
    assert before.ends_on + timedelta(days=1) == cohort.period.begins_on
    assert abs(before.days - cohort.period.days) <= 4


def test_whole_months_stay_whole() -> None:
    assert Cohort(None, Length.QUARTER, date(2026, 3, 31)).period.begins_on == date(2026, 1, 1)
    assert Cohort(None, Length.HALF, date(2027, 2, 28)).period.begins_on == date(2026, 9, 1)
    assert months_before(date(2026, 5, 15), 12) == date(2025, 5, 15)


# Queries against functions.


@dataclass
class Portfolio:
    """Rows of a random portfolio, as they go into the database."""

    rows: list[Base] = field(default_factory=list)

    def of(self, kind: type[Base], account_id: str) -> list[Base]:
        return [
            one
            for one in self.rows
            if isinstance(one, kind) and str(one.id).partition("-")[0] == account_id  # type: ignore[attr-defined]
        ]


def grown(world: World, seed: int, accounts: int = 30) -> Portfolio:
    """Accounts with revenue, goals with readings, outcomes with looks, and scores."""
    chance, made = random.Random(seed), Portfolio()
    for number in range(accounts):
        made.rows += _account(world, chance, f"a{number}")
    return made


def _account(world: World, chance: random.Random, id_: str) -> Iterable[Base]:
    team = {"team_id": world.team_id}
    now, today = world.clock.now, world.day()

    def past(most: int = 500) -> date:
        return today - timedelta(days=chance.randrange(most))

    yield Account(
        **team,
        id=id_,
        name=id_,
        name_key=id_,
        owner_id=chance.choice(["U1", "U2", None]),
        segment=chance.choice(["big", "small"]),
        arr=chance.choice([None, Decimal(50), Decimal("70.25")]),
        currency=chance.choice(["EUR", "USD", None]),
        started_on=chance.choice([None, past(700)]),
        renewal_on=chance.choice([None, past(), today + timedelta(days=40)]),
        status=chance.choice([AccountStatus.ACTIVE, AccountStatus.ACTIVE, AccountStatus.CHURNED]),
        created_at=now - timedelta(days=chance.randrange(400)),
    )
    paid = Decimal(0)
    for n, on in enumerate(sorted(past() for _ in range(chance.randrange(6)))):
        amount = Decimal(chance.randrange(1, 400)) / 4
        kind = chance.choice(list(RevenueKind)[1:]) if paid else RevenueKind.NEW
        if kind is RevenueKind.CONTRACTION and amount >= paid:
            kind = RevenueKind.CHURN
        if kind in (RevenueKind.CHURN, RevenueKind.RENEWAL):
            amount = paid
        paid += signed(kind, amount)
        yield RevenueChange(
            **team,
            id=f"{id_}-{n}",
            account_id=id_,
            kind=kind,
            amount=amount,
            currency="EUR",
            changed_on=on,
            source="billing",
            created_at=now,
        )
    yield Plan(
        **team,
        id=f"{id_}-10",
        account_id=id_,
        cycle=1,
        stage_since=today,
        customer_success="They call less.",
        started_on=past(),
        horizon_on=today,
        confirmed_on=chance.choice([None, past(200)]),
        active_at=now - timedelta(days=chance.randrange(60)),
        created_at=now,
    )
    for n in range(20, 20 + chance.randrange(3)):
        rises = chance.random() < 0.7
        yield Goal(
            **team,
            id=f"{id_}-{n}",
            plan_id=f"{id_}-10",
            behaviour="They solve it alone",
            measure="share",
            direction=Direction.RISING if rises else Direction.FALLING,
            baseline=Decimal(10 if rises else 90),
            target=chance.choice([None, Decimal(50), Decimal(50)]),
            starts_on=past(400),
            due_on=chance.choice([None, past(300), today + timedelta(days=9)]),
            reopened_on=chance.choice([None, None, past(100)]),
            created_at=now,
        )
        for m in range(chance.randrange(4)):
            yield Reading(
                **team,
                id=f"{id_}-{n}{m}00",
                goal_id=f"{id_}-{n}",
                value=Decimal(chance.randrange(100)),
                read_on=past(),
                source="help desk",
                created_at=now,
            )
    yield from _milestones(world, chance, id_)
    for n in range(30, 30 + chance.randrange(3)):
        yield Outcome(
            **team,
            id=f"{id_}-{n}",
            account_id=id_,
            change="They ask less",
            intended=True,
            happened_on=past(),
            verified_by=VerifiedBy.LINK,
            verified_on=chance.choice([None, today]),
            permanence=chance.choice([None, Permanence.PERMANENT, Permanence.LOST]),
            check_due_on=chance.choice([None, None, today]),
            value=chance.choice([None, Decimal("12.5")]),
            currency=chance.choice(["EUR", "USD", None]),
            logged_by="U1",
            created_at=now,
        )
        if chance.random() < 0.6:
            yield PermanenceCheck(
                **team,
                id=f"{id_}-{n}1",
                outcome_id=f"{id_}-{n}",
                checked_on=past(300),
                verdict=chance.choice(list(Verdict)),
                checked_by="U1",
                created_at=now,
            )
    for n in range(chance.randrange(5)):
        yield Signal(
            **team,
            id=f"{id_}-5{n}",
            account_id=id_,
            kind=chance.choice(["nps", "csat", "usage"]),
            value=Decimal(chance.randrange(100)),
            read_on=past(200),
            source="survey",
            created_at=now + timedelta(seconds=n),
        )


def _milestones(world: World, chance: random.Random, id_: str) -> Iterable[Base]:
    today, now = world.day(), world.clock.now
    for n in range(40, 40 + chance.randrange(5)):
        done_on = chance.choice([None, today - timedelta(days=chance.randrange(500))])
        late = timedelta(days=chance.choice([-200, -3, 0, 2]))
        yield Milestone(
            team_id=world.team_id,
            id=f"{id_}-{n}",
            plan_id=f"{id_}-10",
            title="Live",
            side=Side.CUSTOMER,
            is_onboarding=chance.random() < 0.5,
            due_on=chance.choice([None, (done_on or today) - late]),
            done_on=done_on,
            active_at=now,
            created_at=now,
        )


def keep(world: World, portfolio: Portfolio) -> None:
    def work(session: Session) -> None:
        after = (Plan, Goal, Milestone, Reading, Outcome, PermanenceCheck, RevenueChange, Signal)
        for kind in (Account, *after):
            session.add_all(one for one in portfolio.rows if isinstance(one, kind))
            session.flush()

    world.database.write_now(work)


def tally(world: World, cohort: Cohort) -> Tally:
    return world.sees(lambda session, actor: tally_of(session, actor, cohort, "USD"))


def retained(portfolio: Portfolio, cohort: Cohort) -> dict[str, Retention]:
    """Revenue by currency, account by account."""
    found: dict[str, Retention] = {}
    for account in _cohort(portfolio, cohort):
        moves = _movement(portfolio, account, cohort.period)
        renewal = account.renewal_on
        is_due = renewal is not None and _within(renewal, cohort.period)
        one = Retention.of(moves, is_due=is_due, is_owned=account.owner_id is not None)
        of_currency = account.currency or "USD"
        found[of_currency] = found.get(of_currency, Retention()) + one
    return found


def _cohort(portfolio: Portfolio, cohort: Cohort) -> list[Account]:
    accounts = [one for one in portfolio.rows if isinstance(one, Account)]
    return [one for one in accounts if cohort.segment in (None, one.segment)]


def _movement(portfolio: Portfolio, account: Account, period: Period) -> Movement:
    rows = portfolio.of(RevenueChange, account.id)
    changes = [Change(r.kind, r.amount, r.changed_on) for r in rows if isinstance(r, RevenueChange)]
    if not changes and account.arr and account.status is not AccountStatus.CHURNED:
        began_on = account.started_on or account.created_at.date()
        changes = [Change(RevenueKind.NEW, account.arr, began_on)]
    return movement(changes, period)


def _within(day: date, period: Period) -> bool:
    return period.begins_on <= day <= period.ends_on


def events_of(portfolio: Portfolio, account_id: str, today: date) -> tuple[list[date], list[date]]:
    """The days on which something was reached, and those on which it was missed or lost."""
    reached, missed = [], []
    readings = [one for one in portfolio.of(Reading, account_id) if isinstance(one, Reading)]
    for goal in portfolio.of(Goal, account_id):
        assert isinstance(goal, Goal)
        if goal.baseline is None or goal.target is None:
            continue
        hits = [
            one.read_on
            for one in readings
            if one.goal_id == goal.id
            and is_reached(
                attainment(goal.baseline, goal.target, one.value, goal.direction),
                one.read_on,
                goal.reopened_on,
            )
        ]
        reached += [min(hits)] if hits else []
        if goal.due_on and goal.due_on < today and not (hits and min(hits) <= goal.due_on):
            missed.append(goal.due_on)
    outcomes = [one for one in portfolio.of(Outcome, account_id) if isinstance(one, Outcome)]
    reached += [
        one.happened_on
        for one in outcomes
        if one.verified_on and one.permanence is not Permanence.LOST
    ]
    missed += [
        one.checked_on
        for one in portfolio.of(PermanenceCheck, account_id)
        if isinstance(one, PermanenceCheck) and one.verdict is Verdict.NO
    ]
    return reached, missed


def worked(portfolio: Portfolio, cohort: Cohort, today: date, now: datetime) -> Work:
    """What the plans and milestones came to, account by account."""
    found: Counter[str] = Counter()
    to_live: Counter[int] = Counter()
    fresh_since = datetime.combine(today - FRESH_FOR, time(), now.tzinfo)
    for account in _cohort(portfolio, cohort):
        (plan,) = (one for one in portfolio.of(Plan, account.id) if isinstance(one, Plan))
        steps = [one for one in portfolio.of(Milestone, account.id) if isinstance(one, Milestone)]
        confirmed = plan.confirmed_on is not None and plan.confirmed_on >= today - CONFIRMED_FOR
        found.update(plans=1, agreed=confirmed, fresh=plan.active_at >= fresh_since)
        for one in steps:
            if one.due_on and one.due_on < today and _within(one.due_on, cohort.period):
                found.update(due=1, on_time=one.done_on is not None and one.done_on <= one.due_on)
        onboarding = [one.done_on for one in steps if one.is_onboarding]
        done = [day for day in onboarding if day]
        is_live = done and len(done) == len(onboarding) and _within(max(done), cohort.period)
        if is_live and account.started_on:
            to_live[max(0, (max(done) - account.started_on).days)] += 1
    return Work(**found, to_live=to_live)


def come_to(portfolio: Portfolio, cohort: Cohort) -> Outcomes:
    """What the outcomes are worth and whether they last, account by account."""
    values: dict[str, Decimal] = {}
    counted: Counter[str] = Counter()
    for account in _cohort(portfolio, cohort):
        outcomes = [one for one in portfolio.of(Outcome, account.id) if isinstance(one, Outcome)]
        checks = portfolio.of(PermanenceCheck, account.id)
        looks = {
            one.outcome_id: one.checked_on for one in checks if isinstance(one, PermanenceCheck)
        }
        for one in outcomes:
            counts = _within(one.happened_on, cohort.period) and one.permanence != Permanence.LOST
            if counts and one.value is not None:
                currency = one.currency or "USD"
                values[currency] = values.get(currency, Decimal(0)) + one.value
                counted.update(valued=1)
            looked_on = looks.get(one.id)
            if looked_on and _within(looked_on, cohort.period) and not one.check_due_on:
                is_permanent = one.permanence is Permanence.PERMANENT
                counted.update(decided=one.permanence is not None, permanent=is_permanent)
    return Outcomes(value=values, **counted)


def scored(portfolio: Portfolio, cohort: Cohort) -> dict[str, Scored]:
    """The latest score of each kind of each account, added up."""
    found: dict[str, Scored] = {}
    for account in _cohort(portfolio, cohort):
        signals = [one for one in portfolio.of(Signal, account.id) if isinstance(one, Signal)]
        within = [one for one in signals if _within(one.read_on, cohort.period)]
        in_order = sorted(within, key=lambda one: (one.read_on, one.created_at))
        for kind, value in {one.kind: one.value for one in in_order}.items():
            total, number = found.get(kind, Scored())
            found[kind] = Scored(total + value, number + 1)
    return {kind: one for kind, one in found.items() if kind in FORMULAS}


@pytest.mark.parametrize("seed", [1, 2])
def test_plans_outcomes_and_scores_agree_with_functions(world: World, seed: int) -> None:
    portfolio = grown(world, seed)
    keep(world, portfolio)
    today, now = world.day(), world.clock.now
    for segment in (None, "big"):
        for length in Length:
            cohort = Cohort(segment, length, today)
            found = tally(world, cohort)
            assert found.work == worked(portfolio, cohort, today, now)
            assert found.outcomes == come_to(portfolio, cohort)
            assert {kind: one.accounts for kind, one in found.scores.items()} == scored(
                portfolio, cohort
            )


@given(st.sampled_from(SurveyKind), st.lists(st.integers(0, 10), min_size=1, max_size=30))
def test_what_answers_add_is_their_score(kind: SurveyKind, answers: list[int]) -> None:
    """The mean of what each adds, of which statements make sums, is the score by its definition."""
    defined = {SurveyKind.NPS: nps, SurveyKind.CSAT: csat, SurveyKind.CES: ces}[kind]
    total = sum(worth(kind, one) for one in answers)
    assert mean(Decimal(total), len(answers)) == defined(answers)


@pytest.mark.parametrize("seed", [1, 2])
def test_queries_agree_with_functions(world: World, seed: int) -> None:
    portfolio = grown(world, seed)
    keep(world, portfolio)
    today = world.day()
    for segment in (None, "big"):
        for length in Length:
            cohort = Cohort(segment, length, today)
            found = tally(world, cohort)
            wanted = retained(portfolio, cohort)
            assert dict(found.business.revenue) == wanted
            achieving, to_value, measured = 0, Counter[int](), 0
            for account in _cohort(portfolio, cohort):
                reached, _ = events_of(portfolio, account.id, today)
                moves = _movement(portfolio, account, cohort.period)
                changes = portfolio.of(RevenueChange, account.id)
                began_on = account.started_on or account.created_at.date()
                there = account.status is not AccountStatus.CHURNED and began_on <= today
                is_customer = moves.start + moves.new > 0 if changes else there
                within = [day for day in reached if _within(day, cohort.period)]
                achieving += bool(is_customer and within)
                if account.started_on and reached and min(reached) in within:
                    to_value[max(0, (min(reached) - account.started_on).days)] += 1
                measured += 1
            assert found.achieved.achieving == achieving
            assert found.achieved.to_value == to_value
            assert found.achieved.measured <= measured


def test_parts_of_a_portfolio_add_up(world: World) -> None:
    """The tallies of the segments are that of all accounts, figure by figure."""
    keep(world, grown(world, 3))
    today = world.day()
    for length in Length:
        whole, *parts = (tally(world, Cohort(one, length, today)) for one in (None, "big", "small"))
        for side in ("business", "achieved", "work", "outcomes"):
            one, other, both = (getattr(tally, side) for tally in (*parts, whole))
            for name in (part.name for part in fields(both)):
                joined = _joined(getattr(one, name), getattr(other, name))
                assert joined == getattr(both, name), name
        for kind, score in whole.scores.items():
            found = [one.scores[kind] for one in parts if kind in one.scores]
            for whose, all_of_them in score._asdict().items():
                assert sum(getattr(one, whose).total for one in found) == all_of_them.total
                assert sum(getattr(one, whose).number for one in found) == all_of_them.number


def _joined(one: object, other: object) -> object:
    """What two parts are together."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    if isinstance(one, Counter) and isinstance(other, Counter):
        return one + other
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        return {
            key: _joined(one[key], other[key])
            if key in one and key in other
            else one.get(key, other.get(key))
            for key in keys
        }
    return one + other  # type: ignore[operator]


# The dashboard.


def year(world: World, segment: str | None = None) -> Dashboard:
    return world.sees(leaders, Cohort(segment, Length.YEAR, world.day()))


def test_without_data_figures_say_what_is_missing(world: World) -> None:
    found = year(world)
    for one in (*found.success, *found.business):
        assert one.value is None, one.name
        assert one.before is None, one.name
        assert one.lacking, one.name
    assert found.disagreements == ()


def test_both_columns_of_one_cohort(world: World) -> None:
    acme = world.account("Acme", arr=100, currency="USD", started_on=world.day(-800))
    gone = world.account("Gone", "U2", arr=60, currency="USD", started_on=world.day(-800))
    world.revenue(acme, "expansion", 20, world.day(-30))
    world.revenue(gone, "churn", changed_on=world.day(-9), reason="price")
    world.reading(world.goal(world.plan(acme)), 61)
    found = year(world)
    assert found.customers == 2
    assert of(found, "nrr").value == Decimal(120) / 160
    assert of(found, "grr").value == Decimal(100) / 160
    assert of(found, "logo_churn").value == Decimal("0.5")
    assert of(found, "nrr").before == 1
    assert of(found, "nrr").change == Decimal(120) / 160 - 1
    assert of(found, "portfolio").value == 120
    assert of(found, "portfolio").currency == "USD"
    assert of(found, "achieving").value == Decimal("0.5")
    assert of(found, "time_to_value").value == 800
    assert of(found, "plans_agreed").value == 0
    assert of(found, "plans_fresh").value == 1


def test_currencies_are_never_added_without_rates(world: World) -> None:
    for name, currency in (("Acme", "EUR"), ("Zenith", "CHF")):
        id_ = world.account(name, arr=100, currency=currency, started_on=world.day(-800))
        world.revenue(id_, "expansion", 10, world.day(-30))
    found = year(world)
    assert of(found, "nrr").value is None
    assert "CHF, EUR" in (of(found, "nrr").lacking or "")
    assert of(found, "portfolio").each == (("CHF", Decimal(110)), ("EUR", Decimal(110)))

    def rates(session: Session) -> None:
        for code, value in (("EUR", "1.1"), ("CHF", "1.2")):
            session.add(
                ExchangeRate(
                    team_id=world.team_id, id=code, value=Decimal(value), rated_on=world.day()
                )
            )

    world.database.write_now(rates)
    found = year(world)
    assert of(found, "nrr").value == Decimal("1.1")
    assert of(found, "portfolio").value == 110 * (Decimal("1.1") + Decimal("1.2"))
    assert of(found, "portfolio").currency == "USD"


def test_a_cost_holds_until_the_next_one(world: World) -> None:
    id_ = world.account(arr=100, started_on=world.day(-800))
    world.revenue(id_, "expansion", 10, world.day(-30))
    world.do(retention_cost.set_cost, date(2025, 1, 15), Decimal(10))
    world.do(retention_cost.set_cost, date(2026, 11, 2), Decimal(30))
    found = of(year(world), "cost_of_retention")
    assert found.value == 11 * 10 + 30
    world.change(Account, id_, segment="big")
    assert "all segments" in (of(year(world, "big"), "cost_of_retention").lacking or "")
    world.do(retention_cost.set_cost, date(2026, 11, 2), None)
    assert of(year(world), "cost_of_retention").value == 120


def test_where_the_columns_disagree(world: World) -> None:
    for number in range(12):
        id_ = world.account(f"Up {number}", arr=100, started_on=world.day(-800))
        world.revenue(id_, "expansion", 10 + number, world.day(-30))
        goal = world.goal(world.plan(id_), starts_on=world.day(-90), due_on=world.day(-3))
        world.reading(goal, 40)
    down = world.account("Down", arr=100, started_on=world.day(-800))
    world.revenue(down, "contraction", 50, world.day(-3))
    world.reading(world.goal(world.plan(down)), 61)
    grew, fell = year(world).disagreements
    assert (grew.way, grew.count, len(grew.accounts)) == (Way.REVENUE_UP, 12, 10)
    assert grew.accounts[0].name == "Up 11"
    assert (grew.accounts[0].reached, grew.accounts[0].missed) == (0, 1)
    assert (fell.way, fell.count) == (Way.SUCCESS_UP, 1)
    assert (fell.accounts[0].start, fell.accounts[0].end) == (Decimal(100), Decimal(50))


def test_plans_are_known_for_today_only(world: World) -> None:
    world.plan(world.account())
    found = world.sees(leaders, Cohort(None, Length.QUARTER, world.day(-40)))
    assert "ends today" in (of(found, "plans_fresh").lacking or "")


def test_every_figure_is_defined_and_documented() -> None:
    assert list(FORMULAS) == list(DEFINITIONS) == [one.name for one in (*SUCCESS, *BUSINESS)]
    for one in DEFINITIONS.values():
        words = [one.means, one.formula, one.period, one.cohort, one.needs, one.source]
        assert f"### {one.title} (`{one.name}`)" in DOCS
        section = DOCS.partition(f"(`{one.name}`)")[2].partition("\n### ")[0]
        for text in words:
            assert text in section, f"{one.name}: {text}"


def test_why(world: World) -> None:
    """The parts add up, the largest move comes first, and reasons are counted."""
    acme = world.account("Acme", arr=100, currency="EUR", started_on=world.day(-800))
    gone = world.account("Gone", arr=60, currency="EUR", started_on=world.day(-800))
    world.revenue(acme, "expansion", 20, world.day(-30))
    world.revenue(gone, "churn", changed_on=world.day(-9), reason="price")
    found = world.sees(why, Cohort(None, Length.YEAR, world.day()))
    parts = {name: dict(amount.each).get("EUR", Decimal(0)) for name, amount in found.parts}
    assert parts == {
        "start": Decimal(160),
        "new": Decimal(0),
        "expansion": Decimal(20),
        "contraction": Decimal(0),
        "churn": Decimal(60),
        "end": Decimal(120),
    }
    assert [one.name for one in found.moved] == ["Gone", "Acme"]
    assert [(one.reason, one.times) for one in found.lost] == [("Price", 1)]
    assert dict(found.lost[0].amount.each) == {"EUR": Decimal(60)}
