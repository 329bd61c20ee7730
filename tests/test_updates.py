"""The small windows that “Update” opens: a milestone's date, the plan's steps, the last contact."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.model import AuditEvent, Plan, Player, PlayerRole, Role, Side, Stage
from bot.practice import plan
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.reply import Reply
from tests.harness.routes import click, furnish
from tests.test_milestone import stored


def last_event(world: World) -> AuditEvent:
    query = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(1)
    return world.database.read_now(lambda session: session.scalars(query).one())


def plan_of(world: World, plan_id: str) -> Plan:
    return world.database.read_now(lambda s: s.get_one(Plan, (world.team_id, plan_id)))


def test_a_milestone_moves_with_its_reason(bot: Bot, world: World, clock: Clock) -> None:
    plan_id = world.plan(world.account())
    step = world.milestone(plan_id, "Reviewed", due_on=world.day(3))
    world.milestone(plan_id, "Live", needs=(step,), due_on=world.day(10))
    world.milestone(plan_id, "Trained", needs=(step,), due_on=None)
    clock.passes(days=12)
    alice = bot.as_("U1")
    form = click(alice, Id.MILESTONE_UPDATE, step)
    form.sees("9 days late", "2 others wait for it: “Live” (due 3 Dec 2026); “Trained” (no date")
    later = world.day(14)
    unsaid = alice.submits(form, due_on=later)
    assert unsaid.errors == {"note": "The date moves: please say why."}
    assert alice.submits(form, due_on=world.day(-1), note="x").errors.keys() == {"due_on"}
    assert alice.submits(form).errors == {"note": "Write what happened, or choose another date."}
    saved = alice.submits(form, due_on=later, note="Their move\nto Lyon.")
    saved.sees("due in 14 days", "“Live” (due 3 Dec 2026, before this one)")
    event = last_event(world)
    assert event.before is not None
    assert event.after is not None
    assert event.verb == "milestone.update"
    assert event.before["due_on"] == "2026-11-26"
    assert event.after["due_on"] == later.isoformat()
    assert event.after["note"] == "Their move\nto Lyon."
    assert stored(world, step).active_at == clock.now


def test_what_happened_is_movement(bot: Bot, world: World, clock: Clock) -> None:
    plan_id = world.plan(world.account())
    step = world.milestone(plan_id, "Reviewed", due_on=world.day(40))
    undated = world.milestone(plan_id, "Live", due_on=None)
    clock.passes(days=20)
    alice = bot.as_("U1")
    form = click(alice, Id.MILESTONE_UPDATE, step).sees("nothing moved for 20 days")
    alice.submits(form, note="They are half through.").sees("○ due in 20 days")
    assert plan_of(world, plan_id).active_at == clock.now
    dated = alice.submits(click(alice, Id.MILESTONE_UPDATE, undated), due_on=world.day(5))
    dated.sees("due in 5 days")
    open_still = click(alice, Id.MILESTONE_UPDATE, step)
    alice.submits(click(alice, Id.MILESTONE_FINISH, step))
    click(alice, Id.MILESTONE_UPDATE, step).sees("done already")
    assert "done already" in alice.submits(open_still, note="And more.").errors["due_on"]


def test_the_customer_confirms_the_plan(bot: Bot, world: World, clock: Clock) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    alice = bot.as_("U1")
    alice.says("/success plan acme").sees("not confirmed by them yet")
    click(alice, Id.PLAN_CONFIRM, account_id).sees("Nobody of the customer", "player acme-corp")
    world.player(account_id, "Ed User", role=PlayerRole.END_USER)
    maria = world.player(account_id)
    ours = world.player(account_id, "Otto", side=Side.SUPPLIER, role=PlayerRole.CSM)
    card = alice.says("/success plan acme")
    form = alice.clicks_on("Customer confirmed", in_=card).sees("Maria Lopez", "None so far.")
    offered = [one["text"]["text"] for one in alice.opens_options(form, "player_id").options]
    assert offered == ["Ed User", "Maria Lopez"]
    for answers, field, words in wrong_confirmations(ours):
        assert words in alice.submits(form, **answers).errors[field]
    saved = alice.submits(form, confirmed_on=date(2026, 11, 20), how="In the call")
    saved.sees("confirmed by Maria Lopez 3 days ago")
    found = plan_of(world, plan_id)
    assert (found.confirmed_by, found.confirmed_how) == (maria, "In the call")
    assert last_event(world).verb == "plan.confirm"
    clock.passes(days=9)
    alice.says("/success plan acme").sees("confirmed by Maria Lopez 12 days ago")
    again = click(alice, Id.PLAN_CONFIRM, plan_id).sees("Last: 12 days ago.", "Maria")
    alice.submits(again).sees("confirmed by Maria Lopez today")


def wrong_confirmations(ours: str) -> list[tuple[dict[str, Any], str, str]]:
    foreign = {"text": {}, "value": "nobody-7"}
    return [
        ({"confirmed_on": date(2026, 11, 24)}, "confirmed_on", "still to come"),
        ({"player_id": {"text": {}, "value": ours}}, "player_id", "Otto is on our side"),
        ({"player_id": foreign}, "player_id", "not part of this account"),
    ]


def test_from_stage_to_stage(bot: Bot, world: World, clock: Clock) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    alice = bot.as_("U1")
    clock.passes(days=4)
    card = alice.says("/success plan acme")
    form = alice.clicks_on("Next stage", in_=card)
    form.sees("Discovery for 4 days · next: *Benchmark*", "still wants:", "• a player of the c")
    unsaid = alice.submits(form)
    assert unsaid.errors["reason"].startswith("Say why it moves on. Still missing: a player")
    alice.submits(form, reason="They said it all").sees(
        "Benchmark", "Moved on to Benchmark: “They said"
    )
    found = plan_of(world, plan_id)
    assert (found.stage, found.stage_since) == (Stage.BENCHMARK, world.day())
    event = last_event(world)
    assert event.after is not None
    assert event.after["missing"] == [
        "a player of the customer, with how this person measures success"
    ]
    alice.says("/success plan acme").sees("Moved on to Benchmark: “They said it all”")
    player_id = world.player(account_id)
    world.goal(plan_id, player_id=player_id)
    form = click(alice, Id.PLAN_ADVANCE, plan_id).sees("Benchmark has all that it wants.")
    alice.submits(form).sees("· Plan").does_not_see("Moved on")


STAGES = [
    (Stage.DISCOVERY, "Benchmark", "a player of the customer, with how this person measures"),
    (Stage.BENCHMARK, "Plan", "a goal with its baseline, target, date and player"),
    (Stage.PLAN, "Collaboration", "a milestone of ours with an owner and a date; the customer’s"),
    (Stage.COLLABORATION, "Dashboard", "a new date, or what blocks it, for 1 late milestone"),
    (Stage.DASHBOARD, "the next cycle", "a reading since the last milestone or outcome, for 1"),
]


def test_what_is_missing_stands_where_one_looks(bot: Bot, world: World) -> None:
    """On the card, and in the window that leads on; the reason for moving on stays on the card."""
    account_id = world.account()
    plan_id = world.plan(account_id)
    world.milestone(plan_id, due_on=world.day(-1))
    goal_id = world.goal(plan_id)
    alice = bot.as_("U1")
    for stage, following, words in STAGES:
        assert plan_of(world, plan_id).stage is stage
        missing = f"Missing for {following}: "
        card = alice.says("/success plan acme").sees(missing, words)
        if stage is not Stage.DASHBOARD:
            form = alice.clicks_on("Next stage", in_=card).sees("still wants", words.split(";")[0])
            assert "Still missing" in alice.submits(form).errors["reason"]
            moved = alice.submits(form, reason=f"{stage} is <over>")
            moved.sees(f"Moved on to {following}: “{stage} is <over>”", "Missing for")
    world.reading(goal_id)
    card = alice.says("/success plan acme").sees("Ready for the next cycle: nothing is missing")
    card.sees("“collaboration is <over>”")
    alice.clicks_on("Share here", in_=card).does_not_see("Missing", "is <over>")
    alice.clicks_on("End this cycle", in_=card).sees("What was learnt?")


def test_the_card_costs_four_statements(world: World) -> None:
    """With what is missing and what is open; whose account it is not, a few more to see why."""
    account_id = world.account()
    plan_id = world.plan(account_id)
    for number in range(3):
        world.reading(world.goal(plan_id, f"Goal {number}"))
        world.milestone(plan_id, f"Step {number}")
        world.outcome(account_id, f"Outcome {number}")
    said: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *of: said.append(of[2]))
    for user_id, most in (("U1", 4), ("U2", 7)):
        said.clear()
        found = world.database.read_now(plan.summary, world.actor(user_id, Role.CSM), account_id)
        assert found.may_change == (user_id == "U1")
        assert len(said) <= most, said


def test_no_way_leads_past_a_stage(bot: Bot, world: World) -> None:
    """Windows that are open twice, forged ones and the last stage: one step ahead, or none."""
    account_id = world.account()
    plan_id = world.plan(account_id)
    alice = bot.as_("U1")
    forms = [click(alice, Id.PLAN_ADVANCE, account_id) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda form: alice.submits(form, reason="Now"), forms))
    assert sorted("left this stage" in one.text for one in replies) == [False, True, True]
    assert plan_of(world, plan_id).stage is Stage.BENCHMARK
    for metadata in (f"{account_id} dashboard", f"{account_id} king", account_id):
        form = click(alice, Id.PLAN_ADVANCE, account_id).view
        assert form is not None
        reply = alice.submits({**form, "private_metadata": metadata}, reason="Now")
        assert "left this stage" in reply.errors["reason"]
    for _ in range(3):
        alice.submits(click(alice, Id.PLAN_ADVANCE, account_id), reason="Now")
    assert plan_of(world, plan_id).stage is Stage.DASHBOARD
    click(alice, Id.PLAN_ADVANCE, account_id).sees("This is the last stage")
    alice.says("/success plan acme").sees("Dashboard").does_not_see("Next stage")


def test_the_last_contact_is_noted(bot: Bot, world: World, clock: Clock) -> None:
    account_id = world.account()
    maria = world.player(account_id)
    alice = bot.as_("U1")
    form = click(alice, Id.PLAYER_CONTACT, maria).sees("Acme Corp · no contact noted yet")
    future = alice.submits(form, contact_on=date(2026, 11, 24))
    assert "still to come" in future.errors["contact_on"]
    alice.submits(form, note="She is on leave.").sees("last in touch today")
    found = world.database.read_now(lambda s: s.get_one(Player, (world.team_id, maria)))
    assert found.last_contact_on == world.day()
    event = last_event(world)
    assert (event.verb, event.account_id) == ("player.contact", account_id)
    assert event.after == {"last_contact_on": "2026-11-23", "note": "She is on leave."}
    clock.passes(days=60)
    click(alice, Id.PLAYER_CONTACT, maria).sees("last in touch 60 days ago (23 Nov 2026)")


UPDATES = {
    Id.MILESTONE_UPDATE: "milestone",
    Id.PLAN_CONFIRM: "account",
    Id.PLAN_ADVANCE: "account",
    Id.PLAYER_CONTACT: "player",
}


@pytest.mark.parametrize("action", UPDATES)
def test_updates_are_for_those_whose_account_it_is(bot: Bot, world: World, action: Id) -> None:
    world.member("U2", name="Bob Jones")
    house = furnish(world, "U2")
    alice = bot.as_("U1")
    value = getattr(house, UPDATES[action])
    refused(click(alice, action, value), "belongs to Bob Jones")
    refused(click(alice, action, "nowhere-9"), "is gone")
    if action in (Id.PLAN_CONFIRM, Id.PLAN_ADVANCE):
        mine = world.account("Zenith", "U1")
        refused(click(alice, action, mine), "There is no plan yet")


def refused(reply: Reply, *sentences: str) -> None:
    assert any(one in reply.text for one in sentences), reply.text
    assert "submit" not in (reply.view or {})
