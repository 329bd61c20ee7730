"""The bundle: one message a working day, at the right local hour, with all that needs a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from bot.database import Base, Database
from bot.delivery import bundle as bundles
from bot.model import Milestone, Nudge, Role, Standing, WorkingTime
from bot.practice.nudges import milestone_stalled
from bot.practice.nudges.rule import Urgency
from bot.practice.nudges.table import RULES
from bot.practice.working_time import Hours
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.matters import inbox, nudge, stall
from tests.harness.routes import click


def account(world: World, name: str = "Acme Corp", owner: str | None = "U1") -> str:
    """An account with a plan; the plan's id."""
    return world.plan(world.account(name, owner, arr=120_000, currency="USD"))


def works(world: World, user_id: str, **times: object) -> None:
    """Set somebody's working time."""

    def work(session: Session) -> None:
        session.merge(WorkingTime(team_id=world.team_id, id=user_id, **times))

    world.database.write_now(work)


def test_a_bundle_reads_well(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    renews: dict[str, Any] = {"renewal_on": world.day(100), "arr": 120_000, "currency": "USD"}
    stall(world, world.plan(world.account(**renews)), "Knowledge base reviewed")
    stall(world, account(world, "Zenith"), "Agents live", days=15)
    bot.runs("bundle")
    (message,) = inbox(bot, "U1")
    assert message.messages[0]["text"] == (
        "Good morning. 2 matters today.\n"
        "1  Acme Corp — “Knowledge base reviewed” has not moved for 20 days.\n"
        "120,000 USD · renews in 100 days\n"
        "2  Zenith — “Agents live” has not moved for 15 days.\n"
        "120,000 USD"
    )
    rows = [one for one in message.blocks if one["type"] == "actions"]
    styles = [row["elements"][0].get("style") for row in rows]
    assert styles == ["primary", None]
    assert rows[0]["elements"][0]["accessibility_label"] == "Mark done: Acme Corp"


def test_nothing_to_say_no_message(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1")
    plan_id = account(world)
    bot.runs("bundle")
    assert inbox(bot, "U1") == []
    stall(world, plan_id)  # too late for today
    bot.runs("bundle")
    assert inbox(bot, "U1") == []
    clock.passes(days=1)
    bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 1


def test_what_is_open_moves_to_the_next_bundle(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1", name="Alice Smith")
    plan_id = account(world)
    ids = [stall(world, plan_id, f"Step {n}", days=20 + n) for n in range(4)]
    bot.runs("bundle")
    alice = bot.as_("U1")
    click(alice, Id.NUDGE_DONE, ids[3])
    click(alice, Id.NUDGE_SNOOZE, f"1 {ids[2]}")
    clock.passes(days=1)
    bot.runs("bundle")
    old, new = inbox(bot, "U1")
    old.sees("Matters of 23 Nov 2026", "“Step 3”: done by you, 23 Nov", "“Step 2”: in a later")
    old.sees("“Step 1”: in a later message", "“Step 0”: in a later message")
    assert old.buttons == []
    new.sees("*3 matters* today", "Step 2").does_not_see("Step 3")
    click(alice, Id.NUDGE_DONE, ids[2])
    again, now = inbox(bot, "U1")
    assert again.text == old.text
    now.sees("*2 of 3 matters left* for today", "“Step 2”: done by you")


def test_five_are_told_and_the_rest_is_counted(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1")
    plan_id = account(world)
    ids = [stall(world, plan_id, f"Step {n}", days=20 + n) for n in range(7)]
    bot.runs("bundle")
    told = [nudge(world, one).told_at is not None for one in reversed(ids)]
    assert told == [True] * 5 + [False] * 2
    assert len({nudge(world, one).message_id for one in ids}) == 1


def test_three_days_of_silence_end_in_one_bundle(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1")
    stall(world, account(world))
    bot.runs("bundle")
    clock.passes(days=3)
    for _ in range(3):
        bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 2


def test_three_replicas_at_the_same_moment(world: World, database_url: str) -> None:
    world.member("U1")
    one = stall(world, account(world))
    ready, sent = Barrier(3), list[bool]()

    def tick() -> None:
        database = Database(database_url)
        ready.wait()
        sent.append(database.write_now(bundles.send, world.team_id, "U1", {}, world.clock.now))
        database.close()

    threads = [Thread(target=tick) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False, False, True]
    assert nudge(world, one).message_id is not None


def test_the_leader_hears_of_what_is_nobodys(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1", name="Alice Smith")
    world.member("U3", name="Lea Leader", role=Role.LEADER)
    bot.slack.add_user("U3", name="Lea Leader")
    stall(world, account(world))
    stall(world, account(world, "Zenith", None))
    bot.runs("bundle")
    inbox(bot, "U3")[0].sees("Zenith", "no owner").does_not_see("Acme")
    world.member("U1", name="Alice Smith", standing=Standing.DEACTIVATED)
    clock.passes(days=1)
    bot.runs("bundle")
    inbox(bot, "U3")[1].sees("Zenith", "Acme", "its owner, Alice Smith, has left")
    (hers,) = inbox(bot, "U1")
    hers.sees("with")
    lea = bot.as_("U3")
    first = next(one.value for one in inbox(bot, "U3")[1].buttons if one.action_id == Id.NUDGE_DONE)
    assert lea.clicks(Id.NUDGE_DONE, first, in_=inbox(bot, "U3")[1]).responses == []
    inbox(bot, "U3")[1].sees("*1 of 2 matters left*")


def test_an_owner_who_never_came_is_looked_up_and_told(bot: Bot, world: World) -> None:
    stall(world, account(world))
    bot.runs("members")
    bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 1


def test_paused_or_off_is_left_alone(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1")
    stall(world, account(world))
    works(world, "U1", paused_until=world.day(2), days="123")
    seen = []
    for _ in range(8):  # from Monday on
        bot.runs("bundle")
        seen.append(len(inbox(bot, "U1")))
        clock.passes(days=1)
    assert seen == [0, 0, 1, 1, 1, 1, 1, 2]


def test_a_zone_that_changes(bot: Bot, world: World, clock: Clock) -> None:
    """Told on Monday in Sydney, then in Los Angeles, where Monday is still to come."""
    world.member("U1", zone="Australia/Sydney")
    stall(world, account(world))
    clock.now = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 1
    world.member("U1", zone="America/Los_Angeles")
    for _ in range(24):
        clock.passes(hours=1)
        bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 1
    clock.passes(days=1)
    bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 2


def test_a_zone_that_nobody_knows(bot: Bot, world: World) -> None:
    world.member("U1", zone="Mars/Olympus")
    works(world, "U1", zone="Mars/Olympus")
    stall(world, account(world))
    bot.runs("bundle")
    assert len(inbox(bot, "U1")) == 1


CHANGES = {
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "Australia/Sydney": [date(2026, 4, 5), date(2026, 10, 4)],
}
DAYS = [(zone, day) for zone, days in CHANGES.items() for day in days]


@pytest.mark.parametrize(("zone", "day"), DAYS, ids=str)
def test_one_bundle_on_the_day_when_the_clocks_change(world: World, zone: str, day: date) -> None:
    """Hour by hour, from the day before to the day after: two o'clock is missing, or twice."""
    clock = world.clock
    clock.now = datetime.combine(day - timedelta(days=1), time(0), ZoneInfo(zone)).astimezone(UTC)
    world.member("U1", zone=zone)
    world.member("U2", zone=zone)
    works(world, "U1", days="1234567")
    works(world, "U2", days="1234567", starts_at=time(1), bundle_at=time(2))
    for person in ("U1", "U2"):
        stall(world, account(world, f"Acme of {person}", person))
    sent: dict[str, list[datetime]] = {"U1": [], "U2": []}
    for _ in range(3 * 24):
        for person, at in sent.items():
            if world.database.write_now(bundles.send, world.team_id, person, {}, clock.now):
                at.append(clock.now.astimezone(ZoneInfo(zone)))
        clock.passes(hours=1)
    days = [day + timedelta(days=n) for n in (-1, 0, 1)]
    assert [(at.date(), at.time()) for at in sent["U1"]] == [(one, time(9)) for one in days]
    assert [at.date() for at in sent["U2"]] == days
    assert {at.time() for at in sent["U2"]} <= {time(2), time(3)}


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
ZONES = st.sampled_from([*CHANGES, "UTC", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns"])
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
WORKING = st.builds(
    Hours,
    zone=ZONES,
    days=st.frozensets(st.integers(1, 7), min_size=1),
    starts_at=TIMES,
    ends_at=TIMES,
    quiet_from=TIMES,
    quiet_until=TIMES,
)


@settings(max_examples=60, deadline=None)
@given(hours=WORKING, begin=INSTANTS)
def test_whoever_works_hears_once_a_working_day(hours: Hours, begin: datetime) -> None:
    """Whatever the zone, the days and the hours; also where somebody works over midnight."""
    heard: list[date] = []
    for quarter in range(4 * 24 * 9):
        now = begin + timedelta(minutes=15 * quarter)
        if hours.wants_bundle(now):
            heard.append(hours.local(now).date())
            hours = replace(hours, bundled_on=heard[-1])
    assert heard == sorted(set(heard))
    assert all(day.isoweekday() in hours.days for day in heard)
    is_long = hours.ends_at <= hours.starts_at or (
        datetime.combine(date.min, hours.ends_at) - datetime.combine(date.min, hours.starts_at)
        >= timedelta(hours=2)  # a shorter day may fall into the hour that spring takes away
    )
    late = hours.starts_at > time(23, 30)  # the last tick of the day may come before
    if is_long and not late:
        whole = {hours.local(begin).date() + timedelta(days=n) for n in range(1, 8)}
        assert {day for day in whole if day.isoweekday() in hours.days} <= set(heard)


@settings(max_examples=60, deadline=None)
@given(hours=WORKING, then=INSTANTS, gone=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_working_days_are_counted_whole(hours: Hours, then: datetime, gone: timedelta) -> None:
    now = then + gone
    counted = hours.working_days_since(then, now)
    assert 0 <= counted <= gone.days + 1
    assert counted <= hours.working_days_since(then, now + timedelta(days=1))
    assert hours.working_days_since(then, then + timedelta(days=7)) == len(hours.days)


@contextmanager
def a_rule(urgency: Urgency) -> Iterator[str]:
    """A rule like that of stalled milestones, more urgent."""
    name = f"stalled_{urgency}"
    RULES[name] = replace(milestone_stalled.RULE, name=name, urgency=urgency)
    yield name
    RULES.pop(name)


def of_rule(world: World, nudge_id: str, rule: str) -> str:
    """The same matter as another rule's."""

    def work(session: Session) -> str:
        row = session.get_one(Nudge, (world.team_id, nudge_id))
        row.rule, row.id = rule, nudge_id.replace("milestone_stalled", rule)
        return str(row.id)

    return world.database.write_now(work)


def test_what_is_urgent_comes_at_once(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1", name="Alice Smith")
    with a_rule(Urgency.AT_ONCE) as rule:
        clock.now = clock.now.replace(hour=21)
        one = of_rule(world, stall(world, account(world)), rule)
        bot.runs("matters")
        assert inbox(bot, "U1") == []  # it is quiet
        clock.passes(hours=10, minutes=30)
        bot.runs("matters")
        bot.runs("matters")
        (message,) = inbox(bot, "U1")
        message.sees("*This cannot wait:*", "Acme Corp")
        alice = bot.as_("U1")
        alice.clicks(Id.NUDGE_SNOOZE, f"1 {one}", in_=message)
        inbox(bot, "U1")[0].sees("asleep until 25 Nov")
        alice.clicks_on("Undo", in_=inbox(bot, "U1")[0])
        clock.passes(hours=3)
        bot.runs("matters")
        bot.runs("bundle")
        first, second = inbox(bot, "U1")
        first.sees("in a later message").does_not_see("cannot wait")
        alice.clicks_on("Mark done", in_=second)
        bot.runs("matters")
        assert len(inbox(bot, "U1")) == 2


def test_what_is_critical_comes_also_when_it_is_quiet(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1")
    with a_rule(Urgency.CRITICAL) as rule:
        clock.now = clock.now.replace(hour=23)
        of_rule(world, stall(world, account(world)), rule)
        bot.runs("matters")
        assert len(inbox(bot, "U1")) == 1


def copies(world: World, nudge_id: str, many: int) -> None:
    """So many more matters of the same account, with titles as long."""

    def work(session: Session) -> None:
        one = session.get_one(Nudge, (world.team_id, nudge_id))
        step = session.get_one(Milestone, (world.team_id, one.subject_id))
        for n in range(many):
            subject_id = f"{one.account_id}-{1000 + n}"
            session.add(Milestone(**values_of(step) | {"id": subject_id}))
            session.flush()
            new = {"id": f"{one.rule}:{subject_id}:{one.episode}", "subject_id": subject_id}
            session.add(Nudge(**values_of(one) | new))

    world.database.write_now(work)


def values_of(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(row).mapper.column_attrs}


@pytest.mark.parametrize("name", ["<&>" * 100, "שלום עולם " * 30, "ﷺ" * 300])
def test_as_much_as_there_may_be(bot: Bot, world: World, name: str) -> None:
    """Three hundred matters with the longest names stay within Slack's limits."""
    name = name[:300].strip()
    world.member("U1", name=name[:255])
    first = stall(world, account(world, name), name)
    copies(world, first, 299)
    bot.runs("bundle")
    (message,) = inbox(bot, "U1")
    message.sees("*300 matters* today")
    alice = bot.as_("U1")
    page = alice.clicks_on("295 more", in_=message).sees("page 1 of 38")
    alice.clicks_on("More", in_=page).sees("page 2 of 38")
    shown = next(one.value for one in message.buttons if one.action_id == Id.NUDGE_DONE)
    form = alice.clicks(Id.NUDGE_DISMISS, shown, in_=message)
    assert alice.submits(form, reason=name).errors == {}
    alice.clicks(Id.NUDGE_EXPLAIN, shown, in_=message).sees("Priority")
    inbox(bot, "U1")[0].sees("*299 of 300 matters left*")
