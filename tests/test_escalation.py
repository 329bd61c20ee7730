"""Escalation: what nobody acted on for five working days goes to the leader, once."""

from datetime import date

import pytest

from bot.model import AuditEvent, NudgeState, Role, WorkingTime
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.matters import inbox, nudge, stall
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.slack import FakeSlack


@pytest.fixture
def lea(bot: Bot, world: World, slack: FakeSlack) -> Person:
    """The leader, and two of her people."""
    slack.add_user("U3", name="Lea Leader")
    world.member("U3", name="Lea Leader", role=Role.LEADER)
    world.member("U1", name="Alice Smith")
    world.member("U2", name="Bob Jones")
    return bot.as_("U3")


def matters(world: World, many: int = 1, owner: str | None = "U1") -> list[str]:
    plan_id = world.plan(world.account(owner=owner, arr=120_000, currency="USD"))
    return [stall(world, plan_id, f"Step {n}", days=20 + n) for n in range(many)]


def days_pass(bot: Bot, clock: Clock, days: int) -> None:
    """So many days, each with its jobs in the morning."""
    for _ in range(days):
        clock.passes(days=1)
        bot.runs("bundle")
        bot.runs("escalate")


def escalated(bot: Bot) -> list[Reply]:
    """What the leader got that says so."""
    return [one for one in inbox(bot, "U3") if "Escalated to you" in one.text]


def test_after_five_working_days_once(bot: Bot, world: World, clock: Clock, lea: Person) -> None:
    (one,) = matters(world)
    clock.passes(minutes=5)
    bot.runs("bundle")
    days_pass(bot, clock, 6)  # a Sunday
    assert escalated(bot) == []
    days_pass(bot, clock, 1)
    (message,) = escalated(bot)
    message.sees("nobody acted on this for five working days", "*Acme Corp* — “Step 0”")
    message.sees("With Alice Smith · found 23 Nov 2026 · told 23 Nov 2026", "120,000 USD")
    assert nudge(world, one).state is NudgeState.ESCALATED
    inbox(bot, "U1")[-1].sees("*escalated* 30 Nov 2026").button("Mark done")
    days_pass(bot, clock, 7)
    assert len(escalated(bot)) == 1
    inbox(bot, "U1")[-1].sees("*escalated* 30 Nov 2026")
    verbs = world.database.read_now(lambda s: [e.verb for e in s.query(AuditEvent)])
    assert verbs.count("nudge.escalate") == 1


def test_whoever_acts_is_not_escalated(bot: Bot, world: World, clock: Clock, lea: Person) -> None:
    one, _ = matters(world, 2)
    bot.runs("bundle")
    days_pass(bot, clock, 4)
    alice = bot.as_("U1")
    alice.clicks(Id.NUDGE_SNOOZE, f"1 {one}", in_=inbox(bot, "U1")[-1])
    days_pass(bot, clock, 3)
    (message,) = escalated(bot)
    message.sees("Step 1").does_not_see("Step 0")
    days_pass(bot, clock, 7)
    _, second = escalated(bot)
    second.sees("Step 0", "snoozed 27 Nov 2026 by Alice Smith", "told 30 Nov 2026")


def test_what_the_leader_does_shows_everywhere(
    bot: Bot, world: World, clock: Clock, lea: Person
) -> None:
    one, other, third = matters(world, 3)
    bot.runs("bundle")
    days_pass(bot, clock, 7)
    (message,) = escalated(bot)
    message.sees("nobody acted on these 3")
    lea.submits(lea.clicks(Id.NUDGE_HAND_OVER, one, in_=message), to="U2")
    lea.clicks(Id.NUDGE_DONE, other, in_=message)
    bot.as_("U1").submits(lea_form(bot, third), reason="They said so")
    (now,) = escalated(bot)
    now.sees("Escalated to you, and settled:", "“Step 0”: with Bob Jones now")
    now.sees("“Step 1”: done by you", "“Step 2”: not an issue, Alice Smith said 30 Nov 2026")
    inbox(bot, "U1")[-1].sees("“Step 0”: with Bob Jones now", "“Step 1”: done by Lea Leader")
    inbox(bot, "U2")[-1].sees("handed over to you by Lea Leader").button("Mark done")
    undo = next(b for b in now.buttons if b.value == other)
    lea.clicks(Id.NUDGE_REOPEN, undo.value, in_=now)
    escalated(bot)[0].sees("nobody acted on this for five").does_not_see("“Step 1”: done")
    assert nudge(world, other).state is NudgeState.ESCALATED
    days_pass(bot, clock, 7)
    assert len(escalated(bot)) == 1  # once, whoever has it now


def lea_form(bot: Bot, nudge_id: str) -> Reply:
    alice = bot.as_("U1")
    return alice.clicks(Id.NUDGE_DISMISS, nudge_id, in_=inbox(bot, "U1")[-1])


def test_many_come_five_in_a_message(bot: Bot, world: World, clock: Clock, lea: Person) -> None:
    for n in range(7):
        plan_id = world.plan(world.account(f"Customer {n}", "U1" if n < 4 else "U2"))
        stall(world, plan_id)
    bot.runs("bundle")
    days_pass(bot, clock, 7)
    first, second = escalated(bot)
    first.sees("nobody acted on these 5")
    second.sees("nobody acted on these 2")


def test_a_leaders_own_matter_goes_to_nobody(
    bot: Bot, world: World, clock: Clock, lea: Person
) -> None:
    (one,) = matters(world, owner="U3")
    bot.runs("bundle")
    days_pass(bot, clock, 14)
    assert escalated(bot) == []
    assert nudge(world, one).state is NudgeState.OPEN


def test_it_comes_within_the_leaders_hours(
    bot: Bot, world: World, clock: Clock, lea: Person
) -> None:
    matters(world)
    bot.runs("bundle")
    world.member("U3", name="Lea Leader", role=Role.LEADER, zone="America/New_York")
    clock.passes(days=7)
    bot.runs("escalate")
    assert escalated(bot) == []
    clock.passes(hours=5, minutes=1)
    bot.runs("escalate")
    assert len(escalated(bot)) == 1


def test_holidays_do_not_count(bot: Bot, world: World, clock: Clock, lea: Person) -> None:
    matters(world)
    bot.runs("bundle")
    pause = WorkingTime(team_id=world.team_id, id="U1", paused_until=date(2026, 11, 30))
    world.database.write_now(lambda session: session.merge(pause))
    days_pass(bot, clock, 9)
    assert escalated(bot) == []
    days_pass(bot, clock, 2)
    assert len(escalated(bot)) == 1
