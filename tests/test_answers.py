"""Answers of windows and clicks: wrong, twice, at once, and while Slack has trouble."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.database import Database
from bot.model import Account, Goal, Milestone, Outcome, Plan, Player, Reading
from bot.sandbox.workspace import Facts
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import House, click, furnish
from tests.harness.slack import FakeSlack

APOLOGY = "Something went wrong on our side"


def count(database: Database, table: type) -> int:
    query = select(func.count()).select_from(table)
    return database.read_now(lambda session: session.scalar(query) or 0)


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("plan {bare} start", {"customer_success": ""}, "customer_success", "fill this in"),
    ("plan {bare} start", {"customer_success": "x", "horizon_on": date(2026, 11, 23)},
     "horizon_on", "a day ahead"),
    ("plan {bare} start", {"customer_success": "x", "horizon_on": date(2040, 1, 1)},
     "horizon_on", "5 years"),
    ("plan {bare} start", {"customer_success": "x", "horizon_on": "soon"}, "horizon_on", "no date"),
    ("plan {bare} start", {"customer_success": "x" * 1001}, "customer_success", "1000 characters"),
    ("goal {account}", {"behaviour": "", "measure": "x"}, "behaviour", "fill this in"),
    ("goal {account}", {"behaviour": "x", "measure": " "}, "measure", "fill this in"),
    ("milestone {account}", {"title": "  "}, "title", "fill this in"),
    ("milestone {account}", {"title": "x", "due_on": "2026-13-01"}, "due_on", "no date"),
    ("reading {account}", {"value": "many"}, "goal_id", "fill this in"),
    ("reading {account}", {"value": "many"}, "value", "“many” is no number"),
    ("reading {account}", {"goal_id": "{goal}", "value": 1, "read_on": date(2026, 11, 24)},
     "read_on", "today or earlier"),
    ("reading {account}", {"goal_id": "{goal}", "value": "100000000000"}, "value", "up to"),
    ("log {account}", {"change": ""}, "change", "fill this in"),
    ("log {account}", {"change": "x", "happened_on": date(2026, 11, 24)},
     "happened_on", "has happened"),
    ("player {account}", {"name": ""}, "name", "fill this in"),
]  # fmt: skip


def filled_in(answers: dict[str, Any], house: House) -> dict[str, Any]:
    """The answers with the ids of the house."""
    return {
        key: one.format(**vars(house)) if isinstance(one, str) else one
        for key, one in answers.items()
    }


def test_what_is_wrong_is_said_at_its_field(bot: Bot, world: World) -> None:
    house = furnish(world, "U1")
    alice = bot.as_("U1")
    for command, answers, field, sentence in WRONG:
        form = alice.says(f"/success {command.format(**vars(house))}")
        reply = alice.submits(form, anyway=True, **filled_in(answers, house))
        assert sentence in reply.errors[field], reply.errors


WAYS = [
    ("rising", 60, 35, False), ("falling", 35, 60, False), ("rising", 35, 60, True),
    ("falling", 60, 35, True), ("rising", 5, 5, True), ("falling", -5, -6, True),
]  # fmt: skip


def test_a_goal_goes_its_way(bot: Bot, world: World) -> None:
    world.plan(world.account())
    alice = bot.as_("U1")
    for direction, baseline, target, fits in WAYS:
        page_one = alice.says("/success goal acme")
        page_two = alice.submits(
            page_one, behaviour="They ask less", measure="calls", direction=direction
        )
        early = alice.submits(page_two, baseline=1, target=1, due_on=date(2026, 11, 23))
        assert "after the day" in early.errors["due_on"]
        reply = alice.submits(page_two, baseline=baseline, target=target)
        assert set(reply.errors) == (set() if fits else {"target"})
        if not fits:
            assert direction in reply.errors["target"]
            alice.submits(page_two, baseline=5, target=5).sees("Goal saved")


Form = tuple[str, dict[str, Any], type]
FORMS: list[Form] = [
    ("plan {bare} start", {"customer_success": "Fewer calls."}, Plan),
    ("goal {account}", {"behaviour": "They ask less", "measure": "calls"}, Goal),
    ("milestone {account}", {"title": "Macros written"}, Milestone),
    ("reading {account}", {"goal_id": "{goal}", "value": 7}, Reading),
    ("log {account}", {"change": "They ask less"}, Outcome),
    ("player {account}", {"name": "Jo Doe"}, Player),
]


@pytest.mark.parametrize(("command", "answers", "table"), FORMS)
def test_a_window_submitted_at_once_from_all_sides_makes_one_record(
    bot: Bot, world: World, command: str, answers: dict[str, Any], table: type
) -> None:
    house = furnish(world, "U1")
    alice = bot.as_("U1")
    form = alice.says(f"/success {command.format(**vars(house))}")
    filled = filled_in(answers, house)
    if "goal_id" in filled:
        filled["goal_id"] = alice.opens_options(form, "goal_id").options[0]
    before = count(world.database, table)
    replies = at_once(lambda: alice.submits(form.view or {}, **filled), 6)
    assert count(world.database, table) == before + 1
    for reply in replies:
        reply.does_not_see(APOLOGY)
        assert reply.errors == {}
        assert reply.json["response_action"] == "update"
    assert len({str(reply.json["view"]["blocks"]) for reply in replies}) == 1


def at_once(work: Callable[[], Reply], times: int) -> list[Reply]:
    """Do the same several times at the same moment."""
    with ThreadPoolExecutor(times) as threads:
        waiting = [threads.submit(work) for _ in range(times)]
        return [one.result(timeout=20) for one in waiting]


def test_two_people_start_a_plan_at_once(bot: Bot, world: World) -> None:
    """Two windows of the same account: one starts the plan, the others read why not."""
    world.account(owner=None)
    people = [bot.as_(world.member(f"U{n}")) for n in range(3, 9)]
    forms = [person.says("/success plan acme start").view or {} for person in people]
    with ThreadPoolExecutor(len(people)) as threads:
        replies = list(
            threads.map(lambda p, f: p.submits(f, customer_success="Fewer."), people, forms)
        )
    assert count(world.database, Plan) == 1
    assert sum("Plan started" in reply.text for reply in replies) == 1
    assert sum("open plan already" in reply.text for reply in replies) == len(people) - 1


def test_two_people_add_an_account_at_once(bot: Bot, world: World) -> None:
    people = [bot.as_(world.member(f"U{n}")) for n in range(3, 9)]
    forms = [click(person, Id.ACCOUNT_ADD, "Initech").view or {} for person in people]
    with ThreadPoolExecutor(len(people)) as threads:
        replies = list(threads.map(lambda p, f: p.submits(f), people, forms))
    assert count(world.database, Account) == 1
    assert sum("Account saved" in reply.text for reply in replies) == 1
    assert sum("already" in reply.errors.get("name", "") for reply in replies) == len(people) - 1


def test_people_add_things_at_once(bot: Bot, world: World) -> None:
    """Each gets an id of its own."""
    world.plan(world.account(owner=None))
    people = [bot.as_(world.member(f"U{n}")) for n in range(3, 9)]
    with ThreadPoolExecutor(len(people)) as threads:
        replies = list(
            threads.map(lambda p: p.says(f"/success milestone acme Step of {p.id}"), people)
        )
    for reply in replies:
        reply.sees("Added")
    assert count(world.database, Milestone) == len(people)


def test_a_command_sent_twice_adds_one_milestone(bot: Bot, world: World) -> None:
    world.plan(world.account())
    form = {
        "command": "/success",
        "text": "milestone acme Kickoff held",
        "team_id": world.team_id,
        "user_id": "U1",
        "trigger_id": "1.2.same",
        "response_url": bot.slack.response_url(),
    }
    first = bot.send_command(form).sees("Added `acme-corp-2`")
    assert bot.send_command(form).json == first.json
    assert count(world.database, Milestone) == 1


def test_a_click_sent_twice_counts_once(
    bot: Bot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.plan(world.account("Acme Corp"))
    world.account("Acme Labs")
    alice = bot.as_("U1")
    question = alice.says("/success milestone acme Kickoff held")
    sent: list[Facts] = []
    original = bot.send_interactive

    def keep(payload: Facts, view: Facts | None = None) -> Reply:
        sent.append(payload)
        return original(payload, view)

    monkeypatch.setattr(bot, "send_interactive", keep)
    alice.clicks(Id.ACCOUNT_CHOOSE, "milestone =acme-corp Kickoff held", in_=question).sees("Added")
    original(sent[0]).sees("Added").does_not_see(APOLOGY)
    assert count(world.database, Milestone) == 1


FAULTS = ["429", "500", "cut", "error:expired_trigger_id", "error:invalid_arguments"]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_window_over_a_window_that_does_not_open_is_explained(
    bot: Bot, world: World, slack: FakeSlack, kind: str
) -> None:
    """There is no message to answer to: the window that was clicked in says it."""
    house = furnish(world, "U1")
    alice = bot.as_("U1")
    window = alice.clicks_on("Milestones", in_=alice.says(f"/success plan {house.account}"))
    slack.fail("views.push", kind, times=2)
    reply = alice.clicks(Id.MILESTONE_FINISH, house.milestone, in_=window)
    assert reply.status == 200
    assert reply.view is not None
    reply.does_not_see(APOLOGY)
    assert "gain" in reply.text or "refused" in reply.text


@pytest.mark.parametrize("kind", FAULTS)
def test_a_choice_whose_window_does_not_open_leaves_nothing(
    bot: Bot, world: World, slack: FakeSlack, kind: str
) -> None:
    world.account("Acme Corp")
    world.account("Acme Labs")
    alice = bot.as_("U1")
    question = alice.says("/success plan acme start")
    slack.fail("views.open", kind)
    reply = alice.clicks(Id.ACCOUNT_CHOOSE, "plan =acme-corp start", in_=question).does_not_see(
        APOLOGY
    )
    (response,) = reply.responses
    assert response["response_type"] == "ephemeral"
    assert count(world.database, Plan) == 0
    assert alice.clicks(Id.ACCOUNT_CHOOSE, "plan =acme-corp start", in_=question).view is not None


def test_an_answer_that_does_not_reach_slack_breaks_nothing(
    bot: Bot, world: World, slack: FakeSlack
) -> None:
    world.account()
    alice = bot.as_("U1")
    for kind in ("429", "500", "cut"):
        slack.fail("response_url", kind, times=2)
        assert click(alice, Id.PLAN_SHOW, "acme-corp").status == 200
        slack.mend()
    click(alice, Id.PLAN_SHOW, "acme-corp").sees("no plan yet")
