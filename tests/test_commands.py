"""The commands as people write them: found accounts, words and dates, answers in their place."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.database import Database
from bot.model import Milestone, Side
from bot.sandbox.workspace import Facts
from bot.ui.ids import Id
from handlers import commands
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click, furnish
from tests.harness.slack import FakeSlack

APOLOGY = "Something went wrong on our side"


def count(database: Database, table: type) -> int:
    query = select(func.count()).select_from(table)
    return database.read_now(lambda session: session.scalar(query) or 0)


def only(database: Database, table: type) -> Any:
    return database.read_now(lambda session: session.scalars(select(table)).one())


def milestone_of(world: World, reply: Reply) -> Milestone:
    """The milestone that the reply tells of."""
    found = re.search("Added `([^`]+)`", reply.sees("Added").text)
    assert found is not None
    milestone_id = found[1]
    return world.database.read_now(lambda s: s.get_one(Milestone, (world.team_id, milestone_id)))


EXAMPLES = [(command.name, example) for command in commands.TABLE for example in command.examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_every_example_works(bot: Bot, world: World, name: str, example: str) -> None:
    acme = world.account("Acme Corp", aliases=("acme",))
    if not example.endswith("start"):
        world.plan(acme)
    world.account("First Bank")
    words = example.replace("@dana", "<@U2|dana>")
    person = bot.as_("U0ADMIN" if name == "role" else "U1")
    reply = person.says(f"/success {words}")
    reply.does_not_see("I know no", APOLOGY)
    assert not reply.is_empty
    if reply.json:
        assert reply.json["response_type"] == "ephemeral"
    bot.as_("U1").says(f"/success help {name}").sees(f"/success {example}")


def test_help(bot: Bot) -> None:
    alice = bot.as_("U1")
    for text in ("/success", "/success help", "/success   HELP "):
        reply = alice.says(text)
        reply.sees(*(f"/success {command.usage}" for command in commands.TABLE))
        assert reply.json["response_type"] == "ephemeral"
    alice.says("/success help nonsense").sees("“nonsense”", "Did you mean")
    alice.says("/success milstone acme").sees("“milstone”", "/success milestone")
    alice.says("/success PLAN").sees("Which account?")
    alice.says("/success :tada:").sees("/success help")


SPELLINGS = [
    "Acme Corporation", "acme corporation", "ACME", "big a", "acme-corporation",
    "=acme-corporation", "acme-corporation-7", "acme corp", "Acme  Corporation ",
    "acme corporatoin", "ａｃｍｅ",
]  # fmt: skip


def test_an_account_is_found(bot: Bot, world: World) -> None:
    world.account("Acme Corporation", aliases=("acme", "The Big A", "Big A"))
    world.account("Zenith Ltd")
    for words in SPELLINGS:
        found = bot.as_("U1").says(f"/success account {words}")
        found.sees("Acme Corporation", "`acme-corporation`")


def test_several_accounts_are_offered(bot: Bot, world: World) -> None:
    world.account("Acme Corp")
    world.account("Acme Labs")
    alice = bot.as_("U1")
    question = alice.says("/success account acme").sees("Several accounts fit “acme”", "Acme Labs")
    offered = [button.value for button in question.buttons]
    assert offered == ["account =acme-corp", "account =acme-labs"]
    answer = click_choice(alice, question, "account =acme-labs")
    answer.sees("Acme Labs").does_not_see("Several")
    (response,) = answer.responses
    assert response["replace_original"] is True
    assert response["response_type"] == "ephemeral"


def click_choice(person: Person, question: Reply, value: str) -> Reply:
    return person.clicks(Id.ACCOUNT_CHOOSE, value, in_=question)


def test_a_choice_carries_the_whole_command(bot: Bot, world: World) -> None:
    corp = world.account("Acme Corp")
    world.account("Acme Labs")
    alice = bot.as_("U1")
    question = alice.says("/success plan acme start")
    form = click_choice(alice, question, "plan =acme-labs start")
    assert form.view is not None
    form.sees("Start a plan", "Acme Labs")
    world.plan(corp)
    question = alice.says("/success milestone acme {} of 50 {} live due friday owner <@U2|bob>")
    assert count(world.database, Milestone) == 0
    value = "milestone =acme-corp {} of 50 {} live due friday owner <@U2|bob>"
    click_choice(alice, question, value).sees("Added", "{} of 50 {} live")
    found = only(world.database, Milestone)
    assert (found.due_on, found.owner_id) == (date(2026, 11, 27), "U2")


def test_a_choice_means_the_account_that_was_clicked(bot: Bot, world: World) -> None:
    """One account's id is another one's name: a click must not ask again."""
    first = world.account("Acme!")
    second = world.account("ACME")
    assert first == "acme"
    alice = bot.as_("U1")
    question = alice.says("/success account acme").sees("Several")
    click_choice(alice, question, f"account ={first}").sees("Acme!").does_not_see("Several")
    click_choice(alice, question, f"account ={second}").sees("ACME").does_not_see("Several")


def test_no_account_names_the_nearest_and_adds(bot: Bot, world: World) -> None:
    world.account("Zenith Ltd")
    alice = bot.as_("U1")
    alice.says("/success plan znth").sees("Zenith")
    question = alice.says("/success plan Initech GmbH").sees("I know no account “Initech GmbH”")
    form = alice.clicks_on("Add “Initech GmbH”", in_=question)
    form.sees("New account", "Initech GmbH")
    alice.submits(form).sees("Account saved", "initech-gmbh")
    alice.says("/success plan initech").sees("Initech GmbH", "no plan yet")
    for command in ("plan", "goal", "milestone", "reading", "log", "account", "player"):
        alice.says(f"/success {command}").sees("Which account?")
        alice.says(f"/success {command} xyzzy").sees("I know no account", "Add “xyzzy”")


def test_an_account_whose_name_ends_in_start(bot: Bot, world: World) -> None:
    world.plan(world.account("Kick Start"))
    alice = bot.as_("U1")
    alice.says("/success plan kick start").sees("Kick Start", "plan 1")
    alice.says("/success plan kick start start").sees("has an open plan already")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Big Bank Ltd Kickoff held", "Kickoff held"),
        ("big bank ltd Kickoff held due friday", "Kickoff held"),
        ("big-bank-ltd Kickoff held side us", "Kickoff held"),
        ("the bank   Kickoff   held", "Kickoff held"),
        ("big bank Kickoff held", "Kickoff held"),
        ("big Kickoff held", "Kickoff held"),
        ("Big Bank Ltd 50 agents live: phase 2, due date agreed due 2026-12-24",
         "50 agents live: phase 2, due date agreed"),
    ],
)  # fmt: skip
def test_a_milestone_in_one_line(bot: Bot, world: World, written: str, title: str) -> None:
    world.plan(world.account("Big Bank Ltd", aliases=("The Bank",)))
    world.account("Zenith Ltd")
    reply = bot.as_("U1").says(f"/success milestone {written}")
    assert milestone_of(world, reply).title == title


@pytest.mark.parametrize("written", ["big", "big bank", "Big Bank Ltd", "bigg bank ltd"])
def test_a_milestone_without_a_title_opens_the_window(bot: Bot, world: World, written: str) -> None:
    world.plan(world.account("Big Bank Ltd"))
    world.account("Zenith Ltd")
    reply = bot.as_("U1").says(f"/success milestone {written}")
    assert reply.view is not None
    reply.sees("Big Bank Ltd")
    assert count(world.database, Milestone) == 0


PARTS = ["due friday", "owner <@U2|bob>", "side customer"]
ORDERS = [(a, b, c) for a in PARTS for b in PARTS for c in PARTS if len({a, b, c}) == 3]


def test_the_words_come_in_any_order(bot: Bot, world: World) -> None:
    world.plan(world.account())
    for order in ORDERS:
        reply = bot.as_("U1").says(f"/success milestone acme 50 agents live {' '.join(order)}")
        found = milestone_of(world, reply)
        assert (found.title, found.owner_id, found.side) == ("50 agents live", "U2", Side.CUSTOMER)
        assert found.due_on == date(2026, 11, 27)


MISTAKES = [
    ("Go live due 32 Dec", "“32 Dec” is no date. Try 2027-01-02 or “in 2 weeks”."),
    ("Go live due 2026-02-30", "“2026-02-30” is no date"),
    ("Go live due whenever", "“whenever” is no date"),
    ("Go live due in 99999999999 weeks", "is no date"),
    ("Go live due in 9999 years", "is no date"),
    ("Go live side left", "“left” is no side"),
    ("Go live owner dana", "“dana” is nobody I know"),
    ("Go live owner @dana", "“@dana” is nobody I know"),
    ("Go live owner <@U1> <@U2>", "is nobody I know"),
    ("due friday", "needs a title"),
    ("owner <@U2>", "needs a title"),
    ("x" * 301, "300 characters"),
]


def test_what_is_wrong_is_said(bot: Bot, world: World) -> None:
    world.plan(world.account("Acme Corp", aliases=("acme",)))
    for written, sentence in MISTAKES:
        reply = bot.as_("U1").says(f"/success milestone acme {written}")
        reply.sees(sentence).does_not_see(APOLOGY)
        assert reply.json["response_type"] == "ephemeral"
    assert count(world.database, Milestone) == 0


DAYS = [
    ("today", date(2026, 11, 23)),
    ("tomorrow", date(2026, 11, 24)),
    ("friday", date(2026, 11, 27)),
    ("monday", date(2026, 11, 30)),
    ("next fri", date(2026, 11, 27)),
    ("in 2 weeks", date(2026, 12, 7)),
    ("in 10 days", date(2026, 12, 3)),
    ("15 jan", date(2027, 1, 15)),
    ("Jan 15", date(2027, 1, 15)),
    ("15 January 2027", date(2027, 1, 15)),
    ("2027-02-28", date(2027, 2, 28)),
    ("1 nov", date(2027, 11, 1)),
]


def test_days_in_everyday_words(bot: Bot, world: World) -> None:
    world.plan(world.account())
    for words, day in DAYS:
        reply = bot.as_("U1").says(f"/success milestone acme Go live due {words}")
        assert milestone_of(world, reply).due_on == day, words


def test_days_are_the_persons_own(bot: Bot, world: World, clock: Clock) -> None:
    """At one instant it is Tuesday in Auckland and still Monday in Los Angeles."""
    clock.now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    world.member("UAUCKLAND", zone="Pacific/Auckland")
    world.member("UANGELES", zone="America/Los_Angeles")
    plan_id = world.plan(world.account(owner=None))
    reviewed = world.milestone(plan_id, "Reviewed", due_on=date(2026, 11, 23))
    east, west = bot.as_("UAUCKLAND"), bot.as_("UANGELES")
    east.says("/success plan acme").sees("1 day late")
    west.says("/success plan acme").sees("due today").does_not_see("late")
    east.says("/success milestone acme East due tomorrow")
    west.says("/success milestone acme West due tomorrow")
    due = world.database.read_now(
        lambda s: {one.title: one.due_on for one in s.scalars(select(Milestone))}
    )
    assert (due["East"], due["West"]) == (date(2026, 11, 25), date(2026, 11, 24))
    done = click(west, Id.MILESTONE_FINISH, reviewed)
    east_day = date(2026, 11, 24)
    assert "still to come" in west.submits(done, done_on=east_day).errors["done_on"]
    done = click(east, Id.MILESTONE_FINISH, reviewed).sees("2026-11-24")
    east.submits(done, done_on=east_day).sees("done")


def test_accounts_are_listed_in_pages(bot: Bot, world: World) -> None:
    for number in range(23):
        world.account(f"Bank {number:02}", owner="U1" if number < 12 else "U2")
    world.account("Zenith Ltd", owner=None)
    alice = bot.as_("U1")
    first = alice.says("/success accounts all").sees("24", "page 1 of 3", "Bank 09")
    first.does_not_see("Bank 10")
    assert [b.text for b in first.buttons] == ["Plan"] * 10 + ["More"]
    second = alice.clicks_on("More", in_=first).sees("page 2 of 3", "Bank 10", "Bank 19")
    assert [one["replace_original"] for one in second.responses] == [True]
    third = alice.clicks_on("More", in_=second).sees("page 3 of 3", "Zenith")
    assert third.buttons[-1].text == "Earlier"
    alice.clicks_on("Earlier", in_=third).sees("page 2 of 3")
    alice.says("/success accounts").sees("Your accounts", "12", "page 1 of 2")
    alice.says("/success accounts mine").sees("Bank 00").does_not_see("Zenith")
    alice.says("/success accounts nk 1").sees("Bank 01", "Bank 10").does_not_see("Bank 02")
    alice.says("/success accounts BANK 22").sees("Bank 22", "page 1 of 1")
    alice.says("/success accounts 100%").sees("No account has “100%”")
    bot.as_("U0ADMIN").says("/success accounts").sees("No account is yours yet")
    click(alice, Id.ACCOUNTS_NEXT, "99 all").sees("page 3 of 3")
    click(alice, Id.ACCOUNTS_NEXT, "x").sees("Your accounts")


def test_a_list_of_many_words_is_paged(bot: Bot, world: World) -> None:
    for number in range(11):
        world.account(f"Bank {number:02}")
    alice = bot.as_("U1")
    words = "bank " * 150
    first = alice.says(f"/success accounts {words}").sees("11", "page 1 of 2")
    alice.clicks_on("More", in_=first).sees("page 2 of 2", "Bank 10")
    alice.says(f"/success accounts {'b ' * 1900}").sees("page 1 of 2").does_not_see(APOLOGY)


def test_plan_rides_in_the_ack(bot: Bot, world: World, slack: FakeSlack) -> None:
    house = furnish(world, "U1")
    alice = bot.as_("U1")
    alice.says("/success plan acme")
    calls = len(slack.calls)
    for account in (house.account, house.bare):
        reply = alice.says(f"/success plan {account}")
        assert reply.json["response_type"] == "ephemeral"
        assert reply.json["blocks"]
        assert "Acme Corp" in reply.json["text"]
    assert slack.calls[calls:] == []
    assert slack.responses == []


def test_a_plan_is_shared_without_the_inside(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    account_id = world.account(arr=123_456, renewal_on=date(2027, 3, 1))
    plan_id = world.plan(account_id, supplier_success="They renew early.")
    world.goal(plan_id)
    world.milestone(plan_id)
    alice = bot.as_("U1")
    shown = alice.says("/success plan acme")
    shown.sees("123,456", "owner: Alice Smith")
    shared = alice.clicks(Id.PLAN_SHARE, account_id, in_=shown)
    (response,) = shared.responses
    assert (response["response_type"], response["replace_original"]) == ("in_channel", False)
    shared.sees("Acme Corp", "Agents resolve", "Knowledge base", "Shared by")
    shared.does_not_see("123,456", "Alice Smith", "owner", "Renewal", "renew early")
    assert shared.buttons == []


def test_a_shared_plan_mentions_nobody_but_who_shares_it(bot: Bot, world: World) -> None:
    """A mention rings somebody's bell: in a channel a name is enough."""
    plan_id = world.plan(world.account())
    world.milestone(plan_id, owner_id="U5", side=Side.SUPPLIER)
    alice = bot.as_("U1")
    shared = alice.clicks(Id.PLAN_SHARE, plan_id.rpartition("-")[0],
                          in_=alice.says("/success plan acme"))  # fmt: skip
    assert "<@U5>" not in str(shared.responses)


def every_answer(reply: Reply) -> list[Facts]:
    return [*([reply.json] if reply.json and "text" in reply.json else []), *reply.responses]


def test_every_answer_says_who_sees_it(bot: Bot, world: World) -> None:
    house = furnish(world, "U1")
    alice = bot.as_("U1")
    replies = [
        alice.says(f"/success {text}")
        for text in ("", "help", "plan acme", "plan", "accounts", "nonsense", "plan nobody",
                     f"milestone {house.account} x due y", "role x", "account acme")
    ]  # fmt: skip
    replies += [click(alice, Id.PLAN_SHOW, "gone"), click(alice, Id.PLAN_SHARE, house.account)]
    replies += [alice.clicks("no.such_action", "x", in_=old_message("no.such_action"))]
    answers = [answer for reply in replies for answer in every_answer(reply)]
    assert len(answers) == len(replies)
    assert [one["response_type"] for one in answers].count("in_channel") == 1
    assert all(one["response_type"] in ("ephemeral", "in_channel") for one in answers)


def old_message(action_id: str) -> Reply:
    element = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Old"},
        "action_id": action_id,
        "value": "x",
    }
    return Reply(200, {"text": "x", "blocks": [{"type": "actions", "elements": [element]}]})


def test_what_is_outdated_says_so(bot: Bot) -> None:
    bot.as_("U1").clicks("old.one", "x", in_=old_message("old.one")).sees("older version")
