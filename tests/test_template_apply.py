"""Starting from a template: seen first, then added as one deed, without what does not fit."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.errors import UserError
from bot.model import Dependency, Goal, Milestone, Plan, PlayerRole, Side
from bot.practice import template, template_apply, template_list, undo
from bot.practice.plan import PlanStart
from bot.practice.template_apply import TemplateChoice
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.rows import everything

CHAIN = """\
name: Chain
about: One after the other.
horizon: 100
players: [{role: champion}, {role: sponsor}]
goals:
  - {behaviour: They ask less, measure: questions, direction: falling, target: "3", role: champion}
milestones:
  - {key: a, title: A, due: 5, role: champion}
  - {key: b, title: B, due: 6, needs: [a], role: sponsor}
  - {key: c, title: C, due: 7, needs: [b]}
  - {key: d, title: D, needs: [b, c], side: supplier, role: csm}
"""


def rows(world: World, table: Any) -> list[Any]:
    def work(session: Any) -> list[Any]:
        return list(session.scalars(select(table)))

    found = world.database.read_now(work)
    return sorted(found, key=lambda one: int(one.id.rpartition("-")[2]))


def needs(world: World) -> set[tuple[str, str]]:
    """What waits for what, by their titles."""
    titles = {one.id: one.title for one in rows(world, Milestone)}
    found = world.database.read_now(lambda s: list(s.scalars(select(Dependency))))
    return {(titles[one.id], titles[one.needs_id]) for one in found}


def ticks(reply: Reply) -> dict[str, list[str]]:
    """The boxes of a page by the block, each by its words."""
    assert reply.view is not None
    return {
        block["block_id"]: [one["text"]["text"] for one in block["element"]["options"]]
        for block in reply.view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "checkboxes"
    }


def without(reply: Reply, block_id: str, *words: str) -> list[str]:
    """The values that stay ticked in a block."""
    assert reply.view is not None
    (block,) = [one for one in reply.view["blocks"] if one.get("block_id") == block_id]
    return [one["value"] for one in block["element"]["options"] if one["text"]["text"] not in words]


def test_a_plan_starts_from_a_template(bot: Bot, world: World) -> None:
    account_id = world.account(segment="Small", touch_model="tech touch")
    maria = world.player(account_id)
    alice = bot.as_("U1")
    card = alice.says("/success plan acme").sees("no plan yet")
    offered = alice.clicks_on("Start from a template", in_=card)
    names = [one for one in ("Small, tech touch", "Enterprise, high touch") if one in offered.text]
    assert offered.text.index(names[0]) < offered.text.index(names[1])
    use = next(one for one in offered.buttons if one.value == f"tech-touch {account_id}")
    form = alice.clicks(use.action_id, use.value, in_=offered)
    form.sees("Champion: Maria Lopez", "by Sat 6 Feb 2027 · Maria Lopez", "First real task done")
    form.sees("due Thu 26 Nov 2026 · customer, Maria Lopez", "us, the account’s owner", "miss it.")
    saved = alice.submits(form).sees("plan 1 · Discovery", "They use it on their own")
    assert saved.errors == {}
    (plan,) = rows(world, Plan)
    assert (plan.template, plan.horizon_on) == ("tech-touch", world.day(90))
    (goal,) = rows(world, Goal)
    assert (goal.player_id, goal.baseline, goal.target) == (maria, 0, 8)
    assert (goal.starts_on, goal.due_on) == (world.day(), world.day(75))
    first, second, *_ = rows(world, Milestone)
    assert (first.side, first.owner_id, first.due_on) == (Side.SUPPLIER, "U1", world.day(1))
    assert (second.player_id, second.is_onboarding) == (maria, True)
    assert first.tasks == [
        {
            "task": "Send the one task that others like them began with",
            "competency": "Writing so that people act",
        }
    ]
    assert rows(world, Milestone)[2].survey == "ces"


def test_what_does_not_fit_is_left_out(bot: Bot, world: World) -> None:
    account_id = world.account()
    world.plan(account_id)
    world.player(account_id)
    world.player(account_id, "Sue Sponsor", role=PlayerRole.SPONSOR)
    world.do(template_list.save, None, CHAIN)
    alice = bot.as_("U1")
    form = alice.says("/success template apply chain acme").does_not_see("Nobody yet")
    assert ticks(form)["milestones0"] == ["A", "B", "C", "D"]
    keep = without(form, "milestones0", "B")
    roles = without(form, "who0", "Sponsor: Sue Sponsor")
    alice.submits(form, milestones0=keep, who0=roles, goals0=[])
    assert needs(world) == {("C", "A"), ("D", "A"), ("D", "C")}
    assert rows(world, Goal) == []
    assert [one.due_on for one in rows(world, Milestone)] == [world.day(5), world.day(7), None]
    again = alice.says("/success template apply chain acme")
    world.do(template_list.save, "chain", CHAIN.replace("name: Chain", "name: Other"))
    assert "has changed meanwhile" in alice.submits(again).text


def test_roles_that_nobody_has_yet(bot: Bot, world: World) -> None:
    account_id = world.account(owner=None)
    world.plan(account_id)
    world.player(account_id)
    world.do(template_list.save, None, CHAIN)
    alice = bot.as_("U1")
    form = alice.says("/success template apply chain acme").sees("Nobody yet: sponsor.")
    assert ticks(form)["who0"] == ["Champion: Maria Lopez"]
    alice.submits(form, who0=[])
    assert {(one.player_id, one.owner_id) for one in rows(world, Milestone)} == {(None, None)}
    assert [one.player_id for one in rows(world, Goal)] == [None]


def test_all_of_it_is_one_deed(world: World, database: Database) -> None:
    account_id = world.account()
    world.player(account_id)
    key = world.do(template_list.save, None, CHAIN)
    world.clock.passes(minutes=20)
    for starts in (True, False):
        if not starts:
            world.plan(account_id)
            world.clock.passes(minutes=20)
        before = database.read_now(everything)
        found = world.sees(template_apply.preview, account_id, key)
        assert (found.start is None) is not starts
        start = PlanStart(customer_success="They ask less.", horizon_on=world.day(100))
        choice = TemplateChoice(key=key, mark=found.mark, start=start if starts else None)
        world.do(template_apply.apply, account_id, choice)
        assert len(rows(world, Milestone)) == 4
        world.do(undo.undo)
        assert database.read_now(everything) == before
        world.clock.passes(minutes=20)


def test_a_large_one_comes_in_pages(bot: Bot, world: World) -> None:
    """500 milestones and 200 goals: each page has six inputs at most, and nothing is lost."""
    lines = ["name: Large", "about: All of it.", "horizon: 600", "goals:"]
    lines += [f"- {{behaviour: They do {n}, measure: m{n}}}" for n in range(200)]
    lines += ["milestones:"]
    for n in range(500):
        after = f"\n  needs: [k{n - 1}]" if n else ""
        lines.append(f"- key: k{n}\n  title: Step {n}\n  due: {n}{after}")
    world.do(template_list.save, None, "\n".join(lines))
    world.account()
    alice = bot.as_("U1")
    page = alice.says("/success template apply large acme")
    seen = 0
    while "Next" in str((page.view or {}).get("submit")):
        boxes = ticks(page)
        seen += sum(map(len, boxes.values()))
        drop: dict[str, Any] = {name: without(page, name, "They do 7", "Step 7") for name in boxes}
        page = alice.submits(page, **drop)
    assert seen + sum(map(len, ticks(page).values())) == 700
    alice.submits(page, customer_success="They do it all").sees("plan 1 · Discovery")
    assert (len(rows(world, Goal)), len(rows(world, Milestone))) == (199, 499)
    assert ("Step 8", "Step 6") in needs(world)


def test_only_where_the_account_is_ones_own(bot: Bot, world: World) -> None:
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2")
    alice = bot.as_("U1")
    shown = alice.says("/success template list acme").sees("Small, tech touch")
    assert not [one for one in shown.buttons if one.text == "Use"]
    alice.says("/success template apply high-touch acme").sees("belongs to Bob Jones")
    alice.says("/success template apply nothing acme").sees("belongs to Bob Jones")
    bob = bot.as_("U2")
    bob.says("/success template apply nothing acme").sees("“nothing” is no template")
    bob.says("/success template appply x").sees("Write `template list`")
    form = bob.says(f"/success template apply low-touch {account_id}")
    assert form.view is not None
    forged = {**form.view, "private_metadata": "acme-corp low-touch"}
    assert "has changed meanwhile" in bob.submits(forged).text
    choice = TemplateChoice(key="low-touch", mark=world.sees(template_list.get, "low-touch").mark)
    with pytest.raises(UserError, match="The plan has ended meanwhile"):
        world.do(template_apply.apply, account_id, choice)


@pytest.mark.parametrize("key", template.shipped())
def test_each_that_is_shipped_fits_on_few_pages(bot: Bot, world: World, key: str) -> None:
    account_id = world.account()
    for role in (PlayerRole.CHAMPION, PlayerRole.SPONSOR, PlayerRole.ADMINISTRATOR):
        world.player(account_id, role.value, role=role)
    page = click(bot.as_("U1"), Id.TEMPLATE_PREVIEW, f"{key} {account_id}")
    saved = bot.as_("U1").submits(page)
    if "Add to the plan" in str((saved.view or {}).get("submit")):
        saved = bot.as_("U1").submits(saved)
    saved.sees("Discovery")
    found = rows(world, Milestone)
    assert {one.side for one in found} == set(Side)
    assert all(one.due_on for one in found)
    assert max(one.due_on for one in found) <= world.day() + timedelta(days=365)
