"""Templates of one's own: made of a plan, without anybody's name; edited, copied, deleted."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database import Database
from bot.model import AuditEvent, Milestone, Plan, PlayerRole, Role, Side, Template
from bot.practice import template, template_apply, template_list, template_save, undo
from bot.practice.template_apply import TemplateChoice
from bot.ui.ids import Id
from bot.ui.template import AREA, pages_of
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.rows import everything


def own(world: World) -> list[Template]:
    def work(session: Any) -> list[Template]:
        return list(session.scalars(select(Template).order_by(Template.id)))

    return world.database.read_now(work)


@pytest.fixture
def plan(world: World) -> str:
    """A plan full of names."""
    world.member("U2", name="Bob Jones")
    account_id = world.account(
        "Acme Corp", segment="Enterprise", touch_model="high touch", domain="acme.example",
        aliases=("ACM Holding",),
    )  # fmt: skip
    plan_id = world.plan(account_id, customer_success="Acme’s agents: Maria’s team works alone.")
    maria = world.player(account_id, measures_success_by="What Sue Summer asks Maria about Acme")
    world.player(account_id, "Sue Summer", role=PlayerRole.SPONSOR)
    world.goal(plan_id, "Maria’s agents at Acme Corp resolve alone", player_id=maria, value=900)
    world.clock.passes(days=10)
    first = world.milestone(plan_id, "Maria signs in at acme.example", player_id=maria)
    world.milestone(
        plan_id, "ACM Holding is live", achievement="Write to maria@acme.example or <@U2>",
        side=Side.SUPPLIER, owner_id="U2", due_on=world.day(-5), needs=(first,), weight=3,
        guidance=[{"text": "Ask Bob", "link": "https://example.com", "role": "csm"}],
        tasks=[{"task": "Call Sue", "competency": "Listening"}], survey="ces",
        is_onboarding=True,
    )  # fmt: skip
    return plan_id


NAMES = ("Maria", "Lopez", "Sue", "Summer", "Acme", "acme", "ACM", "Bob", "Jones", "U2", "U1")


def test_a_template_of_a_plan_names_nobody(bot: Bot, world: World, plan: str) -> None:
    alice = bot.as_("U1")
    form = alice.says("/success template save from acme").sees("roles instead of people")
    page = alice.submits(form, name="Ours", about="For those like them.")
    page.sees("*Saved.*", "The template")
    (row,) = own(world)
    assert (row.id, row.created_by, row.segment) == ("ours", "U1", "Enterprise")
    body = row.text.partition("customer_success")[2]
    assert [one for one in NAMES if one in body] == []
    found = template.parse(row.text)
    assert found.customer_success == "The customer’s agents: the champion’s team works alone."
    assert found.horizon == 365
    (goal,) = found.goals
    assert goal.behaviour == "The champion’s agents at the customer resolve alone"
    assert (goal.baseline, goal.target, goal.role, goal.due) == (None, "60", "champion", 180)
    first, second = found.milestones
    assert (first.key, first.title) == (
        "the-champion-signs-in-at",
        "The champion signs in at the customer",
    )
    assert (first.due, second.due, second.needs) == (22, 5, (first.key,))
    assert (second.role, second.side, second.weight) == ("csm", Side.SUPPLIER, 3)
    assert second.achievement == "Write to an address or somebody"
    assert (second.guidance[0].text, second.tasks[0].task) == ("Ask the CSM", "Call the sponsor")
    assert [one.role for one in found.players] == ["champion", "sponsor"]


def test_a_plan_comes_back_from_its_template(world: World, plan: str) -> None:
    """What is saved and applied elsewhere is the same plan, with other people."""
    key = world.do(template_save.save_from, "acme-corp", "Ours", "About.")
    other = world.account("Globex", owner="U1")
    world.plan(other)
    zoe = world.player(other, "Zoe")
    mark = world.sees(template_list.get, key).mark
    world.do(template_apply.apply, other, TemplateChoice(key=key, mark=mark))
    again = world.do(template_save.save_from, other, "Again", "About.")
    texts = {one.id: one.text.split("milestones:")[1] for one in own(world)}
    assert texts[key] == texts[again]
    steps = world.database.read_now(lambda s: list(s.scalars(select(Milestone))))
    assert {one.player_id for one in steps if one.id.startswith("globex")} == {zoe, None}


def test_the_text_is_edited_in_the_window(bot: Bot, world: World, plan: str) -> None:
    world.do(template_save.save_from, "acme-corp", "Ours", "About.")
    (row,) = own(world)
    admin = bot.as_("U0ADMIN")
    form = click(admin, Id.TEMPLATE_EDIT, "ours")
    assert form.view is not None
    wrong = row.text.replace("weight: 3", "weight: heavy").replace("horizon: 365", "horizon: 3")
    refused = admin.submits(form, area1=wrong)
    line = wrong.splitlines().index("  weight: heavy") + 1
    assert f"Line {line} (“weight: heavy”): “weight”: input" in refused.errors["area1"]
    refused = admin.submits(form, area1=row.text.replace("horizon: 365", "horizon: 3"))
    assert "(“due: 22”): “the-champion-signs-in-at” is due after" in refused.errors["area1"]
    assert "needs" not in refused.errors["area1"]
    saved = admin.submits(form, area1="# Ours alone\n" + row.text.replace("weight: 3", "weight: 4"))
    saved.sees("/success template apply ours")
    (after,) = own(world)
    assert after.text.startswith("# Ours alone\n")
    assert template.parse(after.text).milestones[1].weight == 4
    assert "has changed meanwhile" in admin.submits(form, area1=row.text).errors["area1"]


def test_somebody_elses_is_copied(bot: Bot, world: World, plan: str) -> None:
    world.do(template_save.save_from, "acme-corp", "Ours", "About.")
    world.member("U1")
    alice = bot.as_("U1")
    shown = alice.says("/success template list").sees("Ours", "by a colleague")
    assert "Delete" not in [one.text for one in shown.buttons]
    for key in ("ours", "high-touch"):
        form = click(alice, Id.TEMPLATE_EDIT, key)
        assert "another name" in str(alice.submits(form).errors)
        text = world.sees(template_list.get, key).text
        name = template.parse(text).name
        areas = pages_of(text.replace(name, f"My {name}"))[0]
        values = {f"area{number}": area for number, area in enumerate(areas, 1)}
        alice.submits(form, anyway=True, **values).sees("Template saved")
    assert [one.id for one in own(world)] == [
        "my-enterprise-high-touch", "my-ours", "ours"
    ]  # fmt: skip
    click(alice, Id.TEMPLATE_DELETE, "ours").sees("deleted by whoever made it")
    click(alice, Id.TEMPLATE_DELETE, "low-touch").sees("comes with Redthread and stays")
    mine = alice.says("/success template list")
    delete = next(one for one in mine.buttons if one.value == "my-ours" and one.text == "Delete")
    alice.clicks(delete.action_id, delete.value, in_=mine).does_not_see("My Ours")
    assert [one.id for one in own(world)] == ["my-enterprise-high-touch", "ours"]
    assert verbs(world.database)[-1:] == ["template.delete"]


def verbs(database: Database) -> list[str]:
    query = select(AuditEvent.verb).order_by(AuditEvent.at, AuditEvent.id)
    return database.read_now(lambda session: list(session.scalars(query)))


def test_leaders_edit_all_and_saving_can_be_undone(world: World, plan: str) -> None:
    before = world.database.read_now(everything)
    world.clock.passes(minutes=20)
    key = world.do(template_save.save_from, "acme-corp", "Ours", "About.")
    world.do(undo.undo)
    assert world.database.read_now(everything) == before
    alice, lea = world.actor("U1", Role.CSM), world.actor("U3", Role.LEADER)
    key = world.database.write_now(template_list.save, alice, None, "name: A\nabout: b\nhorizon: 9")
    text = "name: A\nabout: c\nhorizon: 9"
    assert world.database.write_now(template_list.save, lea, key, text) == key
    assert world.database.write_now(template_list.remove, lea, key) == key


def test_a_long_text_comes_in_pages(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account(owner="U1"))
    world.member("U1")
    for number in range(120):
        world.milestone(plan_id, f"Step {number} of many", achievement="They do it. " * 12)
    alice = bot.as_("U1")
    form = alice.says("/success template save from acme")
    page = alice.submits(form, name="Long", about="All of it.").sees("page 1 of 3")
    page = change(alice, page, "Step 1 of many", "First").sees("page 2 of 3")
    page = change(alice, page, "Step 60 of many", "Middle").sees("page 3 of 3")
    broken = change(alice, page, "due:", "do:")
    assert next(iter(broken.errors)).startswith("area")
    assert "“do” is not known here" in next(iter(broken.errors.values()))
    change(alice, page, "Step 119 of many", "Last").sees("Template saved")
    titles = [one.title for one in template.parse(own(world)[0].text).milestones]
    assert len(titles) == 120
    assert {"First", "Middle", "Last"} <= set(titles)


def change(person: Any, page: Reply, old: str, new: str) -> Reply:
    """Submit a page of the text with something else written in it."""
    assert page.view is not None
    areas: dict[str, Any] = {
        one["block_id"]: one["element"]["initial_value"].replace(old, new)
        for one in page.view["blocks"]
        if one["type"] == "input"
    }
    reply: Reply = person.submits(page, anyway=True, **areas)
    return reply


@given(st.lists(st.text(alphabet="a b\t:-", max_size=60), max_size=400).map("\n".join))
def test_pages_hold_the_whole_text(text: str) -> None:
    pages = pages_of(text)
    areas = [area for page in pages for area in page]
    assert "\n".join(areas).rstrip("\n") == text.rstrip("\n")
    assert all(len(area) <= AREA for area in areas)


def test_many_of_them_in_pages(bot: Bot, world: World) -> None:
    for number in range(20):
        world.do(template_list.save, None, f"name: T{number:02}\nabout: b\nhorizon: 9")
    world.plan(world.account())
    alice = bot.as_("U1")
    first = alice.says("/success template list acme").sees("23 templates · page 1 of 3", "T00")
    second = alice.clicks_on("More", in_=first).sees("page 2 of 3", "T08")
    alice.clicks_on("Earlier", in_=second).sees("page 1 of 3")
    form = alice.clicks_on("Make one of this plan", in_=second).sees("Made of the plan")
    taken = alice.submits(form, name="t00", about="x")
    assert "another name" in taken.errors["name"]
    world.change(Plan, "acme-corp-1", ended_on=world.day())
    assert "There is no plan yet" in alice.submits(form, name="New", about="x").errors["name"]
