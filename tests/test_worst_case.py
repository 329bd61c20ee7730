"""Every surface at its worst: what people may write, and as much of it as fits.

The checker of Block Kit sees each surface on its way; here they are all visited.
"""

from decimal import Decimal
from typing import Any

import pytest

from bot.database import Database
from bot.model import Goal, Milestone, Outcome
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack
from tests.harness.walk import APOLOGY, LONG, harmless, kept, settle, walk

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
LENGTHS = ("ampersands", "angles", "emoji", "hebrew", "combining", "wide", "word")
MIXED = {
    "markup": " ".join(TEXTS[one] for one in ("broadcast", "mention", "link", "date", "markup")),
    "letters": " ".join(
        TEXTS[one][:60]
        for one in ("lines", "control", "half", "braces", "blank", "override", "entities")
    ),
}
SHOWN = {name: BOUND[name] for name in LENGTHS} | MIXED
"""What makes texts long goes alone, up to its bound; what makes them dangerous goes together."""
WALKS = [*(("sqlite", one) for one in SHOWN), *(("postgresql", one) for one in MIXED)]
"""How a text is shown does not depend on the database; what may be kept in it does."""


def test_no_text_is_left_out() -> None:
    together = "".join(MIXED.values())
    assert all(name in LENGTHS or text[:60] in together for name, text in TEXTS.items())


@pytest.mark.parametrize(("database_url", "name"), WALKS, indirect=["database_url"])
def test_every_surface_holds_every_text(
    bot: Bot, world: World, slack: FakeSlack, name: str
) -> None:
    text = SHOWN[name]
    assert len(text) <= LONG
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


PARTS = {
    "outcome": {"change"},
    "story": {"situation", "action", "story", "quote"},
    "reuse": {"reuse_candidates", "reuse_needs"},
    "measure": {"metric", "value_how"},
    "permanence": {"behaviour"},
}


ENTERED = [*(("postgresql", one) for one in BOUND), *(("sqlite", one) for one in SHOWN)]
"""PostgreSQL takes less than SQLite, which is not asked for each danger apart."""


@pytest.mark.parametrize(("database_url", "name"), ENTERED, indirect=["database_url"])
def test_every_window_takes_every_text(bot: Bot, world: World, name: str) -> None:
    """What is entered stays as it was entered, without what cannot be seen."""
    text = (BOUND | MIXED)[name]
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
    for part, fields in PARTS.items():
        form = click(alice, Id.OUTCOME_EDIT, f"{part} {house.outcome}")
        words: dict[str, Any] = {field: text[: limit_of(form, field)] for field in fields}
        harmless(alice.submits(form, **words), part).sees("points")
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


def test_numbers_at_their_bounds(bot: Bot, world: World) -> None:
    house = settle(world, "Acme")
    alice = bot.as_("U1")
    form = click(alice, Id.ACCOUNT_EDIT, house.account)
    most: dict[str, Any] = {"revenue": "99999999999", "seats": 2**31 - 1}
    alice.submits(form, **most).sees("99,999,999,999 USD", "2,147,483,647")
    for field, wrong in [
        ("seats", -1), ("seats", 2**31), ("seats", 99_999_999_999), ("seats", "1.5"),
        ("seats", "1e400"), ("seats", "NaN"), ("revenue", "-1"),
        ("revenue", "100000000001"), ("revenue", "Infinity"), ("revenue", "1e99999"),
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
