"""The score: the formula by hand, and that the statement and the explanation always agree."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.database import Base, Database
from bot.model import (
    Account,
    Direction,
    Goal,
    Health,
    HealthBand,
    HealthTerms,
    Member,
    Milestone,
    Plan,
    Reading,
    Side,
    SignalLimit,
    SignalNow,
    Stage,
)
from bot.practice import health
from bot.practice.health_facts import facts_of
from bot.practice.health_score import (
    Explanation,
    HealthFacts,
    Part,
    apportioned,
    explain,
    pieces,
    weighed,
)
from bot.practice.health_shares import WHOLE
from bot.practice.health_terms import DEFAULT, Terms
from bot.practice.signal_kind import KINDS, Limit
from tests.harness.builders import World

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
"""In Tokyo it is tomorrow."""
TODAY = NOW.date()
SHARES = st.none() | st.integers(0, WHOLE)
TEAM = "T0TEAM"
ENTERPRISE = Terms(goals=50, progress=10, proxies=40, green=80, yellow=40, fresh_days=60)
MID_USAGE = Limit(good=Decimal(5), bad=Decimal(90), fresh_days=200, weight=7)
PLAN = {
    "cycle": 1,
    "stage": Stage.PLAN,
    "stage_since": TODAY,
    "customer_success": "They solve alone",
    "started_on": TODAY,
    "horizon_on": TODAY,
    "active_at": NOW,
    "created_at": NOW,
}
MILESTONE = {"title": "t", "side": Side.CUSTOMER, "active_at": NOW, "created_at": NOW}
Rows = dict[type[Base], list[dict[str, Any]]]
ACCOUNTS = 25
"""In one example, so that one statement is asked about all of them."""

days = st.integers(-200, 200).map(lambda n: TODAY + timedelta(days=n))
past = st.integers(0, 120).map(lambda n: TODAY - timedelta(days=n))
small = st.integers(-400, 400).map(lambda n: Decimal(n) / 4)
numbers = small | st.integers(-(10**17), 10**17).map(lambda n: Decimal(n).scaleb(-6))
TARGETS = st.tuples(st.none() | numbers, st.none() | numbers, st.sampled_from(Direction))
GOALS = st.fixed_dictionaries(
    {
        "way": TARGETS,
        "starts_on": days,
        "due_on": st.none() | days,
        "reopened_on": st.none() | past,
        "readings": st.lists(st.tuples(numbers, past), max_size=3),
        "hits": st.booleans(),
    }
)
MILESTONES = st.fixed_dictionaries(
    {
        "weight": st.integers(1, 100),
        "due_on": st.none() | days,
        "done_on": st.none() | past,
    }
)
SIGNALS = st.dictionaries(st.sampled_from(sorted(KINDS)), st.tuples(numbers, past), max_size=10)
CUSTOMERS = st.fixed_dictionaries(
    {
        "has_plan": st.sampled_from((True, True, True, False)),
        "segment": st.sampled_from((None, "enterprise", "mid")),
        "owner": st.sampled_from((None, "U1", "U2")),
        "goals": st.lists(GOALS, max_size=4),
        "milestones": st.lists(MILESTONES, max_size=4),
        "signals": SIGNALS,
    }
)


@given(goals=SHARES, progress=SHARES, proxies=SHARES, weights=st.tuples(*[st.integers(1, 100)] * 3))
def test_the_points_of_the_parts_add_up_to_the_score(
    goals: int | None, progress: int | None, proxies: int | None, weights: tuple[int, int, int]
) -> None:
    terms = Terms(goals=weights[0], progress=weights[1], proxies=weights[2])
    said = weighed(terms, {Part.GOALS: goals, Part.PROGRESS: progress, Part.PROXIES: proxies})
    if goals is None and progress is None:
        assert (said.score, said.band) == (None, HealthBand.UNKNOWN)
        return
    assert said.score is not None
    assert 0 <= said.score <= 100
    assert sum(one.points for one in said.parts) == said.score
    assert all(one.points == 0 for one in said.parts if one.share is None)
    known = [(one.weight, one.share) for one in said.parts if one.share is not None]
    exact = Fraction(
        100 * sum(weight * share for weight, share in known),
        WHOLE * sum(weight for weight, _ in known),
    )
    assert said.score <= exact + Fraction(1, 200) < said.score + 1


@given(
    goals=SHARES,
    progress=SHARES,
    proxies=SHARES,
    part=st.sampled_from(Part),
    better=st.integers(0, WHOLE),
)
def test_a_better_share_never_lowers_the_score_and_an_unknown_one_is_no_zero(
    goals: int | None, progress: int | None, proxies: int | None, part: Part, better: int
) -> None:
    shares = {Part.GOALS: goals, Part.PROGRESS: progress, Part.PROXIES: proxies}
    before, share = weighed(DEFAULT, shares), shares[part]
    after = weighed(DEFAULT, shares | {part: max(better, share or 0)})
    if share is not None and before.score is not None:
        assert after.score is not None
        assert after.score >= before.score
    zero, unknown = (weighed(DEFAULT, shares | {part: one}).score for one in (0, None))
    if unknown is not None and zero is not None:
        assert unknown >= zero


@given(st.lists(st.fractions(-20, 20), max_size=8), st.integers(-160, 160))
def test_what_rounding_leaves_over_is_given_to_somebody(exact: list[Fraction], more: int) -> None:
    total = round(sum(exact, Fraction(0))) + (more % 3 - 1 if exact else 0)
    told = apportioned(dict(enumerate(exact)), total)
    if exact and abs(total - sum(exact, Fraction(0))) < 1:
        assert sum(told.values()) == total
        assert all(abs(told[n] - one) <= 2 for n, one in enumerate(exact))


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CUSTOMERS, min_size=ACCOUNTS, max_size=ACCOUNTS))
def test_the_statement_and_the_explanation_agree(
    database: Database, world: World, customers: list[dict[str, Any]]
) -> None:
    database.write_now(_filled, customers)
    database.write_now(health.compute, world.team_id, NOW)
    found, told = database.read_now(_both, world.team_id)
    assert len(found) == len(customers)
    for account_id, row in found.items():
        said = explain(told[account_id])
        assert _shown(row) == _said(said, told[account_id].today), told[account_id]
        _pieces_add_up(told[account_id], said)
    some = sorted(found)[::3]
    database.write_now(_forget, ("health", "health_snapshot"))
    database.write_now(health.compute, world.team_id, NOW, some)
    again, _ = database.read_now(_both, world.team_id)
    assert {one: _shown(row) for one, row in again.items()} == {
        one: _shown(found[one]) for one in some
    }


def _pieces_add_up(facts: HealthFacts, said: Explanation) -> None:
    if said.score is None:
        return
    exact = sum((points for _, _, points in pieces(facts, said)), Fraction(0))
    assert said.score <= exact + Fraction(1, 100)
    assert exact < said.score + 1 + Fraction(1, 100)


def _both(session: Session, team_id: str) -> tuple[dict[str, Health], dict[str, HealthFacts]]:
    rows = session.scalars(select(Health).where(Health.team_id == team_id)).all()
    found = {row.account_id: row for row in rows}
    return found, facts_of(session, team_id, list(found), NOW)


def _shown(row: Health) -> tuple[object, ...]:
    shares = (row.goals, row.progress, row.proxies)
    weights = (row.goals_weight, row.progress_weight, row.proxies_weight)
    return row.score, row.band, shares, weights, row.as_of


def _said(said: Explanation, as_of: date) -> tuple[object, ...]:
    shares = tuple(
        None if one.share is None else Decimal(one.share).scaleb(-6) for one in said.parts
    )
    return said.score, said.band, shares, tuple(one.counted for one in said.parts), as_of


def _forget(session: Session, names: Collection[str]) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in names:
            session.execute(table.delete())


def _filled(session: Session, customers: list[dict[str, Any]]) -> None:
    """These customers, some in segments with terms and limits of their own."""
    _forget(session, {*Base.metadata.tables} - {"workspace", "member"})
    session.merge(Member(team_id=TEAM, id="U1", name="Ann", zone="Asia/Tokyo"))
    session.merge(Member(team_id=TEAM, id="U2", name="Ben", zone="America/New_York"))
    session.add(HealthTerms(team_id=TEAM, segment="enterprise", **asdict(ENTERPRISE)))
    session.add(SignalLimit(team_id=TEAM, kind="usage", segment="mid", **asdict(MID_USAGE)))
    rows: Rows = defaultdict(list)
    for number, customer in enumerate(customers):
        _customer(rows, f"a{number}", customer)
    for table in (Account, Plan, Goal, Reading, Milestone, SignalNow):
        if rows[table]:
            session.execute(insert(table), rows[table])


def _customer(rows: Rows, id_: str, customer: dict[str, Any]) -> None:
    name = {"name": id_, "name_key": id_, "created_at": NOW}
    owned = {"owner_id": customer["owner"], "segment": customer["segment"]}
    rows[Account].append({"team_id": TEAM, "id": id_} | name | owned)
    for kind, (value, read_on) in customer["signals"].items():
        read = {"kind": kind, "value": value, "read_on": read_on}
        rows[SignalNow].append({"team_id": TEAM, "account_id": id_} | read)
    if customer["has_plan"]:
        rows[Plan].append({"team_id": TEAM, "id": f"{id_}-1", "account_id": id_} | PLAN)
        for number, one in enumerate(customer["goals"]):
            _goal(rows, f"{id_}-1", f"{id_}-g{number}", one)
        for number, one in enumerate(customer["milestones"]):
            own = {"team_id": TEAM, "id": f"{id_}-m{number}", "plan_id": f"{id_}-1"}
            rows[Milestone].append(own | MILESTONE | one)


def _goal(rows: Rows, plan_id: str, goal_id: str, one: dict[str, Any]) -> None:
    baseline, target, direction = one["way"]
    if baseline is not None and target is not None and baseline != target:
        direction = Direction.RISING if target > baseline else Direction.FALLING
    own = {"team_id": TEAM, "id": goal_id, "plan_id": plan_id, "created_at": NOW}
    way = {"baseline": baseline, "target": target, "direction": direction}
    dates = {name: one[name] for name in ("starts_on", "due_on", "reopened_on")}
    rows[Goal].append(own | way | dates | {"behaviour": "b", "measure": "m"})
    for number, (read, read_on) in enumerate(one["readings"]):
        value = target if one["hits"] and target is not None else read
        key = {"team_id": TEAM, "id": f"{goal_id}-{number}", "goal_id": goal_id}
        rows[Reading].append(
            key | {"value": value, "read_on": read_on, "source": "s", "created_at": NOW}
        )
