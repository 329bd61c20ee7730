"""Health in Slack: the card, the pulse, drops as live messages, the list, the settings."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    AccountStatus,
    Health,
    HealthBand,
    HealthDue,
    HealthSnapshot,
    Milestone,
    Nudge,
    NudgeState,
    Role,
    Signal,
    SignalNow,
)
from bot.practice import health, health_drop, health_mark
from bot.practice.health_drop import HYSTERESIS, POINTS, WITHIN
from bot.practice.health_terms import DEFAULT
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.matters import inbox
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

ACME = "acme-corp"


@pytest.fixture
def goal_id(world: World) -> str:
    """Acme: a goal at a pace of 80 %, one of two milestones done that were due."""
    world.member("U1", name="Alice Smith")
    plan_id = world.plan(world.account(arr=120_000, currency="USD", renewal_on=world.day(100)))
    world.milestone(plan_id, "Live", due_on=world.day(), done_on=world.day())
    world.milestone(plan_id, "Trained", due_on=world.day())
    return world.reading(world.goal(plan_id), 40)


def computed(world: World, *account_ids: str) -> None:
    """Compute health now: of all, or of these."""
    world.database.write_now(health.compute, world.team_id, world.clock.now, account_ids or None)


def row(world: World, account_id: str = ACME) -> Health:
    return world.database.read_now(lambda s: s.get_one(Health, (world.team_id, account_id)))


def measured(world: World, kind: str, value: int, account_id: str = ACME) -> None:
    """A reading of a signal, of today."""

    def work(session: Session) -> None:
        read = {"team_id": world.team_id, "account_id": account_id, "kind": kind}
        what = {"value": Decimal(value), "read_on": world.day()}
        at = world.clock.now
        session.add(Signal(id=f"{kind} {value} {at}", source="test", created_at=at, **read, **what))
        session.merge(SignalNow(**read, **what))
        health_mark.mark(session, world.team_id, [account_id])

    world.database.write_now(work)


def test_a_score_explains_itself(bot: Bot, world: World, clock: Clock, goal_id: str) -> None:
    computed(world)
    card = bot.as_("U1").says("/success health acme")
    card.sees("health *67 ◐ yellow*", "120,000 USD · renews in 100 days")
    card.sees("*Results in the goals* — 46 points of 57 (80 %)")
    card.sees("*Progress of the plan* — 21 points of 43 (50 %)")
    card.sees("*Signals* — unknown, its weight is shared out", "no data yet: People who use it")
    card.sees("*Most helpful now:* mark “Trained” done (up to +21)").button("Mark done")
    clock.passes(minutes=1)
    measured(world, "usage", 45)
    bot.runs("health")
    card = bot.as_("U1").says("/success health acme")
    card.sees("health *62 ◐ yellow* ▼5", "*Signals* — 15 points of 30 (50 %)")
    card.sees("What moved since", "People who use it each month: known now, 45 % of seats")
    assert row(world).proxies == Decimal("0.5")


def test_what_a_person_changes_is_computed_with_it(
    bot: Bot, world: World, clock: Clock, goal_id: str
) -> None:
    computed(world)
    alice = bot.as_("U1")
    late = world.database.read_now(
        lambda s: s.scalars(select(Milestone.id).where(Milestone.done_on.is_(None))).one()
    )
    clock.passes(minutes=1)
    alice.submits(click(alice, Id.MILESTONE_FINISH, late)).sees("done")
    found = row(world)
    assert (found.score, found.band, found.progress) == (88, HealthBand.GREEN, Decimal(1))
    kept = world.database.read_now(
        lambda s: s.scalars(select(HealthSnapshot.score).order_by(HealthSnapshot.at)).all()
    )
    assert kept == [67, 88]
    alice.says("/success health acme").sees("health *88 ● green* ▲21", "+21  milestones: 1 of 2")
    alice.says("/success undo")
    assert row(world).score == 67


def test_the_plan_says_the_score(bot: Bot, world: World, goal_id: str) -> None:
    alice = bot.as_("U1")
    alice.says("/success plan acme").does_not_see("Health")
    computed(world)
    alice.says("/success plan acme").sees("Health 67 ◐ yellow · Renewal")


def test_without_goals_and_progress_nobody_knows(bot: Bot, world: World) -> None:
    world.account()
    measured(world, "usage", 100)
    bot.runs("health")
    found = row(world)
    assert (found.score, found.band, found.proxies) == (None, HealthBand.UNKNOWN, Decimal(1))
    card = bot.as_("U1").says("/success health acme").sees("health *unknown*", "No plan: without")
    card.button("Start a plan")
    bot.as_("U1").says("/success at-risk").sees("Nobody is at risk (mine)")


def test_a_pulse_stands_beside_the_score(
    bot: Bot, world: World, clock: Clock, goal_id: str
) -> None:
    computed(world)
    alice = bot.as_("U1")
    form = click(alice, Id.PULSE_GIVE, ACME)
    shown = alice.submits(form, band="red", reason="Their champion has left")
    shown.sees("health *67 ◐ yellow*", "Pulse: ○ red, by Alice Smith", "Their champion has left")
    assert row(world).score == 67
    clock.passes(days=29)
    alice.says("/success health acme").sees("Their champion has left")
    clock.passes(days=1)
    alice.says("/success health acme").does_not_see("Their champion has left")
    alice.says("/success history acme").sees("gave a pulse")


@pytest.fixture
def lea(bot: Bot, world: World, slack: FakeSlack) -> Person:
    slack.add_user("U3", name="Lea Leader")
    world.member("U3", name="Lea Leader", role=Role.LEADER)
    return bot.as_("U3")


def test_a_drop_is_one_live_message_until_it_recovers(
    bot: Bot, world: World, clock: Clock, lea: Person, goal_id: str
) -> None:
    measured(world, "usage", 70)
    bot.runs("health")
    assert (row(world).score, inbox(bot, "U1")) == (77, [])
    clock.passes(days=3)
    measured(world, "usage", 20)
    bot.runs("health")
    bot.runs("matters")
    (message,) = inbox(bot, "U1")
    message.sees("This cannot wait", "Health fell from 77 to 47 today (green → red)")
    message.sees("−30 People who use it each month: 70 → 20 % of seats", "Most helpful now")
    message.button("Why this score")
    (told,) = inbox(bot, "U3")
    told.sees("since the renewal is near", "Health fell from 77 to 47", "With Alice Smith")
    clock.passes(days=1)
    measured(world, "usage", 30)
    bot.runs("health")
    bot.runs("matters")
    (message,) = inbox(bot, "U1")
    message.sees("Health fell from 77 to 53 since yesterday (green → yellow)")
    inbox(bot, "U3")[0].sees("from 77 to 53")
    alice = bot.as_("U1")
    alice.clicks_on("Why this score", in_=message).sees("*In a drop* since", "over at 78")
    clock.passes(days=1)
    for value, is_over in ((67, False), (70, False)):
        measured(world, "usage", value)
        bot.runs("health")
        assert (row(world).dropped_on is None) is is_over
    world.reading(goal_id, 60)
    computed(world)
    bot.runs("health")
    assert row(world).dropped_on is None
    clock.passes(hours=2)
    bot.runs("sweep")
    bot.runs("settled")
    inbox(bot, "U1")[0].sees("settled")
    assert states(world) == [NudgeState.DONE]


def states(world: World) -> list[NudgeState]:
    return list(
        world.database.read_now(
            lambda s: s.scalars(select(Nudge.state).where(Nudge.rule == "health_drop")).all()
        )
    )


SCORES = st.lists(
    st.tuples(st.integers(0, 9), st.none() | st.integers(0, 100)), min_size=2, max_size=12
)


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(SCORES, min_size=12, max_size=12))
def test_drops_are_judged_by_the_rule(
    world: World, courses: list[list[tuple[int, int | None]]]
) -> None:
    """Each course of scores, so many days apart, against the rule in plain words."""
    ids = [f"a{number}" for number in range(len(courses))]
    world.database.write_now(_accounts, world.team_id, ids, world.clock.now)
    for account_id, course in zip(ids, courses, strict=True):
        at, seen, drop = world.clock.now, list[tuple[Any, int | None]](), None
        for days, score in course:
            at += timedelta(days=days, hours=1)
            drop = _expected(seen, drop, at, score)
            world.database.write_now(_scored, world.team_id, account_id, at, score)
            found = row(world, account_id)
            assert (found.dropped_from, found.recovers_at) == (drop or (None, None)), course
            seen.append((at, score))


def _expected(
    seen: list[tuple[Any, int | None]], drop: tuple[int, int] | None, at: Any, score: int | None
) -> tuple[int, int] | None:
    if score is None:
        return drop
    if drop is not None and score >= drop[1]:
        drop = None
    begun = max((n for n, (day, _) in enumerate(seen) if day <= at - WITHIN), default=0)
    known = [one for _, one in seen[begun:] if one is not None]
    before = drop[0] if drop else max(known, default=score)
    ends = [before - POINTS + HYSTERESIS] if before - score >= POINTS else []
    for limit in (DEFAULT.green, DEFAULT.yellow):
        if score < limit <= before:
            ends.append(limit + HYSTERESIS)
            break
    return (before, max([*ends, *([drop[1]] if drop else [])])) if ends or drop else None


def _accounts(session: Session, team_id: str, ids: list[str], now: Any) -> None:
    for table in (HealthSnapshot, Health, Account):
        session.query(table).delete()
    for one in ids:
        session.add(Account(team_id=team_id, id=one, name=one, name_key=one, created_at=now))


def _scored(session: Session, team_id: str, account_id: str, at: Any, score: int | None) -> None:
    """As `compute` writes it, then judged."""
    own = {"team_id": team_id, "account_id": account_id}
    told = {
        "score": score,
        "band": DEFAULT.band(score),
        "goals_weight": 40,
        "progress_weight": 30,
        "proxies_weight": 30,
    }
    days = {"as_of": at.date(), "computed_at": at, "changed_at": at}
    session.merge(Health(**own, **told, **days, green=DEFAULT.green, yellow=DEFAULT.yellow))
    session.add(HealthSnapshot(**own, **told, at=at))
    session.flush()
    health_drop.judge(session, team_id, at, [account_id])


def test_accounts_at_risk_the_worst_first(
    bot: Bot, world: World, lea: Person, goal_id: str
) -> None:
    ids = [
        world.account(f"Customer {number}", "U1", arr=1000 * (number + 1), segment="mid")
        for number in range(9)
    ]
    for one in ids:
        world.milestone(world.plan(one), due_on=world.day())
    world.change(Account, ids[0], status=AccountStatus.CHURNED)
    computed(world)
    listed = lea.says("/success at-risk").sees("*At risk*: all · 8", "*Customer 8* · 0 ○ red")
    listed.does_not_see("Acme").does_not_see("Customer 0")
    text = listed.text
    assert text.index("Customer 8") < text.index("Customer 7") < text.index("Customer 1")
    lea.says("/success at-risk MID").sees("8")
    lea.says("/success at-risk mine").sees("Nobody is at risk")
    lea.says("/success at-risk moon").sees("No account is in a segment “moon”. There are: mid.")
    lea.clicks(Id.HEALTH_SHOW, ids[8], in_=listed).sees("health *0 ○ red*", "Knowledge")


def test_success_stays_first_in_settings(bot: Bot, world: World, goal_id: str) -> None:
    world.member("U1", role=Role.ADMIN)
    world.change(Account, ACME, segment="enterprise")
    computed(world)
    alice = bot.as_("U1")
    page = alice.clicks(Id.SETTINGS_LIST, "health 1", in_=alice.says("/success settings"))
    page.sees("goals 40, progress 30, signals 30", "*enterprise* — as all")
    form = alice.clicks(Id.HEALTH_TERMS, "1 enterprise", in_=page)
    own: dict[str, Any] = {"state": "own", "goals": 20, "progress": 20, "green": 60}
    refused = alice.submits(form, **own, proxies=41, yellow=60)
    assert set(refused.errors) == {"proxies", "yellow"}
    assert "may not weigh less than half" in refused.errors["proxies"]
    alice.submits(form, **own, proxies=40, yellow=30).sees("goals 20, progress")
    bot.runs("health")
    found = row(world)
    assert (found.score, found.band, found.goals_weight) == (65, HealthBand.GREEN, 20)
    form = alice.clicks(Id.HEALTH_TERMS, "1 enterprise", in_=page)
    alice.submits(form, state="inherit").sees("*enterprise* — as all")
    bot.runs("health")
    assert row(world).score == 67


def test_marks_are_computed_and_taken_away(bot: Bot, world: World, goal_id: str) -> None:
    bot.runs("health")

    def due() -> int:
        return len(world.database.read_now(lambda s: s.scalars(select(HealthDue)).all()))

    world.change(Account, ACME, segment="enterprise")
    world.database.write_now(health_mark.mark_segment, world.team_id, "")
    world.database.write_now(health_mark.mark, world.team_id, [ACME, "nobody"])
    world.database.write_now(health_mark.mark_segment, world.team_id, "enterprise")
    assert due() == 1
    bot.runs("health")
    assert due() == 0


def test_once_a_day_time_itself_moves_the_score(
    bot: Bot, world: World, clock: Clock, goal_id: str
) -> None:
    bot.runs("health")
    before = row(world)
    clock.passes(hours=14)
    bot.runs("health")
    assert row(world).computed_at == before.computed_at, "it is still Monday"
    clock.passes(days=31)
    bot.runs("health")
    found = row(world)
    assert (found.goals, found.score) == (None, 50), "its reading is too old"
    card = bot.as_("U1").says("/success health acme")
    card.sees("no reading for 31 days, which is more than 30")


def test_nothing_of_it_hinders_undo(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    alice = bot.as_("U1")
    form = click(alice, Id.ACCOUNT_ADD, "Initech")
    alice.submits(form, name="Initech")
    assert row(world, "initech").band is HealthBand.UNKNOWN
    alice.says("/success undo").sees("Taken back")
