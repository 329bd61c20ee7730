"""Acting on a matter: who may, what it does, that its message says so, and taking it back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.delivery import live
from bot.errors import UserError
from bot.model import AuditEvent, Milestone, NudgeState, Player, Role, Standing
from bot.practice import audit, player
from bot.practice import nudge_action as act
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.matters import found, inbox, nudge, stall
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack


@pytest.fixture
def alice(bot: Bot, world: World) -> Person:
    """The owner of what the tests are about, on a Monday morning."""
    world.member("U1", name="Alice Smith")
    world.member("U2", name="Bob Jones")
    return bot.as_("U1")


def matter(world: World, name: str = "Acme Corp", owner: str | None = "U1") -> str:
    """A matter of an account of its own."""
    return stall(world, world.plan(world.account(name, owner, arr=120_000, currency="USD")))


def bundle(bot: Bot, user_id: str = "U1") -> Reply:
    """The latest message that somebody has, after the bundles went out."""
    bot.runs("bundle")
    return inbox(bot, user_id)[-1]


def milestone(world: World, nudge_id: str) -> Milestone:
    key = (world.team_id, nudge_id.split(":")[1])
    return world.database.read_now(lambda session: session.get_one(Milestone, key))


def verbs(world: World) -> list[str]:
    query = lambda s: [one.verb for one in s.query(AuditEvent).order_by(AuditEvent.id)]  # noqa: E731
    return world.database.read_now(query)


def test_done_finishes_the_milestone_and_undo_brings_it_back(
    bot: Bot, world: World, alice: Person
) -> None:
    one = matter(world)
    before = milestone(world, one)
    message = bundle(bot)
    assert alice.clicks_on("Mark done", in_=message).responses == []
    (now,) = inbox(bot, "U1")
    now.sees("That is all for today", "✓ *Acme Corp*", "“Macros written”: done by you")
    now.does_not_see("Mark done", "Update")
    assert milestone(world, one).done_on == world.day()
    assert verbs(world)[-2:] == ["milestone.finish", "nudge.done"]
    assert alice.clicks(Id.NUDGE_DONE, one, in_=message).responses == []  # again, on the old look
    alice.clicks_on("Undo", in_=now)
    (again,) = inbox(bot, "U1")
    again.sees("*1 matter* today", "has not moved for 20 days").button("Mark done")
    assert milestone(world, one).done_on is None
    assert milestone(world, one).active_at == before.active_at
    assert nudge(world, one).state is NudgeState.OPEN
    assert verbs(world)[-2:] == ["nudge.reopen", "milestone.reopen"]


def test_snoozed_for_days_of_its_person(
    bot: Bot, world: World, alice: Person, clock: Clock
) -> None:
    one = matter(world)
    alice.clicks(Id.NUDGE_SNOOZE, f"3 {one}", in_=bundle(bot))
    (now,) = inbox(bot, "U1")
    now.sees("asleep until 26 Nov 2026", "That is all for today")
    for day in (24, 25):
        clock.passes(days=1)
        bot.runs("bundle")
        assert len(inbox(bot, "U1")) == 1, day
    clock.passes(days=1)
    bundle(bot).sees("*1 matter* today", "not moved for 23 days")
    assert (nudge(world, one).state, nudge(world, one).told_at) == (NudgeState.OPEN, clock.now)
    alice.clicks(Id.NUDGE_SNOOZE, f"7 {one}", in_=inbox(bot, "U1")[-1])
    alice.clicks_on("Undo", in_=inbox(bot, "U1")[-1])
    inbox(bot, "U1")[-1].sees("*1 matter* today").button("Mark done")
    click(alice, Id.NUDGE_SNOOZE, f"4 {one}").sees("1, 3 or 7 days")


def test_not_an_issue_with_a_reason(bot: Bot, world: World, alice: Person) -> None:
    one = matter(world)
    form = alice.clicks(Id.NUDGE_DISMISS, one, in_=bundle(bot)).sees("Acme Corp", "Why is it no")
    assert alice.submits(form, anyway=True, reason="").errors
    assert alice.submits(form, reason="They wait for their new head").errors == {}
    (now,) = inbox(bot, "U1")
    now.sees("✕ *Acme Corp*", "not an issue, you said 23 Nov 2026: They wait for their new head")
    assert nudge(world, one).reason == "They wait for their new head"
    found(world)  # it stays so, until something moves
    assert nudge(world, one).state is NudgeState.DISMISSED
    alice.clicks_on("Undo", in_=now)
    inbox(bot, "U1")[0].button("Mark done")
    assert nudge(world, one).reason is None


def test_handed_over_to_somebody_who_is_told(
    bot: Bot, world: World, alice: Person, clock: Clock
) -> None:
    one = matter(world)
    form = alice.clicks(Id.NUDGE_HAND_OVER, one, in_=bundle(bot))
    alice.submits(form, to="U2")
    (hers,) = inbox(bot, "U1")
    hers.sees("→ *Acme Corp*", "with Bob Jones now").does_not_see("Undo", "Mark done")
    (his,) = inbox(bot, "U2")
    his.sees("*Acme Corp* — “Macros written”", "handed over to you by Alice Smith")
    bob = bot.as_("U2")
    bob.clicks_on("Update", in_=his).sees("Macros written")  # he may change the account now
    clock.passes(hours=1)
    bob.clicks_on("Mark done", in_=his)
    inbox(bot, "U2")[0].sees("done by you").button("Undo")
    assert milestone(world, one).done_on == world.day()
    bob.says("/success milestone acme More").sees("belongs to Alice Smith")  # and no longer
    bob.clicks_on("Undo", in_=inbox(bot, "U2")[0])
    assert milestone(world, one).done_on is None


def test_a_matter_goes_to_full_members_only(
    bot: Bot, world: World, alice: Person, slack: FakeSlack
) -> None:
    one = matter(world)
    slack.add_user("U9", name="Gus", guest=True)
    slack.add_user("U3", name="Cleo")
    form = click(alice, Id.NUDGE_HAND_OVER, one)
    assert "no full member" in alice.submits(form, to="U9").errors["to"]
    assert alice.submits(form, to="U1").errors == {}  # it is hers already
    assert inbox(bot, "U1") == []
    assert alice.submits(click(alice, Id.NUDGE_HAND_OVER, one), to="U3").errors == {}
    inbox(bot, "U3")[0].sees("handed over to you")
    alice.submits(click(alice, Id.NUDGE_HAND_OVER, one), to="U2")
    inbox(bot, "U3")[0].sees("with Bob Jones now")
    inbox(bot, "U2")[0].button("Mark done")


def test_whoever_it_was_handed_to_may_leave(bot: Bot, world: World, alice: Person) -> None:
    one = matter(world)
    alice.submits(click(alice, Id.NUDGE_HAND_OVER, one), to="U2")
    world.member("U2", name="Bob Jones", standing=Standing.DEACTIVATED)
    bundle(bot).sees("*1 matter* today", "Acme Corp").does_not_see("handed over to you")


def test_it_waits_while_it_is_quiet_for_them(
    bot: Bot, world: World, alice: Person, clock: Clock
) -> None:
    world.member("U2", name="Bob Jones", zone="Asia/Tokyo")
    one = matter(world)
    clock.passes(hours=4)  # ten in the evening in Tokyo
    alice.submits(click(alice, Id.NUDGE_HAND_OVER, one), to="U2")
    bot.runs("matters")
    assert inbox(bot, "U2") == []
    clock.passes(hours=9.5)
    bot.runs("matters")
    bot.runs("matters")
    (his,) = inbox(bot, "U2")
    his.sees("handed over to you by Alice Smith")


def test_whoever_changes_what_it_was_about_settles_it(
    bot: Bot, world: World, alice: Person
) -> None:
    """By the plan's card, by a window, by anybody: the message changes with it."""
    one = matter(world)
    bundle(bot)
    bob = bot.as_("U2")
    world.member("U2", name="Bob Jones", role=Role.LEADER)
    form = click(bob, Id.MILESTONE_FINISH, milestone(world, one).id)
    bob.submits(form)
    (now,) = inbox(bot, "U1")
    now.sees("✓ *Acme Corp*", "settled 23 Nov 2026").does_not_see("Undo", "Mark done")
    click(alice, Id.NUDGE_DONE, one).sees("That has settled meanwhile")
    click(alice, Id.NUDGE_REOPEN, one).sees("That has settled meanwhile")


def test_what_settles_in_the_sweep_is_shown_by_the_next_job(
    bot: Bot, world: World, alice: Person
) -> None:
    one = matter(world)
    bundle(bot)
    world.do(lambda s, _: setattr(
        s.get_one(Milestone, (world.team_id, milestone(world, one).id)), "done_on", world.day()
    ))  # fmt: skip
    found(world)
    inbox(bot, "U1")[0].button("Mark done")
    bot.runs("settled")
    inbox(bot, "U1")[0].sees("settled 23 Nov 2026")
    updates = len(bot.slack.calls_of("chat.update"))
    bot.runs("settled")
    inbox(bot, "U1")
    assert len(bot.slack.calls_of("chat.update")) == updates


def test_a_change_that_shows_nowhere_sends_nothing(bot: Bot, world: World, alice: Person) -> None:
    matter(world)
    bundle(bot)
    alice.submits(alice.says("/success player acme"), name="Jo Doe")
    inbox(bot, "U1")
    assert bot.slack.calls_of("chat.update") == []


def test_a_new_name_of_the_account_shows(bot: Bot, world: World, alice: Person) -> None:
    matter(world)
    bundle(bot)
    form = click(alice, Id.ACCOUNT_EDIT, "acme-corp")
    alice.submits(form, name="Acme International")
    inbox(bot, "U1")[0].sees("*Acme International*").button("Mark done")


def test_two_at_once_are_told_what_became_of_it(bot: Bot, world: World, alice: Person) -> None:
    one = matter(world)
    message = bundle(bot)
    world.member("U2", name="Bob Jones", role=Role.LEADER)
    bob = bot.as_("U2")
    bob.submits(click(bob, Id.NUDGE_DISMISS, one), reason="Agreed with them")
    alice.clicks(Id.NUDGE_DONE, one, in_=message).sees("Bob Jones said that it is no issue")
    alice.clicks(Id.NUDGE_SNOOZE, f"1 {one}", in_=message).sees("Bob Jones said")
    alice.clicks(Id.NUDGE_HAND_OVER, one, in_=message).sees("Bob Jones said")
    inbox(bot, "U1")[0].sees("not an issue, Bob Jones said 23 Nov 2026: Agreed with them")
    assert milestone(world, one).done_on is None
    click(alice, Id.NUDGE_DONE, "milestone_stalled:nothing-1:2026-11-01").sees("is gone")
    click(alice, Id.NUDGE_EXPLAIN, "nothing").sees("is gone")


def test_the_list_has_them_all(bot: Bot, world: World, alice: Person) -> None:
    plan_id = world.plan(world.account())
    ids = [stall(world, plan_id, f"Step {n:02}", days=15 + n) for n in range(14)]
    click(alice, Id.NUDGE_SNOOZE, f"3 {ids[0]}")
    bundle(bot).sees("*13 matters* today; here are the 5 most valuable").button("8 more")
    first = alice.clicks_on("8 more", in_=inbox(bot, "U1")[0])
    first.sees("*Your matters* · 13 now", "page 1 of 2", "Step 13", "Step 06")
    first.does_not_see("Step 05")
    second = alice.clicks_on("More", in_=first).sees("page 2 of 2", "Step 01")
    second.sees("“Step 00”: asleep until 26 Nov 2026")
    changed = alice.clicks(Id.NUDGE_DONE, ids[1], in_=second)
    changed.sees("12 now", "“Step 01”: done by you")
    inbox(bot, "U1")[0].sees("*12 matters* today").button("7 more")
    undo = [one for one in changed.buttons if one.value == ids[1]]
    alice.clicks(Id.NUDGE_REOPEN, undo[0].value, in_=changed).sees("13 now")
    alice.clicks_on("Earlier", in_=second).sees("page 1 of 2")
    explained = alice.clicks(Id.NUDGE_EXPLAIN, ids[13], in_=first)
    explained.sees("no data yet. Add the account's revenue", "Waiting × 1.9", "Priority")


def test_the_list_by_command(bot: Bot, world: World, alice: Person) -> None:
    matter(world)
    alice.says("/success nudges").sees("*Your matters* · 1 now", "Acme Corp")
    bob = bot.as_("U2")
    bob.says("/success nudges").sees("Nothing needs you now")
    bob.says("/success nudges <@U1|alice>").sees("*Matters of Alice Smith* · 1 now")
    bob.says("/success nudges alice").sees("or “nudges @dana”")
    form = alice.clicks(Id.NUDGE_HAND_OVER, in_=alice.says("/success nudges"))
    assert alice.submits(form, to="U2").errors == {}
    alice.says("/success nudges").sees("Nothing needs you now")


def test_priority_is_explained(bot: Bot, world: World, alice: Person) -> None:
    world.account("Zenith", arr=40_000, currency="USD")
    account = world.account(arr=120_000, currency="USD", renewal_on=world.day(40))
    one = stall(world, world.plan(account))
    shown = click(alice, Id.NUDGE_EXPLAIN, one)
    shown.sees("*Revenue × 1.5*: 120,000 USD a year; the mean of all accounts is 80,000 USD")
    shown.sees("*Renewal × 2.3*: in 40 days", "*Kind × 2*: milestone stalled")
    shown.sees("*Waiting × 1.7*: since 3 Nov 2026, 20 days", "Priority 11.7 = 1.5 × 2.3 × 2 × 1.7")


def test_in_touch_today_is_noted_and_taken_back(
    bot: Bot, world: World, alice: Person, clock: Clock
) -> None:
    account_id = world.account()
    world.plan(account_id)
    maria = world.player(account_id)
    world.do(player.note_contact, maria, world.day(-3))
    clock.passes(days=60)
    found(world)
    one = f"player_silent:{maria}:2026-11-20"

    def last_contact() -> date | None:
        key = (world.team_id, maria)
        return world.database.read_now(lambda s: s.get_one(Player, key).last_contact_on)

    message = bundle(bot).sees("The last contact with Maria Lopez (champion) was 63 days ago")
    alice.clicks(Id.NUDGE_DONE, one, in_=message)
    assert last_contact() == world.day()
    inbox(bot, "U1")[0].sees("player without contact: done by you")
    alice.clicks(Id.NUDGE_REOPEN, one, in_=inbox(bot, "U1")[0])
    assert last_contact() == date(2026, 11, 20)
    assert nudge(world, one).state is NudgeState.OPEN


def test_where_nothing_presses_a_change_costs_one_look_up(world: World) -> None:
    account_id = world.account()
    said: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *of: said.append(of[2]))

    def change(session: Session) -> None:
        audit.touched(session).add(account_id)
        live.follow_up(session, world.team_id, world.clock.now)

    world.database.write_now(change)
    assert len([one for one in said if one.startswith("SELECT")]) == 1, said


ACTS: dict[str, Any] = {
    "done": act.done,
    "dismiss": lambda s, a, n: act.dismiss(s, a, n, "No"),
    "snooze": lambda s, a, n: act.snooze(s, a, n, 3),
    "to U1": lambda s, a, n: act.hand_over(s, a, n, "U1"),
    "to U2": lambda s, a, n: act.hand_over(s, a, n, "U2"),
    "reopen": act.reopen,
}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(["U1", "U2"])), max_size=6
    )
)
def test_no_order_of_acts_reaches_an_impossible_state(
    world: World, steps: list[tuple[str, str]]
) -> None:
    world.member("U1", role=Role.LEADER)
    world.member("U2", role=Role.LEADER)
    account_id = world.account(f"Acme {world.clock.now.isoformat()}")
    world.clock.passes(minutes=7)
    one = stall(world, world.plan(account_id))
    for name, who in steps:
        world.clock.passes(minutes=1)
        was = nudge(world, one)
        try:
            world.database.write_now(ACTS[name], world.actor(who, Role.LEADER), one)
        except UserError:
            after = nudge(world, one)
            assert after.state is was.state
            assert was.closed_by is not None
        check(world, one)


def check(world: World, nudge_id: str) -> None:
    """What holds of a matter whatever was done about it."""
    now = nudge(world, nudge_id)
    is_closed = now.state in (NudgeState.DONE, NudgeState.DISMISSED)
    assert is_closed == (now.closed_at is not None) == (now.closed_by is not None)
    assert (now.state is NudgeState.SNOOZED) == (now.snoozed_until is not None)
    assert (now.state is NudgeState.DISMISSED) == (now.reason is not None)
    assert (milestone(world, nudge_id).done_on is not None) == (now.state is NudgeState.DONE)
