"""Every surface at its worst: what people may write, and as much of it as fits.

The checker of Block Kit sees each surface on its way; here they are all visited.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bot.database import Database
from bot.model import Account, Goal, Milestone, Outcome, PlayerRole, Role, Side
from bot.practice import reuse
from bot.practice.names import key_of
from bot.practice.reuse import ReuseTaken
from bot.ui.ids import Id
from tests.harness import routes
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import REUSABLE, House, click, value_for, window
from tests.harness.slack import FakeSlack

APOLOGY = "Something went wrong on our side"
LONG = 300

TEXTS = {
    "ampersands": "&" * LONG,
    "angles": "<" * LONG,
    "entities": "&lt;!channel&gt;&amp;" * 14,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 25,
    "hebrew": "שלום עולם " * 30,
    "override": "\u202eevil\u2066 " * 40 + "א",
    "broadcast": "<!channel> <!here> <!everyone> <!subteam^S1|@all>",
    "mention": "<@U1> <@U2|bob> <#C1|general>",
    "link": "<https://evil.example|click> https://evil.example mailto:x@example.com",
    "date": "<!date^1700000000^{date}^https://evil.example|now>",
    "markup": "*_~`*_~` ```code``` > quote *bold* _slanted_ ~gone~ `code`",
    "lines": "one\ntwo\r\nthree\n\n> four\n* five",
    "control": "a\x00b\x01c\x1bd\x7fe\x85f",
    "half": "a\ud800b\udfffc",
    "braces": "{} {0} {name} %s %(x)s ${x} {{}}",
    "combining": "Z̶̡̛͔̮̘̰͎͉̳̈́̾̊̀a" * 15,
    "wide": "ﷺ" * LONG,
    "blank": "\u00a0\u2003x\u3000\u200b\u200e\ufeff" * 20,
    "word": "x" * LONG,
}
BOUND = {name: text[:LONG] for name, text in TEXTS.items()}
INJECTED = (
    "<!channel",
    "<!here",
    "<!everyone",
    "<!subteam",
    "<@U2|",
    "<#C1",
    "<https",
    "<!date^1700",
)


def kept(text: str) -> str:
    """What is kept of a text on one line."""
    return " ".join("".join(c for c in text if c.isspace() or c.isprintable()).split())


def harmless(reply: Reply, what: str) -> Reply:
    """Nothing was injected, and nothing failed. What is clickable is checked by its shape."""
    reply.does_not_see(APOLOGY)
    assert reply.status == 200, what
    for block in reply.blocks:
        for text in mrkdwn_of(block):
            assert not [one for one in INJECTED if one in text], f"{what}: {text}"
    for surface in [reply.json or {}, *reply.responses]:
        fallback = surface.get("text", "")
        assert not [one for one in INJECTED if one in fallback], f"{what}: {fallback}"
    return reply


def mrkdwn_of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from mrkdwn_of(one)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for one in value.values():
            yield from mrkdwn_of(one)


def walk(person: Person, house: House) -> None:
    """Visit every command, button, window and menu."""
    for text in [*routes.CHANGING_COMMANDS.values(), *routes.LOOKING_COMMANDS.values()]:
        harmless(person.says(f"/success {text.format(**vars(house))}"), text)
    for action in [*routes.LOOKING_CLICKS, *routes.CHANGING_CLICKS]:
        harmless(click(person, action, value_for(action, house)), action)
    harmless(person.opens_home(), "home")
    for menu, (opened_by, block_id) in routes.OPTIONS.items():
        view = click(person, opened_by, value_for(opened_by, house)).view
        assert view is not None
        for typed in ("", "x", "<", "\x00"):
            harmless(person.opens_options(view, block_id, typed), menu)
    for route, one in routes.SUBMISSIONS.items():
        view = window(person, route, house)
        reply = harmless(person.submits(view, **one.answers), route)
        assert reply.errors == {}, route


def settle(world: World, text: str) -> House:
    """A house in which every text is this one, written as an import or an older version might."""
    clean = kept(text)[:LONG] or "x"
    names = (clean, f"B {clean}"[:LONG], f"C {clean}"[:LONG])
    account, bare, ending = (world.account(name, "U1", segment=clean[:80]) for name in names)
    plan = world.plan(account, customer_success=clean, supplier_success=clean)
    player = world.player(account, clean, measures_success_by=clean)
    facts: dict[str, Any] = {
        "measure": clean,
        "unit": clean[:40],
        "player_id": player,
        "value": Decimal("-1.5"),
    }
    goal = world.goal(plan, clean, **facts)
    world.reading(goal, source=clean[:120])
    world.plan(ending, customer_success=clean)
    taken, worked = (
        world.outcome(bare, clean, **REUSABLE, metric=clean, reuse_needs=clean) for _ in range(2)
    )
    return House(
        account=account,
        ending=ending,
        bare=bare,
        plan=plan,
        player=player,
        goal=goal,
        reading=world.latest_reading(goal),
        unaimed=world.goal(plan, clean, measure=clean, baseline=None, target=None),
        milestone=world.milestone(
            plan, clean, achievement=clean, due_on=world.day(-9), player_id=player
        ),
        done=world.milestone(plan, clean, done_on=world.day(-1), owner_id="U2", side=Side.SUPPLIER),
        outcome=world.outcome(
            account, clean, goal_id=goal, story=clean, metric=clean, metric_actual=-7,
            metric_target=99_999_999_999, value=-1, currency="USD", behaviour=clean,
        ),
        nudge=world.nudge(world.milestone(plan, clean, due_on=None)),
        reuse=world.do(reuse.take, taken, account, ReuseTaken(goal_id=goal, note=clean)),
        worked=worked,
    )  # fmt: skip


@pytest.mark.parametrize("name", BOUND)
def test_every_surface_holds_every_text(
    bot: Bot, world: World, slack: FakeSlack, name: str
) -> None:
    text = BOUND[name]
    world.member("U1", name=kept(text)[:255])
    world.member("U2", name=kept(text)[:255])
    walk(bot.as_("U1"), settle(world, text))


FORMS = {
    "plan {bare} start": {"customer_success", "supplier_success"},
    "goal {account}": {"behaviour", "measure", "unit"},
    "milestone {account}": {"title", "achievement"},
    "reading {account}": {"source"},
    "log {account}": {"change", "story"},
    "player {account}": {"name", "measures_success_by", "email"},
}


@pytest.mark.parametrize("name", BOUND)
def test_every_window_takes_every_text(bot: Bot, world: World, name: str) -> None:
    """What is entered stays as it was entered, without what cannot be seen."""
    text = BOUND[name]
    house = settle(world, "Acme")
    alice = bot.as_("U1")
    for command, fields in FORMS.items():
        form = alice.says(f"/success {command.format(**vars(house))}")
        assert form.view is not None
        answers: dict[str, Any] = {field: text[: limit_of(form, field)] for field in fields}
        if command.startswith("reading"):
            answers |= {"goal_id": house.goal, "value": 99_999_999_999}
        page = harmless(alice.submits(form, **answers), command)
        assert page.errors == {}, f"{command}: {page.errors}"
    words: dict[str, Any] = {"metric": text, "reuse_candidates": text, "behaviour": text}
    proof = click(alice, Id.OUTCOME_SHOW, house.outcome)
    harmless(alice.submits(proof, metric_actual="-99999999999", **words), "proof").sees("points")
    form = click(alice, Id.ACCOUNT_ADD, text)
    harmless(alice.submits(form, name=f"New {text}"[:LONG]), "account").sees("Account saved")
    typed = text.encode(errors="ignore").decode()  # half a character does not fit into a form
    harmless(alice.says(f"/success milestone {house.account} {typed}"), "one line")
    for command in ("plan", "account", "accounts", "goal", "help", "role", ""):
        harmless(alice.says(f"/success {command} {typed}"), command)
    stored = one_of(world.database, Milestone, house.account)
    assert kept_in(text) in {kept_in(one.title) for one in stored}


def limit_of(form: Reply, field: str) -> int:
    assert form.view is not None
    (block,) = [one for one in form.view["blocks"] if one.get("block_id") == field]
    return int(block["element"]["max_length"])


def kept_in(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and not c.isspace())[:250]


def one_of(database: Database, table: Any, account_id: str) -> list[Any]:
    def work(session: Any) -> list[Any]:
        return [one for one in session.query(table) if one.id.startswith(account_id)]

    return database.read_now(work)


@pytest.mark.parametrize("name", ["ampersands", "emoji", "broadcast", "markup", "hebrew", "braces"])
def test_a_text_is_read_as_it_was_written(bot: Bot, world: World, name: str) -> None:
    text = BOUND[name][:60].strip()
    account_id = world.account(f"Acme {text}")
    plan_id = world.plan(account_id, customer_success=text)
    world.goal(plan_id, text)
    world.milestone(plan_id, text)
    alice = bot.as_("U1")
    plan = alice.says(f"/success plan {account_id}")
    assert plan.text.count(text) >= 4, plan.text
    alice.says("/success accounts").sees(text)
    click(alice, Id.MILESTONES_SHOW, account_id).sees(text)


def crowd(world: World) -> House:
    """As much of everything as there may be, with the longest texts."""
    word = "<&>" * 100
    house = settle(world, word)
    plan_id = house.plan
    goals = [world.goal(plan_id, f"{n} {word}"[:LONG], measure=word) for n in range(200)]
    world.reading(goals[0], 99_999_999_999)
    world.reading(goals[1], -99_999_999_999)
    steps = [
        world.milestone(plan_id, f"{n} {word}"[:LONG], due_on=world.day(n - 50), weight=n + 1)
        for n in range(100)
    ]
    world.milestone(plan_id, "Waits for all", needs=tuple(steps), due_on=world.day(3))
    for n in range(50):
        side = Side.SUPPLIER if n % 2 else Side.CUSTOMER
        facts = {"side": side, "role": list(PlayerRole)[n % 7], "measures_success_by": word}
        world.player(house.account, f"{n} {word}"[:LONG], **facts)
    for n in range(20):
        world.outcome(house.account, f"{n} {word}"[:LONG], value=99_999_999_999, currency="USD")
    return house


def add_accounts(world: World, many: int) -> None:
    def work(session: Any) -> None:
        for n in range(many):
            name = f"{n:04} " + "<&>" * 98
            session.add(
                Account(
                    team_id=world.team_id, id=f"account-{key_of(str(n))}x", name=name,
                    name_key=key_of(name), owner_id="U1", arr=Decimal(99_999_999_999),
                    currency="USD", created_at=world.clock.now,
                )
            )  # fmt: skip

    world.database.write_now(work)


def test_every_surface_holds_as_much_as_there_may_be(bot: Bot, world: World) -> None:
    world.member("U1", name="&" * 255)
    for n in range(150):
        world.member(f"UC{n}", name=f"Colleague {n:03}", role=Role.CSM)
    house = crowd(world)
    add_accounts(world, 2000)
    alice = bot.as_("U1")
    walk(alice, house)
    alice.says(f"/success plan {house.account}").sees(
        "1 of 110 done", "and 104 more", "1 of 204 reached", "and 200 more", "22 logged"
    )
    first = alice.says("/success accounts all").sees("2,003", "page 1 of 201")
    alice.clicks_on("More", in_=first).sees("page 2 of 201")
    question = alice.says("/success plan 00").sees("Several accounts fit")
    assert len(question.buttons) == 5
    harmless(alice.says("/success plan zzzzzz"), "nobody")
    form = alice.says(f"/success milestone {house.account}")
    assert len(alice.opens_options(form, "needs").options) == 100
    assert len(alice.opens_options(form, "owner").options) == 100
    (found,) = alice.opens_options(form, "owner", "league 149").options[2:]
    assert found["text"]["text"] == "Us — Colleague 149"
    form = alice.says(f"/success reading {house.account}")
    assert len(alice.opens_options(form, "goal_id").options) == 100
    assert len(alice.opens_options(form, "goal_id", "199").options) == 1
    page = click(alice, Id.MILESTONES_SHOW, house.account)
    for number in range(1, 11):
        page.sees(f"page {number} of 11")
        page = alice.clicks_on("More", in_=page)
    page.sees("page 11 of 11", "Not done")
    alice.clicks_on("Earlier", in_=page).sees("page 10 of 11")


def test_numbers_at_their_bounds(bot: Bot, world: World) -> None:
    house = settle(world, "Acme")
    alice = bot.as_("U1")
    form = click(alice, Id.ACCOUNT_EDIT, house.account)
    most: dict[str, Any] = {"arr": "99999999999", "seats": 2**31 - 1}
    alice.submits(form, **most).sees("99,999,999,999 USD", "2,147,483,647")
    for field, wrong in [
        ("seats", -1), ("seats", 2**31), ("seats", 99_999_999_999), ("seats", "1.5"),
        ("seats", "1e400"), ("seats", "NaN"), ("arr", -1), ("arr", "100000000000"),
        ("arr", "Infinity"), ("arr", "1e99999"), ("arr", "12,5"),
    ]:  # fmt: skip
        form = click(alice, Id.ACCOUNT_EDIT, house.account)
        reply = alice.submits(form, anyway=True, **{field: wrong})
        assert list(reply.errors) == [field], f"{field} {wrong}: {reply.text}"
    form = click(alice, Id.GOAL_AIM, house.unaimed)
    least, largest = "-99999999999", "99999999999"
    alice.submits(form, baseline=least, target=largest, value=least).sees("Goal saved")
    form = click(alice, Id.READING_ADD, house.unaimed)
    alice.submits(form, value=largest).sees("100 %", "reached")
    form = click(alice, Id.GOAL_AIM, house.unaimed)
    alice.submits(form, baseline="0", target="0.000001", value="0.0001").sees("%")
    alice.says(f"/success plan {house.account}").does_not_see(APOLOGY)
    stored = one_of(world.database, Goal, house.account)
    assert Decimal("0.000001") in {one.target for one in stored}
    assert one_of(world.database, Outcome, house.account)[0].metric_target == Decimal(largest)


FORGED: dict[str, Any] = {
    "owner": {"owner.search": {"selected_option": {"value": "supplier:U1> <!channel"}}},
    "title": {"title": {"value": "Forged"}},
}


def test_a_forged_owner_is_refused(bot: Bot, world: World) -> None:
    """Values come back from the person's side: nothing that they hold gets into markup."""
    house = settle(world, "Acme")
    alice = bot.as_("U1")
    form = alice.says(f"/success milestone {house.account}")
    assert form.view is not None
    reply = alice.sends(form.view, FORGED)
    assert "whose step it is" in reply.errors["owner"]
