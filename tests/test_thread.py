"""The whole thread, as a CSM lives it: from an account to an outcome and back to the plan."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.database import Database
from bot.model import AuditEvent, Goal, Milestone, Outcome, Plan
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.slack import FakeSlack


@pytest.fixture(params=["http", "socket"])
def either_bot(
    request: pytest.FixtureRequest, slack: FakeSlack, database_url: str, clock: Clock
) -> Iterator[Bot]:
    """The app, reached over HTTP and by Socket Mode."""
    with Bot(slack, database_url, clock, by_socket=request.param == "socket") as running:
        yield running


def count(database: Database, table: type) -> int:
    return database.read_now(lambda session: session.query(table).count())


def test_the_thread_from_end_to_end(either_bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account("Acme Corp", arr=120_000, currency="USD", renewal_on=date(2027, 3, 1))
    alice = either_bot.as_("U1")

    card = alice.says("/success plan acme")
    card.sees("Acme Corp", "no plan yet")
    form = alice.clicks_on("Start a plan", in_=card)
    assert form.view is not None
    started = alice.submits(
        form,
        customer_success="Agents solve six of ten tickets alone.",
        supplier_success="They renew early.",
    )
    started.sees("Plan started", "Agents solve six of ten tickets alone.")

    player = alice.clicks_on("Add a player", in_=started)
    alice.submits(player, name="Maria Lopez", role="champion", side="customer").sees("Maria Lopez")

    alice.says("/success plan acme").sees("plan 1", "Discovery", "Agents solve six of ten")
    page_one = alice.says("/success goal acme")
    assert page_one.view is not None
    maria = alice.opens_options(page_one, "player_id", "mar").options[0]
    assert "Maria Lopez" in maria["text"]["text"]
    page_two = alice.submits(
        page_one,
        behaviour="Agents resolve without escalating",
        measure="tickets solved alone",
        unit="%",
        direction="rising",
        player_id=maria,
    )
    alice.submits(
        page_two, baseline=35, target=60, due_on=date(2027, 5, 1), value="250000.50"
    ).sees("Agents resolve without escalating")

    reading = alice.says("/success reading acme")
    goal = alice.opens_options(reading, "goal_id").options[0]
    alice.submits(reading, goal_id=goal, value=56).sees("84")

    milestone = alice.says("/success milestone acme")
    added = alice.submits(
        milestone,
        title="Knowledge base reviewed",
        achievement="Their experts trust what agents read.",
        due_on=date(2026, 11, 20),
    )
    added.sees("Knowledge base reviewed", "3 days late")
    late = alice.says("/success plan acme").sees(
        "3 days late", "0 of 1 done", "84", "35 → 56 of 60"
    )
    done = alice.clicks_on("Mark done", in_=late)
    alice.submits(done, note="All 40 articles.").sees("Knowledge base reviewed", "done")

    card = alice.submits(
        alice.says("/success log acme"),
        change="Agents solve 61 % alone",
        goal_id=goal,
        story="They rewrote the macros themselves.",
    )
    card.sees("*✓ intended", "story begun")
    parts: dict[str, dict[str, Any]] = {
        "story": {"situation": "Every call was passed on", "action": "New macros"},
        "reuse": {"reuse_scope": "other_team"},
        "measure": {"metric_target": 60, "metric_actual": 61, "value": 40_000},
        "permanence": {"behaviour": "Agents look things up first"},
    }
    for part, answers in parts.items():
        edit = next(one.value for one in card.buttons if one.value.startswith(f"{part} "))
        card = alice.submits(alice.clicks(Id.OUTCOME_EDIT, edit, in_=card), **answers)
    card.sees("4 of 5")

    alice.says("/success plan acme").sees("1 of 1 done", "Agents solve 61 % alone", "1 logged")
    database = world.database
    assert [count(database, one) for one in (Plan, Goal, Milestone, Outcome)] == [1, 1, 1, 1]
    assert count(database, AuditEvent) >= 9
    assert slack.problems == []


def test_the_reply_to_plan_rides_in_the_ack(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.plan(world.account())
    world.member("U1")
    bot.as_("U1").says("/success plan acme")  # who reads along in the channel is known from now on
    before = len(slack.calls)
    reply = bot.as_("U1").says("/success plan acme")
    assert reply.json["response_type"] == "ephemeral"
    assert slack.calls_of("users.info") == []
    assert slack.calls[before:] == []


def test_two_submissions_of_one_window_make_one_record(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    form = alice.clicks_on("Start a plan", in_=alice.says(f"/success plan {account_id}"))
    assert form.view is not None
    for _ in range(2):
        alice.submits(form.view, customer_success="Fewer calls.").sees()
    assert count(world.database, Plan) == 1


def test_a_wrong_signature_is_refused(bot: Bot) -> None:
    body = "command=%2Fsuccess&text=help"
    assert bot.post(body, secret="another").status_code == 401
    assert bot.post(body, timestamp="soon").status_code == 401
    assert bot.post(body, timestamp=1).status_code == 401
    assert bot.post(body, headers={"X-Slack-Signature": None}).status_code == 401


def test_a_guest_is_refused_with_a_sentence(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account()
    slack.add_user("U9", name="Gus", guest=True)
    bot.as_("U9").says("/success plan acme").sees("guest").does_not_see("Acme Corp")


def test_an_event_is_taken_once(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.member("U1", name="Alice")
    user = {**slack.workspace.users["U1"], "deleted": True}
    for retry in (0, 1):
        assert bot.event("user_change", user=user, event_id="Ev1", retry=retry).status == 200
    bot.as_("U1").says("/success plan acme").sees("deactivated")


HOSTILE = "<!channel> <@U2> & <https://evil.example|click> *bold*"


def test_what_people_write_is_shown_as_they_wrote_it(bot: Bot, world: World) -> None:
    """The checker sees every surface on the way: blocks, windows and the text beside them."""
    account_id = world.account(f"Acme {HOSTILE}")
    plan_id = world.plan(account_id, customer_success=HOSTILE)
    world.player(account_id, HOSTILE)
    goal_id = world.goal(plan_id, HOSTILE, measure=HOSTILE, unit="<!here>")
    world.reading(goal_id)
    world.milestone(plan_id, HOSTILE, due_on=world.day(-3))
    world.outcome(account_id, HOSTILE, goal_id=goal_id)
    alice = bot.as_("U1")
    card = alice.says(f"/success plan {account_id}").sees(HOSTILE)
    alice.clicks("plan.share", account_id, in_=card).sees(HOSTILE)
    alice.clicks_on("Milestones", in_=card).sees(HOSTILE)
    alice.says(f"/success account {account_id}").sees(HOSTILE)
    alice.says("/success accounts all").sees("Acme <!channel>")
    alice.says(f"/success {HOSTILE}").sees("help")
