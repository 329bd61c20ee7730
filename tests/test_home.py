"""The Home tab: what needs attention first, filters and pages, and when it is published anew."""

import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from bot.delivery import home as publishing
from bot.model import Account, Milestone, Nudge, NudgeState, Plan, Role, Side, Stage
from bot.practice import home as homes
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.reply import Reply
from tests.harness.slack import FakeSlack


def press(world: World, account_id: str, rule: str, subject_id: str, **more: Any) -> str:
    """A matter, as the sweep would write it."""
    values = {"episode": "2026-11-01", "state": NudgeState.OPEN, "began_on": world.day(-3), **more}
    nudge = Nudge(
        team_id=world.team_id,
        id=f"{rule}:{subject_id}:{values['episode']}",
        rule=rule,
        subject_id=subject_id,
        account_id=account_id,
        opened_at=world.clock.now,
        **values,
    )

    def add(session: Any) -> None:
        session.add(nudge)

    world.database.write_now(add)
    return nudge.id


def names(home: Reply) -> list[str]:
    """The accounts in their order."""
    assert home.view is not None
    texts = [b["text"]["text"] for b in home.view["blocks"][1:] if "accessory" in b]
    return [text.split("*")[1] for text in texts]


def late(world: World, name: str, days: int = 9, owner: str = "U1", **facts: Any) -> str:
    """An account with a late milestone, and the matter that this is."""
    account_id = world.account(name, owner, **facts)
    step = world.milestone(world.plan(account_id), f"{name} live", due_on=world.day(-days))
    press(world, account_id, "milestone_overdue", step, began_on=world.day(1 - days))
    return account_id


def test_what_needs_attention_comes_first(bot: Bot, world: World) -> None:
    world.account("Quiet Ltd", "U1", arr=900_000, currency="USD", renewal_on=world.day(300))
    late(world, "Small", arr=1_000, currency="USD")
    late(world, "Large", arr=400_000, currency="USD", renewal_on=world.day(20))
    world.account("Not hers", "U2")
    home = bot.as_("U1").opens_home()
    assert names(home) == ["Large", "Small", "Quiet Ltd"]
    home.sees(
        "Your customers", "3 accounts", "1.3 M USD", "2 open matters", "2 at risk",
        "1 renewing within 90 days", "1 without a plan", "“Large live” is 9 days late",
        "400,000 USD", "renews in 20 days", "Next: say together what success would be",
    )  # fmt: skip
    home.does_not_see("Not hers", "U2")


def test_each_account_has_one_button_that_helps(bot: Bot, world: World) -> None:
    large = late(world, "Large")
    bare = world.account("Bare", "U1")
    alice = bot.as_("U1")
    home = alice.opens_home()
    form = alice.clicks(Id.MILESTONE_FINISH, f"{large}-2", in_=home).sees("Mark done", "Large live")
    assert bot.slack.calls[-1].method == "views.open"
    alice.submits(form).sees("Milestone saved")
    alice.clicks(Id.PLAN_START, bare, in_=home).sees("A success plan for")
    alice.sees_home().does_not_see("days late")


def test_filters_and_pages_show_at_once(bot: Bot, world: World) -> None:
    for number in range(12):
        late(world, f"Late {number:02}", days=20 - number)
    world.account("Soon", "U1", renewal_on=world.day(89))
    world.account("Later", "U1", renewal_on=world.day(91))
    alice = bot.as_("U1")
    home = alice.opens_home().sees("page 1 of 2", "Mine 14", "At risk 12", "Renewing 1")
    assert len(names(home)) == 10
    home.does_not_see("All 14", "Earlier")
    assert alice.clicks_on("More", in_=home).is_empty
    second = alice.sees_home().sees("page 2 of 2")
    assert names(second) == ["Late 10", "Late 11", "Soon", "Later"]
    alice.clicks_on("Renewing 1", in_=second)
    assert names(alice.sees_home().sees("Renewing within 90 days")) == ["Soon"]
    alice.clicks_on("Without plan 2", in_=alice.sees_home())
    assert names(alice.sees_home().sees("Without a plan")) == ["Soon", "Later"]
    assert names(alice.opens_home()) == ["Soon", "Later"], "it stays as it was left"
    alice.clicks_on("At risk 12", in_=alice.sees_home())
    assert len(names(alice.sees_home())) == 10


def test_a_leader_sees_everybody(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.member("U1", name="Alice Smith")
    world.member("U3", name="Lea Martin", role=Role.LEADER)
    slack.add_user("U3", name="Lea Martin")
    late(world, "Alices", arr=10, currency="EUR")
    world.account("Leas own", "U3", arr=5, currency="USD")
    world.account("Nobodys", None)
    lea = bot.as_("U3")
    home = lea.opens_home().sees("All customers", "3 accounts", "10 EUR", "5 USD", "All 3")
    home.sees("1 open matter ", "Alice Smith", "nobody's yet", "2 without a plan")
    assert names(home) == ["Alices", "Leas own", "Nobodys"]
    plan = lea.clicks(Id.PLAN_SHOW, "alices", in_=home).sees("Alices live")
    assert plan.view is not None
    assert plan.view["type"] == "modal"
    lea.clicks_on("Mine 1", in_=home)
    assert names(lea.sees_home()) == ["Leas own"]


def test_a_matter_that_was_handed_over_goes_with_its_account(bot: Bot, world: World) -> None:
    world.member("U1")
    world.member("U2")
    account_id = world.account("Acme", "U2")
    step = world.milestone(world.plan(account_id), "Live", due_on=world.day(-4))
    press(world, account_id, "milestone_overdue", step, handed_to="U1")
    assert names(bot.as_("U1").opens_home().sees("“Live” is 4 days late")) == ["Acme"]
    bot.as_("U2").opens_home().sees("Acme").does_not_see("open matter", "●")


@pytest.mark.parametrize(
    ("facts", "presses"),
    [
        ({"state": NudgeState.SNOOZED, "snoozed_until": -0}, True),
        ({"state": NudgeState.SNOOZED, "snoozed_until": 1}, False),
        ({"state": NudgeState.ESCALATED}, True),
        ({"state": NudgeState.DONE}, False),
        ({"state": NudgeState.DISMISSED}, False),
    ],
)
def test_only_what_presses_today_counts(
    bot: Bot, world: World, facts: dict[str, Any], presses: bool
) -> None:
    account_id = world.account("Acme", "U1")
    step = world.milestone(world.plan(account_id), "Live", due_on=world.day(-4))
    if "snoozed_until" in facts:
        facts = {**facts, "snoozed_until": world.day(facts["snoozed_until"])}
    press(world, account_id, "milestone_overdue", step, **facts)
    home = bot.as_("U1").opens_home()
    assert ("1 open matter" in home.text) is presses


def test_nothing_is_published_twice(bot: Bot, world: World, slack: FakeSlack) -> None:
    late(world, "Acme")
    alice = bot.as_("U1")
    for _ in range(3):
        alice.opens_home()
    assert len(slack.calls_of("views.publish")) == 1
    bot.clock.passes(days=1)
    alice.opens_home().sees("10 days late")
    assert len(slack.calls_of("views.publish")) == 2


def test_only_the_home_tab_is_meant(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account()
    bot.event("app_home_opened", user="U1", tab="messages", channel="D1")
    bot.event("app_home_opened", tab="home", channel="D1")
    bot.delivers()
    assert slack.calls_of("views.publish") == []


def test_a_change_brings_it_up_to_date(bot: Bot, world: World, slack: FakeSlack) -> None:
    """Whoever never opened it gets none; whoever did keeps filter and page."""
    account_id = world.account("Acme", "U1")
    actor = world.actor("U1", Role.CSM)
    world.member("U1")
    world.database.write_now(publishing.republish, actor)
    bot.delivers()
    assert slack.calls_of("views.publish") == []
    alice = bot.as_("U1")
    alice.clicks_on("Without plan 1", in_=alice.opens_home())
    alice.sees_home()
    world.plan(account_id)
    world.database.write_now(publishing.republish, actor)
    alice.sees_home().sees("Every account has a plan.")
    world.database.write_now(publishing.republish, actor)
    assert bot.delivers().homes == []


def test_an_empty_home_teaches(bot: Bot, world: World) -> None:
    home = bot.as_("U1").opens_home().sees("0 accounts", "No account is yours yet", "accounts all")
    assert [one.text for one in home.buttons] == ["Settings"]


def test_who_may_not_come_in_reads_why(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account("Acme", None)
    slack.add_user("U9", name="Gus", guest=True)
    home = bot.as_("U9").opens_home()
    home.sees("you are here as a guest").does_not_see("Acme")
    assert home.buttons == []
    assert len(slack.calls_of("users.info")) == 1


def test_slack_tries_again_where_somebody_could_not_be_looked_up(
    bot: Bot, world: World, slack: FakeSlack
) -> None:
    world.account("Acme", "U1")
    slack.fail("users.info", "500")
    fields: dict[str, Any] = {"user": "U1", "tab": "home", "channel": "D1", "event_id": "Ev1"}
    assert bot.event("app_home_opened", **fields).status == 500
    assert bot.event("app_home_opened", retry=1, **fields).status == 200
    bot.as_("U1").sees_home().sees("Acme")


def crowd(world: World, accounts: int = 2000) -> None:
    """Many accounts, each with an open plan and two matters, all of them with long names."""
    word = "שלום <&> " * 12
    now, team = world.clock.now, world.team_id
    rows: dict[Any, list[dict[str, Any]]] = {Account: [], Plan: [], Milestone: [], Nudge: []}
    for n in range(accounts):
        id_ = f"a{n}"
        rows[Account].append(
            {
                "team_id": team, "id": id_, "name": f"{n} {word}", "name_key": f"{n:05}",
                "owner_id": "U3", "arr": Decimal(n), "currency": ("USD", "EUR", None)[n % 3],
                "renewal_on": world.day(n % 400), "created_at": now, "last_number": 9,
            }
        )  # fmt: skip
        rows[Plan].append(
            {
                "team_id": team, "id": f"{id_}-1", "account_id": id_, "cycle": 1,
                "stage": Stage.PLAN, "stage_since": world.day(), "customer_success": word,
                "started_on": world.day(), "horizon_on": world.day(365), "active_at": now,
                "created_at": now,
            }
        )  # fmt: skip
        for step in (2, 3):
            subject = f"{id_}-{step}"
            rows[Milestone].append(
                {
                    "team_id": team, "id": subject, "plan_id": f"{id_}-1", "title": word * 2,
                    "side": Side.CUSTOMER, "due_on": world.day(-1 - n % 60), "active_at": now,
                    "created_at": now,
                }
            )  # fmt: skip
            rows[Nudge].append(
                {
                    "team_id": team, "id": f"milestone_overdue:{subject}:1", "episode": "1",
                    "rule": "milestone_overdue", "subject_id": subject, "account_id": id_,
                    "state": NudgeState.OPEN, "began_on": world.day(-n % 60), "opened_at": now,
                }
            )  # fmt: skip

    def fill(session: Any) -> None:
        for table, of_table in rows.items():
            session.execute(insert(table), of_table)
        session.execute(text("ANALYZE"))  # as a running database does of its own accord

    world.database.write_now(fill)


def test_two_thousand_accounts_cost_no_more_statements_than_two(
    bot: Bot, world: World, slack: FakeSlack
) -> None:
    world.member("U3", name="Lea " * 60, role=Role.LEADER)
    slack.add_user("U3", name="Lea")
    leader = world.actor("U3", Role.LEADER)
    statements: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    crowd(world)
    event.listen(world.database.engine, "before_cursor_execute", count)
    began = time.process_time()
    found = world.database.read_now(homes.home, leader, homes.Filter.ALL, 10)
    spent = time.process_time() - began
    assert (found.pages, len(found.lines), found.matters) == (200, 10, 4000)
    assert len(statements) <= 12, statements
    assert spent < 2, f"{spent:.2f} s"
    lea = bot.as_("U3")
    home = lea.opens_home().sees("2,000 accounts", "page 1 of 200")
    lea.clicks_on("More", in_=home)
    lea.sees_home().sees("page 2 of 200", "Earlier")


def test_zones_tell_what_today_is(bot: Bot, world: World, slack: FakeSlack, clock: Clock) -> None:
    slack.add_user("U1", name="Alice Smith", tz="Pacific/Auckland")
    clock.now = clock.now.replace(hour=12)  # 1 in the night of Tuesday there
    account_id = world.account("Acme", "U1", renewal_on=world.day(1))
    assert account_id
    bot.as_("U1").opens_home().sees("renews today")
    clock.now += timedelta(days=1)
    bot.as_("U1").opens_home().sees("renewal was yesterday")
