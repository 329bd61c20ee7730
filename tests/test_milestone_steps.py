"""A milestone on its way: edited, blocked, moved with what waits for it, seen in whole, pasted."""

from typing import Any

from bot.model import Account, Milestone, Plan, Stage
from bot.practice import undo
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.routes import click
from tests.test_milestone import stored

PASTED = """\
- Data imported, 2026-12-10
Report shown due 1 Dec 2026

Knowledge base reviewed
data  imported
Too late, 2026-11-01
"""


def test_it_is_written_anew(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    maria = world.player("acme-corp")
    first = world.milestone(plan_id, "Macros")
    step = world.milestone(plan_id, "Live", needs=(first,), player_id=maria, weight=3)
    alice = bot.as_("U1")
    page = click(alice, Id.MILESTONES_SHOW, "acme-corp")
    (entry,) = [b for b in page.buttons if b.value == f"{Id.MILESTONE_EDIT} {step}"]
    form = alice.clicks(entry.action_id, entry.value, in_=page)
    form.sees("Live", "Customer — Maria Lopez", "Macros")
    alice.submits(form).sees("waits for 1 other", "Maria Lopez")
    form = click(alice, Id.MILESTONE_EDIT, step)
    saved = alice.submits(form, title="Gone live", owner="supplier:U1", needs=[], is_shared=False)
    saved.sees("*Gone live* — us").does_not_see("waits for")
    found = stored(world, step)
    assert (found.weight, found.owner_id, found.player_id) == (3, "U1", None)
    assert not found.is_shared
    assert found.due_on == world.day(12)


def test_a_circle_is_refused_with_the_way_round(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    one = world.milestone(plan_id, "A")
    two = world.milestone(plan_id, "B", needs=(one,))
    three = world.milestone(plan_id, "C", needs=(two,))
    alice = bot.as_("U1")
    form = click(alice, Id.MILESTONE_EDIT, one)
    for needs, way in (([three], "“A → C → B → A”"), ([one], "“A → A”"), ([two], "“A → B → A”")):
        refused = alice.submits(form, needs=needs)
        assert way in refused.errors["needs"]
    alice.submits(click(alice, Id.MILESTONE_EDIT, three), needs=[one]).sees("waits for 1 other")
    alice.submits(click(alice, Id.MILESTONE_EDIT, two), needs=[three]).sees("waits for 1 other")


def test_what_blocks_it_is_said_until_it_is_gone(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    step = world.milestone(plan_id, "Live")
    alice = bot.as_("U1")
    form = click(alice, Id.MILESTONE_UPDATE, step)
    alice.submits(form, blocked_by="Their IT is away").sees("■ blocked, due in 12 days", "IT is")
    card = alice.says("/success plan acme").sees("blocked: “Their IT is away”")
    shared = alice.clicks_on("Share here", in_=card)
    shared.sees("Live").does_not_see("Their IT")
    form = click(alice, Id.MILESTONE_UPDATE, step).sees("Their IT is away")
    assert alice.submits(form).errors == {"note": "Write what happened, or choose another date."}
    alice.submits(form, blocked_by=None).sees("○ due in 12 days").does_not_see("blocked")
    alice.submits(click(alice, Id.MILESTONE_UPDATE, step), blocked_by="Holidays")
    alice.submits(click(alice, Id.MILESTONE_FINISH, step))
    assert stored(world, step).blocked_by is None


def test_what_waits_moves_along(bot: Bot, world: World, clock: Clock) -> None:
    plan_id = world.plan(world.account())
    first = world.milestone(plan_id, "Macros", due_on=world.day(5))
    soon = world.milestone(plan_id, "Training", due_on=world.day(8), needs=(first,))
    later = world.milestone(plan_id, "Live", due_on=world.day(12), needs=(soon,))
    far = world.milestone(plan_id, "Renewed", due_on=world.day(90), needs=(first, later))
    alice = bot.as_("U1")
    form = click(alice, Id.MILESTONE_UPDATE, first).sees("“Training” (due 1 Dec 2026)")
    moved = alice.submits(form, due_on=world.day(15), note="They are short of people")
    moved.sees("Due too early now:* 2 milestones", "“Training” 1 Dec 2026 → 11 Dec 2026", "“Live”")
    moved.does_not_see("“Renewed” 2")
    assert stored(world, soon).due_on == world.day(8)
    clock.passes(seconds=5)
    along = alice.clicks_on("Move along by 10 days", in_=moved).does_not_see("too early")
    assert along.view is not None
    due = {one: stored(world, one).due_on for one in (first, soon, later, far)}
    assert list(due.values()) == [world.day(n) for n in (15, 18, 22, 90)]
    click(alice, Id.MILESTONE_MOVE_ALONG, first).sees("Nothing that waits for it is due before")
    world.database.write_now(undo.undo, world.actor("U1"))
    assert (stored(world, soon).due_on, stored(world, later).due_on) == (
        world.day(8),
        world.day(12),
    )
    assert stored(world, first).due_on == world.day(15)


def test_all_of_one_is_in_its_window(bot: Bot, world: World) -> None:
    account_id = world.account(started_on=world.day(-40))
    plan_id = world.plan(account_id)
    maria = world.player(account_id)
    first = world.milestone(plan_id, "Data ready", done_on=world.day(-1))
    step = world.milestone(
        plan_id, "First team live", achievement="A week without the old way", player_id=maria,
        is_onboarding=True, needs=(first,), weight=3, survey="ces",
        guidance=[
            {"text": "For champions", "link": "https://example.com/a|b?<c>", "role": "champion"},
            {"text": "For sponsors", "link": None, "role": "sponsor"},
            {"text": "For the dashboard", "stage": "dashboard"},
            {"text": "For everybody"},
        ],
        tasks=[{"task": "Be there on two days", "competency": "Leading change"}],
    )  # fmt: skip
    world.milestone(plan_id, "Second team live", needs=(step,))
    alice = bot.as_("U1")
    page = click(alice, Id.MILESTONES_SHOW, account_id)
    (entry,) = [b for b in page.buttons if b.value == f"{Id.MILESTONE_SHOW} {step}"]
    found = alice.clicks(entry.action_id, entry.value, in_=page)
    found.sees("not live yet, 40 days after the contract’s start", "A week without", "weight 3")
    found.sees("Data ready — done", "Second team live — due", "For champions", "For everybody")
    found.sees("Be there on two days — _Leading change_", "How easy was it?")
    found.does_not_see("For sponsors", "For the dashboard")
    assert "<https://example.com/a%7Cb?&lt;c&gt;|For champions>" in str(found.view)
    world.change(Plan, plan_id, stage=Stage.DASHBOARD)
    click(alice, Id.MILESTONE_SHOW, step).sees("For the dashboard")
    alice.submits(alice.clicks_on("Mark done", in_=found), note="All of it")
    world.change(Account, account_id, started_on=None)
    click(alice, Id.MILESTONE_SHOW, step).sees("live 0 days after the plan’s start", "All of it")
    bob = click(bot.as_("U2"), Id.MILESTONE_SHOW, step).sees("First team live")
    bob.does_not_see("Edit", "Update")


def test_a_pasted_list_is_seen_before_it_is_added(bot: Bot, world: World) -> None:
    account_id = world.account()
    plan_id = world.plan(account_id)
    world.milestone(plan_id, "Knowledge base reviewed")
    world.milestone(plan_id, "Done", done_on=world.day())
    maria = world.player(account_id)
    alice = bot.as_("U1")
    page = click(alice, Id.MILESTONES_SHOW, account_id)
    form = alice.clicks_on("Paste a list", in_=page)
    seen = alice.submits(form, list=PASTED, owner=f"customer:{maria}")
    seen.sees("2 milestones can be added, 3 lines cannot", "○ *Data imported* — due 10 Dec 2026")
    seen.sees("✗ line 4, “Knowledge base reviewed”: the plan has it already")
    seen.sees(
        "line 5, “data imported”: line 1 says the same", "line 6", "has passed", "Maria Lopez"
    )
    assert titles(world) == ["Knowledge base reviewed", "Done"]
    other = alice.submits(seen, list=f"{PASTED}\nAnd this").sees("3 milestones can be added")
    assert titles(world) == ["Knowledge base reviewed", "Done"]
    world.clock.passes(seconds=5)
    alice.submits(other).sees("Report shown", "And this", "1 of 5 done", "Maria Lopez")
    assert titles(world)[2:] == ["Data imported", "Report shown", "And this"]
    again = alice.submits(alice.submits(form, list="Done", owner="supplier:-"))
    assert "No line can be added" in again.errors["list"]
    world.database.write_now(undo.undo, world.actor("U1"))
    assert titles(world) == ["Knowledge base reviewed", "Done"]


def titles(world: World) -> list[str]:
    def work(session: Any) -> list[str]:
        found = session.query(Milestone).all()
        return [one.title for one in sorted(found, key=lambda one: int(one.id.rpartition("-")[2]))]

    return world.database.read_now(work)
