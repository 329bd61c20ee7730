"""The sweep: each matter once an episode, whoever sweeps, whenever, and by whose clock."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.model import (
    Account,
    AccountStatus,
    Milestone,
    Nudge,
    NudgeState,
    Plan,
    Stage,
    Sweep,
    WorkingTime,
)
from bot.practice import milestone, nudge, rule_setting
from bot.practice.nudges.sweep import FULL_EVERY, Swept, again, settle, sweep
from tests.harness.builders import World
from tests.harness.clock import MONDAY, Clock

NOTHING = Swept(0, 0)


def swept(world: World) -> Swept:
    return world.database.write_now(sweep, world.team_id, world.clock.now)


def swept_fully(world: World) -> Swept:
    world.database.write_now(again, world.team_id)
    return swept(world)


def nudges(world: World, *states: NudgeState) -> list[str]:
    found = world.database.read_now(lambda s: s.execute(select(Nudge.id, Nudge.state)).all())
    return sorted(row.id for row in found if not states or row.state in states)


@pytest.fixture
def plan_id(world: World) -> str:
    return world.plan(world.account(owner=None))


def test_a_sweep_at_any_time_again_does_nothing(world: World, clock: Clock, plan_id: str) -> None:
    world.milestone(plan_id, due_on=world.day(-1))
    assert swept(world) == Swept(1, 0)
    for minutes in (0, 1, 59, 1, 500, -30, -700):
        clock.passes(minutes=minutes)
        assert swept(world) == NOTHING
    assert nudges(world) == ["milestone_overdue:acme-corp-2:2026-11-22"]


def test_what_becomes_due_is_found_at_the_next_tick(
    world: World, clock: Clock, plan_id: str
) -> None:
    clock.now = datetime(2026, 11, 23, 23, 40, tzinfo=UTC)
    one = world.milestone(plan_id, due_on=world.day(3))
    world.milestone(plan_id, "Other", due_on=world.day(4))
    assert swept(world) == Swept(1, 0)
    clock.passes(minutes=19)
    assert swept(world) == NOTHING
    clock.passes(minutes=1)
    assert swept(world) == Swept(1, 0)
    world.change(Milestone, one, due_on=world.day(-1))
    clock.passes(minutes=1)
    assert swept(world) == NOTHING, "what was edited is found within the hour"
    clock.passes(hours=1)
    assert swept(world) == Swept(1, 1)


def test_a_new_episode_begins_only_after_the_matter_moved(
    world: World, clock: Clock, plan_id: str
) -> None:
    one = world.milestone(plan_id, due_on=None)
    clock.passes(days=14)
    assert swept(world) == Swept(1, 0)
    first = "milestone_stalled:acme-corp-2:2026-11-23"

    def dismiss() -> None:
        closed = {"closed_by": "U1", "closed_at": clock.now}
        world.change(Nudge, first, state=NudgeState.DISMISSED, **closed)

    dismiss()
    clock.passes(days=20)
    swept_fully(world)
    assert [one for one in nudges(world) if "stalled" in one] == [first]
    world.change(Milestone, one, active_at=clock.now)
    clock.passes(days=14)
    swept(world)
    assert "milestone_stalled:acme-corp-2:2026-12-27" in nudges(world, NudgeState.OPEN)


def test_settling_closes_exactly_what_no_longer_stands(world: World, plan_id: str) -> None:
    done, late = (world.milestone(plan_id, name, due_on=world.day(-2)) for name in ("A", "B"))
    zenith = world.milestone(world.plan(world.account("Zenith")), due_on=world.day(-2))
    assert swept(world) == Swept(3, 0)
    for one in (done, zenith):
        world.do(milestone.finish, one, world.day(), None)
    settled = world.database.write_now(settle, world.team_id, "acme-corp", world.clock.now)
    assert settled == 1
    assert nudges(world, NudgeState.DONE) == [f"milestone_overdue:{done}:2026-11-21"]
    assert swept_fully(world) == Swept(0, 1)
    assert nudges(world, NudgeState.OPEN) == [f"milestone_overdue:{late}:2026-11-21"]
    assert world.database.write_now(settle, world.team_id, "zenith", world.clock.now) == 0


def test_what_settled_by_itself_and_stands_again_is_open_again(
    world: World, clock: Clock, plan_id: str
) -> None:
    one = world.milestone(plan_id, due_on=world.day(-1))
    swept(world)
    facts = {"told_at": clock.now, "message_id": "m1"}
    world.change(Nudge, nudges(world)[0], state=NudgeState.ESCALATED, **facts)
    world.change(Account, "acme-corp", status=AccountStatus.PAUSED)
    assert swept_fully(world) == Swept(0, 1)
    world.change(Account, "acme-corp", status=AccountStatus.ACTIVE)
    clock.passes(minutes=1)
    assert swept_fully(world) == Swept(1, 0)
    again = world.database.read_now(lambda s: s.scalars(select(Nudge)).one())
    assert (again.state, again.subject_id, again.opened_at) == (NudgeState.OPEN, one, clock.now)
    assert (again.told_at, again.message_id, again.closed_at) == (None, None, None)
    world.change(Nudge, again.id, state=NudgeState.DONE, closed_by="U1")
    assert swept_fully(world) == NOTHING, "what a person closed stays closed"


def test_limits_of_a_segment(world: World, clock: Clock) -> None:
    for segment in ("Enterprise", "SMB", None):
        plan_id = world.plan(world.account(f"{segment}", owner=None, segment=segment))
        world.milestone(plan_id, due_on=None)
    rule = "milestone_stalled"
    world.do(rule_setting.set_rule, rule, "Enterprise", is_on=True, days=7)
    world.do(rule_setting.set_rule, rule, "SMB", is_on=False)
    world.do(rule_setting.set_rule, rule, is_on=True, days=10)
    standing = []
    for _ in range(11):
        clock.passes(days=1)
        swept_fully(world)
        standing.append([one.split(":")[1] for one in nudges(world, NudgeState.OPEN)])
    assert standing == [[]] * 6 + [["enterprise-2"]] * 3 + [["enterprise-2", "none-2"]] * 2
    world.do(rule_setting.set_rule, rule, is_on=False)
    assert swept(world) == Swept(0, 1)
    world.do(rule_setting.inherit, rule, "SMB")
    world.do(rule_setting.set_rule, rule, is_on=True, days=10)
    assert swept(world) == Swept(2, 0)


@pytest.mark.parametrize("chosen", [False, True])
def test_a_day_is_the_owners_day(world: World, clock: Clock, chosen: bool) -> None:
    """In Auckland it is Tuesday for eleven hours before it is in London, in Honolulu ten after."""
    zones = {"U1": "Pacific/Auckland", "U2": "Pacific/Honolulu", "U3": None}
    clock.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    for user, zone in zones.items():
        world.member(user, zone="UTC" if chosen or zone is None else zone)
        world.milestone(world.plan(world.account(user, owner=user)), due_on=world.day())

    def choose(session: Session) -> None:
        session.add_all(
            WorkingTime(team_id=world.team_id, id=user, zone=zone) for user, zone in zones.items()
        )

    if chosen:
        world.database.write_now(choose)
    swept(world)
    seen = []
    for minutes in (59, 1, 12 * 60 + 59, 1, 9 * 60 + 59, 1):
        clock.passes(minutes=minutes)
        seen.append(swept(world).opened)
    assert seen == [0, 1, 0, 1, 0, 1], "at eleven, at midnight and at ten o'clock"


def test_three_replicas_at_the_same_moment_write_each_nudge_once(
    world: World, database_url: str, plan_id: str
) -> None:
    for number in range(50):
        world.milestone(plan_id, f"Step {number}", due_on=world.day(-1))
    replicas = [Database(database_url) for _ in range(3)]
    moment = Barrier(len(replicas))

    def tick(replica: Database) -> Swept:
        moment.wait()
        return replica.write_now(sweep, world.team_id, world.clock.now)

    with ThreadPoolExecutor(len(replicas)) as threads:
        done = list(threads.map(tick, replicas))
    for replica in replicas:
        replica.close()
    assert Counter(one.opened for one in done) == {50: 1, 0: 2}
    assert len(nudges(world)) == 50


HOURS = st.lists(st.integers(1, 24 * 9), min_size=1, max_size=8)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(HOURS, st.sampled_from(["UTC", "Pacific/Auckland", "America/New_York"]))
def test_many_small_sweeps_find_what_one_full_sweep_finds(
    world: World, clock: Clock, hours: list[int], zone: str
) -> None:
    """At the end of any row of ticks the same matters stand, of the same episodes."""
    clock.now = MONDAY
    _portfolio(world, zone)
    for gap in hours:
        clock.passes(hours=gap)
        swept(world)
        clock.passes(minutes=7)
        swept(world)
    clock.passes(hours=1)
    swept(world)
    by_steps = nudges(world, NudgeState.OPEN)
    world.database.write_now(lambda s: s.execute(delete(Nudge)))
    swept_fully(world)
    assert nudges(world, NudgeState.OPEN) == by_steps


def _portfolio(world: World, zone: str) -> None:
    """One of everything that the rules look at; made once a database."""
    world.member("U1", zone=zone)
    known = world.database.read_now(lambda s: s.scalar(select(Plan.id)))
    world.database.write_now(lambda s: (s.execute(delete(Nudge)), s.execute(delete(Sweep))))
    if known:
        return
    account_id = world.account(renewal_on=world.day(125))
    plan_id = world.plan(account_id)
    world.account("Without a plan")
    world.player(account_id)
    world.reading(world.goal(plan_id, due_on=world.day(40)), 37)
    world.goal(plan_id)
    world.outcome(account_id, behaviour="They solve alone")
    for days in (None, 2, 9, 16, 30):
        world.milestone(plan_id, due_on=None if days is None else world.day(days))
    changed = world.day(-3)
    world.change(
        Plan, plan_id, stage=Stage.PLAN, confirmed_on=world.day(-80), sponsor_changed_on=changed
    )


def test_the_most_valuable_comes_first_for_everybody(world: World) -> None:
    for name, arr in (("Small", 1_000), ("Large", 100_000)):
        plan_id = world.plan(world.account(name, arr=arr))
        world.milestone(plan_id, due_on=world.day(-1))
    swept(world)
    found = world.database.read_now(nudge.pressing, world.team_id, world.day())
    assert [one.account_name for one in found] == ["Large", "Small"]
    assert timedelta(hours=1) == FULL_EVERY
